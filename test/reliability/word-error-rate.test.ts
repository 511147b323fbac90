import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ErrorCurve, outsideCurve } from '../../src/core/error-curve.js';
import { LeewayError } from '../../src/core/errors.js';
import { stress, wordErrorRate } from '../../src/reliability/word-error-rate.js';

/**
 * [voltage, word error rate at 2 GHz, normalised delay], every 10 mV, to three digits: third table of the
 * power script in a public repository that appears to hold DRIFT's experiment code.
 */
const DRIFT_TABLE = [
  [0.6, 4.59e-2, 2.1866],
  [0.61, 3.59e-2, 2.1341],
  [0.62, 2.91e-2, 2.0811],
  [0.63, 2.24e-2, 2.0281],
  [0.64, 1.63e-2, 1.9752],
  [0.65, 1.08e-2, 1.9226],
  [0.66, 6.74e-3, 1.8705],
  [0.67, 4.02e-3, 1.8192],
  [0.68, 2.43e-3, 1.7687],
  [0.69, 1.35e-3, 1.7193],
  [0.7, 8.49e-4, 1.671],
  [0.71, 6.08e-4, 1.6239],
  [0.72, 4.45e-4, 1.5782],
  [0.73, 3.87e-4, 1.5338],
  [0.74, 3.75e-4, 1.4908],
  [0.75, 2.66e-4, 1.4493],
  [0.76, 2.45e-4, 1.4093],
  [0.77, 2.25e-4, 1.3708],
  [0.78, 1.95e-4, 1.3339],
  [0.79, 1.88e-4, 1.2984],
  [0.8, 9.51e-5, 1.2645],
  [0.81, 7.05e-5, 1.232],
  [0.82, 3.21e-5, 1.2009],
  [0.83, 1.63e-5, 1.1713],
  [0.84, 8.06e-6, 1.1431],
  [0.85, 0, 1.1162],
  [0.86, 0, 1.0905],
  [0.87, 0, 1.0662],
  [0.88, 0, 1.043],
  [0.89, 0, 1.021],
  [0.9, 0, 1],
] as const;

const DRIFT: ErrorCurve = {
  name: 'drift',
  source: 'DRIFT, see above',
  referenceFrequencyHz: 2e9,
  delay: DRIFT_TABLE.map(([voltageV, , delay]) => [voltageV, delay] as const),
  wordErrorRate: DRIFT_TABLE.filter(([, rate]) => rate > 0)
    .map(([, rate, delay]) => [delay, rate] as const)
    .reverse(),
};

const at = (gigahertz: number, voltageV: number) => ({ voltageV, frequencyHz: gigahertz * 1e9 });

describe('stress and wordErrorRate on the published curve', () => {
  it('return the table at its own points', () => {
    for (const [voltageV, rate, delay] of DRIFT_TABLE) {
      expect(stress(DRIFT, at(2, voltageV))).toBe(delay);
      expect(wordErrorRate(DRIFT, at(2, voltageV))).toBe(rate);
    }
  });

  // Contours of the published voltage-frequency figure, decoded from its vector graphics; points above 0.9 V lie
  // outside the table. Their word error rates were computed for other frequencies than the table's 2 GHz.
  const contours = [
    { rate: 1e-4, contourStress: 1.265, points: [at(1.6, 0.719), at(2, 0.8), at(2.5, 0.896), at(2.52, 0.9)] },
    {
      rate: 1e-3,
      contourStress: 1.685,
      points: [at(1.6, 0.615), at(2, 0.697), at(2.5, 0.776), at(3, 0.848), at(3.37, 0.9)],
    },
  ];
  it.each(contours)('collapse onto one stress along the $rate contour', ({ rate, contourStress, points }) => {
    for (const point of points) {
      expect(Math.abs(stress(DRIFT, point) / contourStress - 1)).toBeLessThan(0.01);
      expect(Math.abs(wordErrorRate(DRIFT, point) / rate - 1)).toBeLessThan(0.1);
    }
  });

  it('never fall when the voltage falls or the frequency rises', () => {
    const voltage = fc.double({ min: 0.6, max: 0.9, noNaN: true });
    const frequency = fc.double({ min: 0.5, max: 2, noNaN: true });
    fc.assert(
      fc.property(voltage, voltage, frequency, frequency, (v1, v2, f1, f2) => {
        const easier = wordErrorRate(DRIFT, at(Math.min(f1, f2), Math.max(v1, v2)));
        const harder = wordErrorRate(DRIFT, at(Math.max(f1, f2), Math.min(v1, v2)));
        expect(harder).toBeGreaterThanOrEqual(easier);
      }),
    );
  });
});

describe('interpolation', () => {
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

  it('is linear in voltage for the delay and geometric in stress for the rate', () => {
    expect(stress(curve, at(1, 0.75))).toBeCloseTo(2, 12);
    expect(stress(curve, at(0.5, 0.75))).toBeCloseTo(1, 12);
    expect(wordErrorRate(curve, at(1, 0.75))).toBeCloseTo(1e-4, 12);
  });

  it('gives 0 below the first stress', () => {
    expect(wordErrorRate(curve, at(1, 0.9))).toBe(0);
  });

  it.each([
    { point: at(1, 0.49), says: /0\.490V@1\.00GHz.*covers 0\.5 V to 1 V/ },
    { point: at(1, 1.01), says: /covers 0\.5 V to 1 V/ },
    { point: at(1, Number.NaN), says: /covers 0\.5 V to 1 V/ },
    { point: at(1, 0.5), says: /ends at stress 2\.5000, got 3\.0000/ },
    { point: at(3, 1), says: /ends at stress 2\.5000, got 3\.0000/ },
  ])('refuses $point.voltageV V at $point.frequencyHz Hz', ({ point, says }) => {
    expect(outsideCurve(curve, point)).toMatch(says);
    for (const evaluate of [stress, wordErrorRate]) {
      expect(() => evaluate(curve, point)).toThrow(says);
      expect(() => evaluate(curve, point)).toThrow(LeewayError);
    }
  });

  it('covers the last entry itself', () => {
    expect(outsideCurve(curve, at(2.5, 1))).toBeNull();
    expect(wordErrorRate(curve, at(2.5, 1))).toBe(1e-2);
  });
});
