import { describe, expect, it } from 'vitest';
import { intervalHalfWidth } from '../../src/report/interval.js';

describe('intervalHalfWidth', () => {
  it('follows the printed tables of Student’s t (NIST/SEMATECH e-Handbook, 1.3.6.7.2)', () => {
    expect(intervalHalfWidth(1, 4)).toBeCloseTo(3.182, 3);
    expect(intervalHalfWidth(0.01, 64)).toBeCloseTo(0.01998, 5);
    expect(intervalHalfWidth(1, 11, 0.99)).toBeCloseTo(3.169, 3);
  });

  it('is infinite for one image, and 0 without any spread', () => {
    expect(intervalHalfWidth(0.01, 1)).toBe(Infinity);
    expect(intervalHalfWidth(0, 1)).toBe(0);
  });
});
