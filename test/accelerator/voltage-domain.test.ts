import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  domainVoltageV,
  energyScale,
  leakageScale,
  transitionEnergyJ,
  type VoltageDomain,
} from '../../src/accelerator/voltage-domain.js';

const NOMINAL_V = 0.9;
const ideal: VoltageDomain = {
  voltage: 'operating-point',
  minVoltageV: 0,
  regulator: 'ideal',
  railVoltageV: null,
  currentEfficiency: 1,
  capacitanceF: 10e-9,
};
const ldo: VoltageDomain = { ...ideal, regulator: 'ldo', railVoltageV: 0.9, currentEfficiency: 0.992 };
const fixed: VoltageDomain = { ...ideal, voltage: 'nominal' };
const at = (voltageV: number) => ({ voltageV, frequencyHz: 2e9 });
const energy = (domain: VoltageDomain, volts: number) => energyScale(domain, at(volts), NOMINAL_V);
const leakage = (domain: VoltageDomain, volts: number) => leakageScale(domain, at(volts), NOMINAL_V);

const volts = fc.double({ min: 0.3, max: 0.9, noNaN: true });
const anyDomain = fc.constantFrom(ideal, ldo, fixed, { ...ldo, minVoltageV: 0.7 });

describe('domain voltage', () => {
  it('follows the operating point down to its own minimum, or stays nominal', () => {
    expect(domainVoltageV(ideal, at(0.62), NOMINAL_V)).toBe(0.62);
    expect(domainVoltageV({ ...ideal, minVoltageV: 0.7 }, at(0.62), NOMINAL_V)).toBe(0.7);
    expect(domainVoltageV(fixed, at(0.62), NOMINAL_V)).toBe(0.9);
  });
});

describe('dynamic energy', () => {
  it('is quadratic for ideal conversion and linear from a rail', () => {
    expect(energy(ideal, 0.45)).toBeCloseTo(0.25, 12);
    expect(energy(ldo, 0.45)).toBeCloseTo(0.5 / 0.992, 12);
    expect(energy({ ...ldo, railVoltageV: 1.2 }, 0.9)).toBeCloseTo(1.2 / 0.9 / 0.992, 12);
    expect([energy(ideal, 0.9), energy(fixed, 0.45)]).toEqual([1, 1]);
  });

  it('never rises as the voltage falls', () => {
    fc.assert(
      fc.property(anyDomain, volts, volts, (domain, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(energy(domain, low)).toBeLessThanOrEqual(energy(domain, high));
        expect(leakage(domain, low)).toBeLessThanOrEqual(leakage(domain, high));
      }),
    );
  });

  it('is never less from a linear regulator than from ideal conversion, up to its rail', () => {
    const efficiency = fc.double({ min: 0.5, max: 1, noNaN: true });
    fc.assert(
      fc.property(volts, efficiency, (v, currentEfficiency) => {
        const domain = { ...ldo, currentEfficiency };
        expect(energy(domain, v)).toBeGreaterThanOrEqual(energy(ideal, v));
        expect(leakage(domain, v)).toBeGreaterThanOrEqual(leakage(ideal, v));
      }),
    );
  });
});

describe('leakage', () => {
  it('is a constant current from the load or from the rail', () => {
    expect(leakage(ideal, 0.45)).toBeCloseTo(0.5, 12);
    expect(leakage(ldo, 0.45)).toBeCloseTo(1 / 0.992, 12);
    expect(leakage(fixed, 0.45)).toBe(1);
  });
});

describe('energy of a change', () => {
  it('charges the capacitance on the way up and loses it on the way down', () => {
    expect(transitionEnergyJ(ideal, 0.6, 0.9)).toBeCloseTo(0.5 * 10e-9 * (0.81 - 0.36), 20);
    expect(transitionEnergyJ(ldo, 0.6, 0.9)).toBeCloseTo((10e-9 * 0.9 * 0.3) / 0.992, 20);
    for (const domain of [ideal, ldo]) {
      expect(transitionEnergyJ(domain, 0.9, 0.6)).toBe(0);
      expect(transitionEnergyJ(domain, 0.9, 0.9)).toBe(0);
    }
  });

  it('is what integrating the drawn charge gives, and adds up over parts of a ramp', () => {
    const steps = 1000;
    const integrate = (sourceV: (v: number) => number) =>
      Array.from({ length: steps }, (_, i) => 0.6 + (0.3 * (i + 0.5)) / steps).reduce(
        (sum, v) => sum + (10e-9 * sourceV(v) * 0.3) / steps,
        0,
      );
    expect(transitionEnergyJ(ideal, 0.6, 0.9)).toBeCloseTo(
      integrate((v) => v),
      15,
    );
    expect(transitionEnergyJ(ldo, 0.6, 0.9)).toBeCloseTo(
      integrate(() => 0.9 / 0.992),
      15,
    );
    fc.assert(
      fc.property(anyDomain, volts, volts, volts, (domain, ...levels) => {
        const [a, b, c] = levels.toSorted((x, y) => x - y);
        const parts = transitionEnergyJ(domain, a, b) + transitionEnergyJ(domain, b, c);
        expect(parts).toBeCloseTo(transitionEnergyJ(domain, a, c), 18);
      }),
    );
  });
});
