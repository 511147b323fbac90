import { describe, expect, it } from 'vitest';
import { TimeLimit } from '../../src/execution/time-limit.js';

const settings = { factor: 10, leastMs: 100, firstMs: 5000 };

describe('TimeLimit', () => {
  it('is the first limit until a job has finished', () => {
    const limit = new TimeLimit(settings);
    expect(limit.of(4)).toBe(5000);
    limit.learn(0, 3);
    expect(limit.of(4)).toBe(5000);
  });

  it('follows the greatest time per unit of work and never falls', () => {
    const limit = new TimeLimit(settings);
    limit.learn(4, 80);
    expect(limit.of(4)).toBe(800);
    limit.learn(64, 64);
    expect(limit.of(64)).toBe(12_800);
    limit.learn(1, 30);
    expect(limit.of(4)).toBe(1200);
  });

  it('is not below the least', () => {
    const limit = new TimeLimit(settings);
    limit.learn(10, 1);
    expect(limit.of(2)).toBe(100);
  });
});
