import { describe, expect, it } from 'vitest';
import { activationBytes, weightsAreResident } from '../../src/accelerator/memory-traffic.js';
import { gemm, workload } from './round-numbers.js';

describe('activations', () => {
  it('are inputs and outputs, and the right operand where it is computed', () => {
    expect(activationBytes(gemm(0, 10, 20, 30))).toBe(200 + 300);
    expect(activationBytes(gemm(0, 10, 20, 30, { weights: 'dynamic' }))).toBe(200 + 300 + 600);
  });

  it('are those of one head at a time', () => {
    expect(activationBytes(gemm(0, 10, 20, 30, { count: 4, weights: 'dynamic' }))).toBe(200 + 300 + 600);
  });

  it('of a convolution are its image as it lies in memory', () => {
    expect(activationBytes(gemm(0, 64, 9 * 8, 16, { inputElements: 64 * 8 }))).toBe(512 + 1024);
  });
});

describe('weights', () => {
  it('are resident where the largest activations fit beside all of them', () => {
    const work = workload([gemm(0, 100, 1000, 500), gemm(1, 10, 10, 10)]);
    const needed = 500_100 + 100_000 + 50_000;
    expect(weightsAreResident(work, needed)).toBe(true);
    expect(weightsAreResident(work, needed - 1)).toBe(false);
  });
});
