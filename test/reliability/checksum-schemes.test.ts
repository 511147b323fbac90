import { describe, expect, it } from 'vitest';
import type { Protection } from '../../src/core/policy.js';
import { FaultyChecksums } from '../../src/reliability/protection/faulty-checksums.js';
import type { ProtectedImage } from '../../src/reliability/protection/protected-image.js';
import { schemeOf } from '../../src/reliability/protection/protection-schemes.js';
import type { TileSyndromes } from '../../src/reliability/protection/tile-syndromes.js';
import { accumulatorsOf, gemmOf, protectStruck } from './setups.js';

type Fault = readonly [word: number, delta: number];

const ABFT: Protection = { scheme: 'abft' };

/** A 5 x 7 matrix in tiles of 3: whole ones, and all kinds of edges. */
const EDGES = gemmOf(5, 7, { depth: 10 });

describe('abft', () => {
  it.each([false, true])(
    'finds and repairs any single error, wherever it is and whatever bit it hit (audit %s)',
    (audit) => {
      const accumulators = accumulatorsOf(EDGES, 1);
      for (let word = 0; word < 35; word++) {
        for (let bit = 0; bit < 31; bit++) {
          const value = accumulators.data[word];
          const delta = (value ^ (1 << bit)) - value;
          const { clean, data, counts } = protectStruck(ABFT, EDGES, [[word, delta]], {
            tileSize: 3,
            audit,
            accumulators,
          });
          if (data.some((got, i) => got !== clean[i]))
            throw new Error(`word ${word}, bit ${bit} is not repaired`);
          expect(counts).toMatchObject({ flaggedWords: 1, flaggedFaultyWords: 1, correctedWords: 1 });
          expect(counts.recomputedTiles).toBe(0);
        }
      }
    },
  );

  it('repairs single errors in different tiles each by itself', () => {
    const faults: Fault[] = [
      [0, 1024],
      [5, -7],
      [34, 2 ** 30],
    ];
    const { clean, data, counts } = protectStruck(ABFT, EDGES, faults, { tileSize: 3 });
    expect(data).toEqual(clean);
    expect(counts).toMatchObject({ correctedWords: 3, recomputations: 0 });
  });

  it('computes a tile with more than one error again, as often as it is smaller at an edge', () => {
    // Words (3, 4) and (4, 5): the tile of rows 3..4 and columns 3..5.
    const faults: Fault[] = [
      [25, 64],
      [33, 64],
    ];
    const { clean, data, counts } = protectStruck(ABFT, EDGES, faults, { tileSize: 3 });
    expect(data).toEqual(clean);
    expect(counts).toMatchObject({
      recomputations: 1,
      recomputedTiles: 1,
      recomputedMacs: 6 * 10,
      flaggedWords: 6,
      flaggedFaultyWords: 2,
      correctedWords: 0,
    });
  });

  it('recomputes any pair of errors in a tile', () => {
    for (const other of [1, 2, 7, 8, 9, 14, 15, 16]) {
      for (const delta of [64, -64, 5]) {
        const faults: Fault[] = [
          [0, 64],
          [other, delta],
        ];
        const { clean, data } = protectStruck(ABFT, EDGES, faults, { tileSize: 3 });
        expect(data, `${other} ${delta}`).toEqual(clean);
      }
    }
  });

  it('misses errors that cancel in all lines, and corrects wrongly what looks like a single one', () => {
    const square: Fault[] = [
      [0, 64],
      [1, -64],
      [7, -64],
      [8, 64],
    ];
    const missed = protectStruck(ABFT, EDGES, square, { tileSize: 3 });
    expect(missed.counts).toMatchObject({ flaggedWords: 0, faultyWords: 4 });
    expect(missed.data).not.toEqual(missed.clean);
    // Without its first error the square deviates in row 0 and column 0 alone, where nothing is wrong.
    const mistaken = protectStruck(ABFT, EDGES, square.slice(1), { tileSize: 3 });
    expect(mistaken.counts).toMatchObject({ correctedWords: 1, flaggedWords: 1, flaggedFaultyWords: 0 });
    expect(mistaken.data[0] - mistaken.clean[0]).toBe(64);
  });

  it.each(['rows', 'cols'] as const)(
    'takes one of the %s that deviates alone for an error of its checksum',
    (kind) => {
      const fault = { kind, line: 2, delta: 512 };
      const nothing = { nextTile: () => null };
      const checksums = new FaultyChecksums(nothing, EDGES, 3, new Map([[4, [fault]]]));
      const seen: TileSyndromes[] = [];
      const reader = {
        nextTile() {
          const tile = checksums.nextTile();
          if (tile) seen.push(structuredClone(tile));
          return tile;
        },
      };
      // An image that can be read and nothing else: whatever is done to it throws.
      const image = { gemm: EDGES, checksums: () => reader } as unknown as ProtectedImage;
      schemeOf(ABFT).create(ABFT, 3)(image);
      expect(seen).toHaveLength(1);
      expect(seen[0]).toMatchObject({ matrix: 0, firstRow: 3, firstCol: 3 });
      expect(seen[0][kind].deviation[2]).toBe(-512);
      expect([seen[0].rows.count, seen[0].cols.count]).toEqual(kind === 'rows' ? [1, 0] : [0, 1]);
    },
  );
});

describe('errors of checksum accumulators', () => {
  it.each([0.05, 0.3])('do the same to checksums that sum whole tiles, at rate %s', (rate) => {
    const faults: Fault[] = [
      [0, 4096],
      [17, -4096],
      [18, 2 ** 20],
    ];
    for (const delta of [4096, -4096, 2 ** 20]) {
      const options = { tileSize: 3, checksums: { rate, delta } };
      const fast = protectStruck(ABFT, EDGES, faults, options);
      const audited = protectStruck(ABFT, EDGES, faults, { ...options, audit: true });
      expect(audited.data).toEqual(fast.data);
      expect(audited.counts).toEqual(fast.counts);
    }
  });

  it('raise false alarms, and always do when all of them err', () => {
    const protection: Protection = { scheme: 'rollback-abft', thresholdBit: 10, restore: 'zero' };
    const all = { rate: 1 - 1e-12, delta: 1024 };
    const { data, counts } = protectStruck(protection, EDGES, [], { tileSize: 3, checksums: all });
    expect(data).toEqual(Array(35).fill(0));
    expect(counts).toMatchObject({ clearedWords: 35, flaggedWords: 35, flaggedFaultyWords: 0 });
    const small = { ...all, delta: 1023 };
    const { clean, data: kept } = protectStruck(protection, EDGES, [], { tileSize: 3, checksums: small });
    expect(kept).toEqual(clean);
  });

  it('hide errors of words that they equal', () => {
    // Every prediction is 1024 too high, and so is every observed sum: one error in each row and column.
    const faults: Fault[] = [0, 5, 10, 15].map((word) => [word, 1024]);
    const checksums = { rate: 1 - 1e-12, delta: 1024 };
    const { counts } = protectStruck(ABFT, gemmOf(4, 4), faults, { checksums });
    expect(counts).toMatchObject({ faultyWords: 4, flaggedWords: 0 });
  });
});

describe('approx-abft', () => {
  const approx = (thresholdBit: number, tileMultiple?: number): Protection => ({
    scheme: 'approx-abft',
    thresholdBit,
    ...(tileMultiple && { tileMultiple }),
  });

  it('leaves what is below its threshold', () => {
    const { clean, data, counts } = protectStruck(approx(7), EDGES, [[3, 127]], { tileSize: 3 });
    expect(data[3] - clean[3]).toBe(127);
    expect(counts.flaggedWords).toBe(0);
  });

  it('corrects one located error, up to the small ones that ride in its row', () => {
    const { clean, data, counts } = protectStruck(
      approx(7),
      EDGES,
      [
        [0, 1000],
        [1, 20],
        [7, -30],
      ],
      { tileSize: 3 },
    );
    expect(data[0] - clean[0]).toBe(-20);
    expect(counts).toMatchObject({
      correctedWords: 1,
      flaggedWords: 1,
      flaggedFaultyWords: 1,
      recomputations: 0,
    });
  });

  it('computes crossings of several flagged lines again, and those alone', () => {
    const { clean, data, counts } = protectStruck(
      approx(7),
      EDGES,
      [
        [0, 1000],
        [1, 20],
        [8, 1000],
        [16, 30],
      ],
      { tileSize: 3 },
    );
    // Rows 0 and 1 cross columns 0 and 1; the 30 in (2, 2) stays.
    expect(
      data.flatMap((value, word) => (value === clean[word] ? [] : [[word, value - clean[word]]])),
    ).toEqual([[16, 30]]);
    expect(counts).toMatchObject({
      recomputedTiles: 1,
      recomputedMacs: 4 * 10,
      flaggedWords: 4,
      flaggedFaultyWords: 3,
    });
  });

  it('sees two errors of neighbouring tiles as two of one larger tile, which takes several passes', () => {
    const faults: Fault[] = [
      [0, 1000],
      [7 * 1 + 3, 1000],
      [7 * 3 + 1, 1000],
      [7 * 4 + 5, 1000],
    ];
    const counts = (multiple: number) =>
      protectStruck(approx(7, multiple), EDGES, faults, { tileSize: 3 }).counts;
    expect(counts(1)).toMatchObject({ correctedWords: 4, recomputations: 0 });
    // Four rows and four columns: two passes of 3 in each direction.
    expect(counts(2)).toMatchObject({ recomputations: 1, recomputedTiles: 4, recomputedMacs: 16 * 10 });
  });
});

describe('statistical-abft', () => {
  const region = (magnitudeBit: number, frequency: number): Protection => ({
    scheme: 'statistical-abft',
    magnitudeBit,
    frequency,
  });
  /** Two errors in two columns of the first tile: sum 96. */
  const faults: Fault[] = [
    [0, 64],
    [8, 32],
  ];
  const recomputed = (protection: Protection, list = faults) =>
    protectStruck(protection, EDGES, list, { tileSize: 3 }).counts.recomputedTiles;

  it('acts inside its critical region alone', () => {
    expect(recomputed(region(6, 2))).toBe(1);
    expect(recomputed(region(7, 2))).toBe(0);
    expect(recomputed(region(6, 3))).toBe(0);
    expect(recomputed(region(0, 1))).toBe(1);
  });

  it('repairs the whole tile', () => {
    const { clean, data, counts } = protectStruck(region(6, 2), EDGES, faults, { tileSize: 3 });
    expect(data).toEqual(clean);
    expect(counts).toMatchObject({ flaggedWords: 9, flaggedFaultyWords: 2, recomputedMacs: 90 });
  });

  it('sums with signs, and counts columns and not errors', () => {
    const opposite: Fault[] = [
      [0, 64],
      [8, -64],
    ];
    expect(recomputed(region(0, 1), opposite)).toBe(0);
    const sameColumn: Fault[] = [
      [0, 64],
      [7, 64],
    ];
    expect(recomputed(region(7, 2), sameColumn)).toBe(0);
    expect(recomputed(region(7, 1), sameColumn)).toBe(1);
  });
});

describe('drift-zero-crossings', () => {
  it('clears where lines with deviations of 2^12 cross, clean words included', () => {
    const { clean, data, counts } = protectStruck(
      { scheme: 'drift-zero-crossings' },
      EDGES,
      [
        [0, 4096],
        [8, -4096],
        [16, 4095],
      ],
      { tileSize: 3 },
    );
    const expected = clean.map((value, word) => ([0, 1, 7, 8].includes(word) ? 0 : value));
    expected[16] += 4095;
    expect(data).toEqual(expected);
    expect(counts).toMatchObject({
      clearedWords: 4,
      flaggedWords: 4,
      flaggedFaultyWords: 2,
      restoredWords: 0,
    });
  });
});
