import { describe, expect, it } from 'vitest';
import { type ErrorCurve, outsideCurve } from '../../src/core/error-curve.js';

const curve: ErrorCurve = {
  name: 'two points',
  source: 'made up',
  referenceFrequencyHz: 1e9,
  delay: [
    [0.5, 3],
    [1, 1],
  ],
  wordErrorRate: [
    [1.5, 1e-6],
    [2.5, 1e-2],
  ],
};
const at = (gigahertz: number, voltageV: number) => ({ voltageV, frequencyHz: gigahertz * 1e9 });

describe('outsideCurve', () => {
  it.each([
    {
      point: at(1, 0.49),
      says: /^operating point 0\.490V@1\.00GHz: error curve 'two points' covers 0\.5 V to 1 V/,
    },
    { point: at(1, 1.01), says: /covers 0\.5 V to 1 V; choose a voltage within that range$/ },
    { point: at(1, Number.NaN), says: /covers 0\.5 V to 1 V/ },
    {
      point: at(1, 0.5),
      says: /ends at stress 2\.5000, got 3\.0000; raise the voltage or lower the frequency$/,
    },
    { point: at(3, 1), says: /ends at stress 2\.5000, got 3\.0000/ },
  ])('says why $point.voltageV V at $point.frequencyHz Hz is not covered', ({ point, says }) => {
    expect(outsideCurve(curve, point)).toMatch(says);
  });

  it('covers both ends of the delay table, the last stress and all below the first', () => {
    for (const point of [at(2.5, 1), at(2.5 / 3, 0.5), at(0.1, 1)])
      expect(outsideCurve(curve, point)).toBeNull();
  });
});
