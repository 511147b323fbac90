import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROTECTION_OVERHEADS, razorStallCycles } from '../../src/accelerator/protection-overheads.js';
import { DATAFLOWS, type SystolicArray, systolicCycles } from '../../src/accelerator/systolic-array.js';
import type { ProtectionSchemeName } from '../../src/core/policy.js';

const array: SystolicArray = { rows: 32, cols: 32, dataflow: 'os' };
const hardware = {
  adderEnergyRatio: 0.25,
  adderAreaRatio: 0.5,
  shadowLatchEnergyRatio: 0.031,
  shadowLatchAreaRatio: 0.035,
};
const product = { rows: 128, cols: 64, depth: 96, count: 2 };
const macs = 2 * 128 * 64 * 96;

const size = fc.integer({ min: 1, max: 100 });
const products = fc.record({ rows: size, cols: size, depth: size, count: fc.integer({ min: 1, max: 4 }) });
const arrays = fc.record({ rows: size, cols: size, dataflow: fc.constantFrom(...DATAFLOWS) });

describe('protection overheads', () => {
  const schemes = Object.keys(PROTECTION_OVERHEADS) as ProtectionSchemeName[];
  it.each(schemes)('%s: says where it comes from and takes nothing away', (scheme) => {
    const { source, perProduct, areaShare } = PROTECTION_OVERHEADS[scheme];
    expect(source).not.toBe('');
    fc.assert(
      fc.property(products, arrays, (product, array) => {
        const one = perProduct({ ...product, count: 1 }, array, hardware);
        const all = perProduct(product, array, hardware);
        expect(one.macEquivalents).toBeGreaterThanOrEqual(0);
        expect(one.cycles).toBeGreaterThanOrEqual(0);
        expect(areaShare(array, hardware)).toBeGreaterThanOrEqual(0);
        expect(all.macEquivalents).toBeCloseTo(product.count * one.macEquivalents, 6);
        expect(all.cycles).toBe(product.count * one.cycles);
      }),
    );
  });

  it('none: costs nothing', () => {
    const { perProduct, areaShare } = PROTECTION_OVERHEADS.none;
    expect(perProduct(product, array, hardware)).toEqual({ macEquivalents: 0, cycles: 0 });
    expect(areaShare(array, hardware)).toBe(0);
  });

  it('rollback-abft: is DRIFT’s 2/B with free additions', () => {
    const free = { ...hardware, adderEnergyRatio: 0, adderAreaRatio: 0 };
    const { perProduct, areaShare } = PROTECTION_OVERHEADS['rollback-abft'];
    expect(perProduct(product, array, free).macEquivalents).toBe(macs * (2 / 32));
    expect(areaShare(array, free)).toBe(2 / 32);
  });

  it('rollback-abft: pays for sums of operands and outputs', () => {
    const { perProduct, areaShare } = PROTECTION_OVERHEADS['rollback-abft'];
    // Per tile and step of the depth 32 + 32 operands; each output twice; 64 comparisons per tile.
    const tiles = 2 * 4 * 2;
    const additions = tiles * (96 * 64 + 2 * 1024 + 64);
    expect(perProduct(product, array, hardware)).toEqual({
      macEquivalents: macs * (2 / 32) + 0.25 * additions,
      cycles: tiles * 2,
    });
    expect(areaShare(array, hardware)).toBe((64 * (1 + 2 * 0.5)) / 1024);
  });

  it('razor: costs a share of every multiply-accumulate and no cycles', () => {
    const { perProduct, areaShare } = PROTECTION_OVERHEADS.razor;
    expect(perProduct(product, array, hardware)).toEqual({ macEquivalents: 0.031 * macs, cycles: 0 });
    expect(areaShare(array, hardware)).toBe(0.035);
  });

  it.each(['te-drop', 'effort', 'green-tpu', 'drift-zero-large'] as const)(
    '%s: is shadow latches',
    (scheme) => {
      const { perProduct, areaShare, reruns, source } = PROTECTION_OVERHEADS[scheme];
      expect(perProduct(product, array, hardware)).toEqual({ macEquivalents: 0.031 * macs, cycles: 0 });
      expect(areaShare(array, hardware)).toBe(0.035);
      expect(reruns).toBe(0);
      expect(source).toContain('Not counted');
    },
  );

  it.each(['abft', 'drift-zero-crossings', 'approx-abft'] as const)(
    '%s: is row and column checksums',
    (scheme) => {
      const rollback = PROTECTION_OVERHEADS['rollback-abft'];
      const { perProduct, areaShare } = PROTECTION_OVERHEADS[scheme];
      expect(perProduct(product, array, hardware)).toEqual(rollback.perProduct(product, array, hardware));
      expect(areaShare(array, hardware)).toBe(rollback.areaShare(array, hardware));
    },
  );

  it('approx-abft: pays per tile of its own size', () => {
    const { perProduct } = PROTECTION_OVERHEADS['approx-abft'];
    // 64 x 64 tiles: 2 x 2 x 1 of them.
    const additions = 4 * (96 * 128 + 2 * 4096 + 128);
    expect(perProduct(product, array, hardware, 2).macEquivalents).toBe(macs * (2 / 64) + 0.25 * additions);
  });

  it('statistical-abft: is one checksum row per tile, with its sum', () => {
    const { perProduct, areaShare } = PROTECTION_OVERHEADS['statistical-abft'];
    const tiles = 2 * 4 * 2;
    const additions = tiles * (96 * 32 + 1024 + 2 * 32);
    expect(perProduct(product, array, hardware)).toEqual({
      macEquivalents: macs / 32 + 0.25 * additions,
      cycles: tiles,
    });
    expect(areaShare(array, hardware)).toBe((32 + 2 * 32 * 0.5) / 1024);
    // Weight-stationary: the summed vector streams through, one per 32 of the 128 rows; 3 x 2 folds, twice.
    const ws = { ...array, dataflow: 'ws' } as const;
    expect(perProduct(product, ws, hardware).cycles).toBe(2 * 6 * 4);
    expect(areaShare(ws, hardware)).toBe((2 * 32 * 0.5) / 1024);
    // Input-stationary: one more column of elements; 3 x 4 folds, twice.
    const is = { ...array, dataflow: 'is' } as const;
    expect(perProduct(product, is, hardware).cycles).toBe(2 * 12);
    expect(areaShare(is, hardware)).toBe((32 + 2 * 32 * 0.5) / 1024);
  });

  it.each([
    { scheme: 'dmr', perWord: 1, reruns: 1 },
    { scheme: 'tmr', perWord: 2, reruns: 2 },
    { scheme: 'range-check', perWord: 1, reruns: 0 },
  ] as const)('$scheme: compares every word', ({ scheme, perWord, reruns }) => {
    const overhead = PROTECTION_OVERHEADS[scheme];
    const macEquivalents = perWord * 0.25 * 2 * 128 * 64;
    expect(overhead.perProduct(product, array, hardware)).toEqual({ macEquivalents, cycles: 0 });
    expect(overhead.areaShare(array, hardware)).toBe((perWord * 0.5) / 32);
    expect(overhead.reruns).toBe(reruns);
  });
});

describe('Razor’s stalls', () => {
  it('are none without errors and one per cycle when everything errs', () => {
    expect(razorStallCycles(product, array, 0)).toBe(0);
    expect(razorStallCycles(product, array, 1)).toBe(systolicCycles(product, array));
  });

  it('are one per erring word while errors are rare', () => {
    const words = 2 * 128 * 64;
    expect(razorStallCycles(product, array, 1e-9) / (1e-9 * words)).toBeCloseTo(1, 6);
  });

  it('follow from the rate per operation and the active elements', () => {
    fc.assert(
      fc.property(
        products,
        arrays,
        fc.double({ min: 1e-3, max: 0.9, noNaN: true }),
        (product, array, rate) => {
          const cycles = systolicCycles(product, array);
          const { rows, cols, depth, count } = product;
          const perOperation = 1 - (1 - rate) ** (1 / depth);
          const active = (count * rows * cols * depth) / cycles;
          const expected = cycles * (1 - (1 - perOperation) ** active);
          expect(razorStallCycles(product, array, rate) / expected).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  it('grow with the error rate', () => {
    const rate = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(products, arrays, rate, rate, (product, array, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(razorStallCycles(product, array, low)).toBeLessThanOrEqual(
          razorStallCycles(product, array, high),
        );
      }),
    );
  });
});
