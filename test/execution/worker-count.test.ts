import { describe, expect, it } from 'vitest';
import { usefulWorkers } from '../../src/execution/worker-count.js';

const SMALL_NETWORK = 17e6;

describe('usefulWorkers', () => {
  it.each([
    ['one per core', { cores: 8, freeBytes: 64e9 }, SMALL_NETWORK, 17, 8],
    ['no more than have a job', { cores: 64, freeBytes: 512e9 }, SMALL_NETWORK, 17, 17],
    ['as many as memory holds', { cores: 8, freeBytes: 2e9 }, SMALL_NETWORK, 17, 2],
    ['fewer of a large network', { cores: 8, freeBytes: 16e9 }, 1e9, 17, 2],
    ['one at least', { cores: 8, freeBytes: 0.1e9 }, SMALL_NETWORK, 17, 1],
  ])('are %s', (_what, machine, networkBytes, mostJobs, expected) => {
    expect(usefulWorkers(machine, networkBytes, mostJobs)).toBe(expected);
  });
});
