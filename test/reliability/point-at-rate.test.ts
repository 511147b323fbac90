import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadErrorCurve } from '../../src/accelerator/error-curve.js';
import { frequencyAtRateHz, voltageAtRateV } from '../../src/reliability/point-at-rate.js';
import { wordErrorRate } from '../../src/reliability/word-error-rate.js';

const curve = loadErrorCurve('accelerators/error-curves/drift-fine.yaml');
const rates = fc.double({ min: Math.log(2e-5), max: Math.log(4e-2), noNaN: true }).map(Math.exp);

describe('frequencyAtRateHz', () => {
  it("finds the contours of DRIFT's figure: 1e-3 at 3.37 GHz and 1e-4 at 2.52 GHz, 0.9 V", () => {
    expect(frequencyAtRateHz(curve, 0.9, 1e-3) / 1e9).toBeCloseTo(3.37, 1);
    expect(frequencyAtRateHz(curve, 0.9, 1e-4) / 1e9).toBeCloseTo(2.52, 1);
  });

  it('inverts the word error rate', () => {
    const voltages = fc.double({ min: 0.6, max: 1, noNaN: true });
    fc.assert(
      fc.property(voltages, rates, (voltageV, rate) => {
        const frequencyHz = frequencyAtRateHz(curve, voltageV, rate);
        expect(wordErrorRate(curve, { voltageV, frequencyHz }) / rate).toBeCloseTo(1, 6);
      }),
    );
  });

  it('refuses what the curve does not cover', () => {
    expect(() => frequencyAtRateHz(curve, 0.3, 1e-3)).toThrow(/within its tables.*got 0.3 V/);
    expect(() => frequencyAtRateHz(curve, 0.9, 0.9)).toThrow(/and 0.9; choose others/);
    expect(() => frequencyAtRateHz(curve, 0.9, 1e-12)).toThrow(/choose others/);
  });
});

describe('voltageAtRateV', () => {
  it("finds DRIFT's voltages at 2 GHz: 1e-3 near 0.697 V and 1e-4 near 0.800 V", () => {
    expect(voltageAtRateV(curve, 2e9, 1e-3)).toBeCloseTo(0.697, 2);
    expect(voltageAtRateV(curve, 2e9, 1e-4)).toBeCloseTo(0.8, 2);
  });

  it('inverts the word error rate', () => {
    const frequencies = fc.double({ min: 2e9, max: 2.4e9, noNaN: true });
    fc.assert(
      fc.property(frequencies, rates, (frequencyHz, rate) => {
        const voltageV = voltageAtRateV(curve, frequencyHz, rate);
        expect(wordErrorRate(curve, { voltageV, frequencyHz }) / rate).toBeCloseTo(1, 6);
      }),
    );
  });

  it('refuses what the curve does not cover', () => {
    expect(() => voltageAtRateV(curve, 2e9, 1e-12)).toThrow(/got 2 GHz and 1e-12/);
    expect(() => voltageAtRateV(curve, 20e9, 1e-3)).toThrow(/choose others/);
  });
});
