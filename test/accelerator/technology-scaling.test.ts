import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyRatio } from '../../src/accelerator/technology-scaling.js';

const nm = (node: number, voltageV: number) => ({ nodeM: node * 1e-9, voltageV });

describe('energy ratio', () => {
  // Figures worked out from the published coefficients by others, to the digits printed.
  it.each([
    [7, 0.6, 0.52],
    [7, 0.7, 0.73],
    [7, 0.9, 1.32],
    [7, 1.0, 1.7],
    [16, 0.6, 0.52],
    [16, 0.9, 1.32],
    [16, 1.0, 1.68],
    [45, 0.6, 0.66],
    [45, 0.7, 0.81],
    [45, 0.9, 1.22],
    [45, 1.0, 1.47],
  ])('%i nm at %f V takes %f of the energy at 0.8 V', (node, voltageV, ratio) => {
    expect(Math.abs(energyRatio(nm(node, 0.8), nm(node, voltageV)) - ratio)).toBeLessThan(0.006);
  });

  it('scales from 45 nm as published', () => {
    expect(energyRatio(nm(45, 0.9), nm(7, 0.8))).toBeCloseTo(0.0774, 4);
    expect(energyRatio(nm(45, 0.9), nm(16, 0.8))).toBeCloseTo(0.142, 3);
  });

  it('lies between the neighbouring nodes', () => {
    const at = (node: number) => energyRatio(nm(45, 0.9), nm(node, 0.9));
    expect(at(18)).toBeCloseTo((at(16) + at(20)) / 2, 12);
    expect(at(22)).toBeCloseTo((10 * at(20) + 2 * at(32)) / 12, 12);
  });

  it('falls with the voltage, and ratios chain', () => {
    const node = fc.double({ min: 7, max: 45, noNaN: true });
    const volts = fc.double({ min: 0.5, max: 1.1, noNaN: true });
    fc.assert(
      fc.property(node, node, volts, volts, (a, b, v, w) => {
        const [low, high] = [Math.min(v, w), Math.max(v, w)];
        expect(energyRatio(nm(a, high), nm(a, low))).toBeLessThanOrEqual(1);
        const chained = energyRatio(nm(a, v), nm(16, 0.8)) * energyRatio(nm(16, 0.8), nm(b, w));
        expect(energyRatio(nm(a, v), nm(b, w)) / chained).toBeCloseTo(1, 10);
      }),
    );
  });

  it('refuses nodes that the fits do not cover', () => {
    for (const node of [5, 180]) {
      expect(() => energyRatio(nm(45, 0.9), nm(node, 0.9))).toThrow(
        `technology of ${node} nm: expected a node from 7 to 130 nm`,
      );
    }
  });
});
