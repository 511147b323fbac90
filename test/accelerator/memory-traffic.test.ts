import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dramTraffic,
  loadBytes,
  onChipTraffic,
  weightsAreResident,
} from '../../src/accelerator/memory-traffic.js';
import { accelerator, gemm, workload } from './round-numbers.js';

describe('operands loaded from the memory above', () => {
  it('once each while one of them fits', () => {
    expect(loadBytes(100, 1000, 100, 100)).toBe(1100);
    expect(loadBytes(1000, 100, 100, 100)).toBe(1100);
  });

  it('by the better loop order where neither fits', () => {
    // Left in 3 pieces: 250 + 3 x 900; right in 9 pieces: 900 + 9 x 250.
    expect(loadBytes(250, 900, 100, 100)).toBe(2950);
    expect(loadBytes(250, 900, 100, 300)).toBe(1650);
  });

  it('never less than once, and no more with more room', () => {
    const bytes = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(bytes, bytes, bytes, bytes, bytes, (left, right, a, b, more) => {
        expect(loadBytes(left, right, a, b)).toBeGreaterThanOrEqual(left + right);
        expect(loadBytes(left, right, a + more, b)).toBeLessThanOrEqual(loadBytes(left, right, a, b));
      }),
    );
  });
});

describe('on-chip traffic', () => {
  it('of a small product: operands in, array fed twice over, outputs out', () => {
    expect(onChipTraffic(gemm(0, 64, 64, 64), accelerator)).toEqual({
      localReadBytes: 8192 + 8192 + 4096,
      localWriteBytes: 8192 + 4096,
      globalReadBytes: 8192,
      globalWriteBytes: 4096,
    });
  });

  it('keeps partial sums beside the array while they fit, else in the global buffer', () => {
    const ws = { ...accelerator, array: { ...accelerator.array, dataflow: 'ws' as const } };
    const product = gemm(0, 64, 64, 64);
    const sums = 4 * 4096;
    const roomy = onChipTraffic(product, ws);
    const cramped = onChipTraffic(product, {
      ...ws,
      localMemory: { ...ws.localMemory, outputBytes: 64 * 32 * 4 - 1 },
    });
    expect(roomy.localReadBytes).toBe(64 * 64 * 2 + 64 * 64 + 4096 + sums);
    expect(roomy.globalWriteBytes).toBe(4096);
    expect(roomy.localReadBytes - cramped.localReadBytes).toBe(sums);
    expect(cramped.globalReadBytes - roomy.globalReadBytes).toBe(sums);
    expect(cramped.globalWriteBytes - roomy.globalWriteBytes).toBe(sums);
  });
});

describe('DRAM traffic', () => {
  const product = gemm(0, 100, 1000, 500);

  it('is nothing while weights are resident, which counts the largest activations too', () => {
    const work = workload([product, gemm(1, 10, 10, 10)]);
    const needed = 500_100 + 100_000 + 50_000;
    expect(weightsAreResident(work, needed)).toBe(true);
    expect(weightsAreResident(work, needed - 1)).toBe(false);
    expect(dramTraffic(product, needed, true)).toEqual({ weightBytes: 0, activationBytes: 0 });
  });

  it('is the weights once while activations fit', () => {
    expect(dramTraffic(product, 600_000, false)).toEqual({ weightBytes: 500_000, activationBytes: 0 });
  });

  it('is everything where activations do not fit, with the reloads of the better loop order', () => {
    // Half of 100 kB per operand: 100 kB of inputs in two pieces, so the weights pass twice.
    expect(dramTraffic(product, 100_000, false)).toEqual({
      weightBytes: 500_000,
      activationBytes: 100_000 + 500_000 + 50_000,
    });
  });

  it('counts no weights of products of two activations', () => {
    const attention = gemm(0, 64, 64, 64, { count: 6, weights: 'dynamic' });
    expect(dramTraffic(attention, 1e6, false)).toEqual({ weightBytes: 0, activationBytes: 0 });
    expect(dramTraffic(attention, 10_000, false)).toEqual({ weightBytes: 0, activationBytes: 6 * 3 * 4096 });
  });
});
