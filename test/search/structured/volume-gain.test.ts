import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypervolumeGain } from '../../../src/core/hypervolume.js';
import { volumeGain } from '../../../src/search/structured/volume-gain.js';

const coordinate = fc.integer({ min: 0, max: 12 });

describe('volumeGain', () => {
  it.each([2, 3, 4])('is what the hypervolume grows by, %i objectives', (m) => {
    const point = fc.array(coordinate, { minLength: m, maxLength: m });
    const reference = Array<number>(m).fill(10);
    fc.assert(
      fc.property(fc.array(point, { maxLength: 12 }), point, (points, added) => {
        expect(volumeGain(points, reference)(added)).toBeCloseTo(
          hypervolumeGain(added, points, reference),
          9,
        );
      }),
      { numRuns: 200 },
    );
  });
});
