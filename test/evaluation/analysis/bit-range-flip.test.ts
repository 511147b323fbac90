import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/core/random-stream.js';
import { bitRangeFlip } from '../../../src/reliability/fault-models/bit-range-flip.js';
import { driftBitFlip } from '../../../src/reliability/fault-models/drift-bit-flip.js';
import { FaultList } from '../../../src/reliability/fault-models/fault-list.js';
import type { FaultModel } from '../../../src/reliability/fault-models/fault-model.js';
import { smallWorkload } from './workload.js';

const site = { gemm: smallWorkload().gemms[0], step: 0 };
const words = Int32Array.from({ length: 32 }, (_, i) => 977 * i - 15000);

function faultsOf(model: FaultModel, image: number): [number, number][] {
  const faults = new FaultList();
  model.sample(site, words, 0, 0.4, new RandomStream(9, 'fault', { image }), faults);
  return Array.from({ length: faults.count }, (_, i) => [faults.words[i], faults.deltas[i]]);
}

describe('bit range flip', () => {
  it("over bits 0 to 30 draws DRIFT's faults", () => {
    for (let image = 0; image < 20; image++) {
      expect(faultsOf(bitRangeFlip(0, 30), image)).toEqual(faultsOf(driftBitFlip, image));
    }
  });

  it('flips each bit of its range equally often and no other', () => {
    const counts = new Map<number, number>();
    for (let image = 0; image < 500; image++) {
      for (const [, delta] of faultsOf(bitRangeFlip(10, 13), image)) {
        const bit = Math.log2(Math.abs(delta));
        counts.set(bit, (counts.get(bit) ?? 0) + 1);
      }
    }
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([10, 11, 12, 13]);
    // Five standard deviations of a binomial count.
    for (const count of counts.values()) {
      expect(Math.abs(count - total / 4)).toBeLessThan(5 * Math.sqrt((total * 3) / 16));
    }
  });

  it('gives the flipped word, whichever way the bit was', () => {
    const { deviation } = bitRangeFlip(4, 4);
    expect(deviation(0, new RandomStream(1, 'fault'))).toBe(16);
    expect(deviation(16, new RandomStream(1, 'fault'))).toBe(-16);
    expect(deviation(-1, new RandomStream(1, 'fault'))).toBe(-16);
  });

  it.each([
    [-1, 3],
    [5, 4],
    [0, 31],
  ])('refuses %i..%i', (lowest, highest) => {
    expect(() => bitRangeFlip(lowest, highest)).toThrow('0 <= lowest <= highest <= 30');
  });
});
