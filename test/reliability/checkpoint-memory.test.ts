import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Accumulators } from '../../src/core/site.js';
import { CheckpointMemory } from '../../src/reliability/checkpoint/checkpoint-memory.js';
import { gemmOf } from './setups.js';

const lines = (...index: number[]) => ({ count: index.length, index: Int32Array.from(index) });

const site = (data: readonly number[], scale: readonly number[], outputRange: number): Accumulators => ({
  data: Int32Array.from(data),
  images: 1,
  scale: Float32Array.from(scale),
  outputRange,
});

/** What a one-row site of `then` reads back as, wholly restored at the scale of `now`. */
function roundTrip(then: Accumulators, now: Pick<Accumulators, 'scale'>): number[] {
  const gemm = gemmOf(1, then.data.length);
  const memory = new CheckpointMemory();
  memory.refresh(gemm, then);
  const target = { ...then, ...now, data: new Int32Array(then.data.length).fill(-1) };
  memory.restore(gemm, target, 0, 0, lines(0), lines(...then.data.keys()));
  return [...target.data];
}

describe('CheckpointMemory', () => {
  it('gives 0 while there is no checkpoint', () => {
    const gemm = gemmOf(2, 3);
    const memory = new CheckpointMemory();
    const target = site([1, 2, 3, 4, 5, 6], [1], 127);
    memory.restore(gemm, target, 0, 0, lines(1), lines(0, 2));
    expect([...target.data]).toEqual([1, 2, 3, 0, 5, 0]);
    expect(memory.count(gemm)).toBe(0);
  });

  it('stores INT8: rounds to the nearest code and saturates at the output range', () => {
    // One code is 254 / 127 = 2, one accumulator unit is 0.5: four units a code.
    expect(
      roundTrip(site([4, 5, 6, -5, -7, 508, 100_000, -100_000], [0.5], 254), { scale: Float32Array.of(0.5) }),
    ).toEqual([4, 4, 8, -4, -8, 508, 508, -508]);
  });

  it('comes back within half a code of what was stored, at the same scale', () => {
    const case_ = fc.record({
      data: fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 20 }),
      exponent: fc.integer({ min: -20, max: 4 }),
    });
    fc.assert(
      fc.property(case_, ({ data, exponent }) => {
        const scale = 2 ** exponent;
        const outputRange = Math.max(1, ...data.map(Math.abs)) * scale;
        const halfCode = outputRange / 127 / scale / 2;
        roundTrip(site(data, [scale], outputRange), { scale: Float32Array.of(scale) }).forEach((value, i) => {
          expect(Math.abs(value - data[i])).toBeLessThanOrEqual(halfCode + 0.5 + 1e-6);
        });
      }),
    );
  });

  it('keeps the real value when the scale has changed since, column by column', () => {
    const then = site([100, 100], [1, 0.5], 127);
    expect(roundTrip(then, { scale: Float32Array.of(0.25, 0.125) })).toEqual([400, 400]);
    expect(roundTrip(then, { scale: Float32Array.of(2, 50) })).toEqual([50, 1]);
  });

  it('saturates to int32 and stands a site that never put anything out', () => {
    expect(roundTrip(site([127, -127], [1], 127), { scale: Float32Array.of(1e-9) })).toEqual([
      2 ** 31 - 1,
      -(2 ** 31),
    ]);
    expect(roundTrip(site([5], [1], 0), { scale: Float32Array.of(1) })).toEqual([0]);
  });

  it('overwrites only the given words, from a copy that later changes do not reach', () => {
    const gemm = gemmOf(3, 4);
    const memory = new CheckpointMemory();
    const accumulators = site([...Array(12).keys()], [1], 127);
    memory.refresh(gemm, accumulators);
    accumulators.data.fill(-1);
    // The tile begins at row 1, column 2: word 6.
    memory.restore(gemm, accumulators, 6, 2, lines(0, 1), lines(1));
    expect([...accumulators.data]).toEqual([-1, -1, -1, -1, -1, -1, -1, 7, -1, -1, -1, 11]);
    accumulators.data.fill(100);
    memory.refresh(gemm, accumulators);
    accumulators.data.fill(-1);
    memory.restore(gemm, accumulators, 6, 2, lines(0), lines(0));
    expect(accumulators.data[6]).toBe(100);
  });

  describe('that keeps two checkpoints', () => {
    const gemm = gemmOf(1, 2);
    // One code is one unit, so the values are stored exactly.
    const words = (a: number, b: number) => site([a, b], [1], 127);
    const extrapolated = (memory: CheckpointMemory, step: number, scale = [1]) => {
      const target = site([0, 0], scale, 127);
      memory.restore(gemm, target, 0, 0, lines(0), lines(0, 1), step);
      return [...target.data];
    };

    it('goes on along the line through them, at the scale of now', () => {
      const memory = new CheckpointMemory(2);
      memory.refresh(gemm, words(10, -100), 3);
      memory.refresh(gemm, words(14, -80), 5);
      expect(memory.count(gemm)).toBe(2);
      expect(extrapolated(memory, 6)).toEqual([16, -70]);
      expect(extrapolated(memory, 9)).toEqual([22, -40]);
      expect(extrapolated(memory, 9, [0.5])).toEqual([44, -80]);
      memory.refresh(gemm, words(20, 0), 6);
      expect(extrapolated(memory, 7)).toEqual([26, 80]);
      expect(memory.count(gemm)).toBe(2);
    });

    it('gives the last one when not asked for more, and where there is no other', () => {
      const memory = new CheckpointMemory(2);
      expect(extrapolated(memory, 1)).toEqual([0, 0]);
      memory.refresh(gemm, words(10, 20), 0);
      expect(memory.count(gemm)).toBe(1);
      expect(extrapolated(memory, 1)).toEqual([10, 20]);
      memory.refresh(gemm, words(30, 40), 1);
      const target = words(0, 0);
      memory.restore(gemm, target, 0, 0, lines(0), lines(0, 1));
      expect([...target.data]).toEqual([30, 40]);
    });
  });
});
