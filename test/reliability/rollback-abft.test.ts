import { describe, expect, it } from 'vitest';
import type { Protection } from '../../src/core/policy.js';
import { InjectedChecksums } from '../../src/reliability/protection/checksums.js';
import type { ProtectedImage } from '../../src/reliability/protection/protected-image.js';
import { schemeOf } from '../../src/reliability/protection/protection-schemes.js';
import { faultListOf, gemmOf } from './setups.js';

type Faults = readonly (readonly [word: number, delta: number])[];

/** The words that a protection restores, as 'row,col' in the order of the calls, for one matrix of tiles. */
function restoredWords(protection: Protection, rows: number, cols: number, tileSize: number, faults: Faults) {
  const checksums = new InjectedChecksums(tileSize);
  checksums.open(gemmOf(rows, cols), faultListOf(faults));
  const restored: string[] = [];
  const image: Pick<ProtectedImage, 'checksums' | 'flag' | 'restore'> = {
    checksums: () => checksums,
    flag: () => {},
    restore(tile, flaggedRows, flaggedCols) {
      for (const row of flaggedRows.index.subarray(0, flaggedRows.count)) {
        for (const col of [...flaggedCols.index.subarray(0, flaggedCols.count)].sort()) {
          restored.push(`${tile.firstRow + row},${tile.firstCol + col}`);
        }
      }
    },
  };
  schemeOf(protection).create(protection, tileSize)(image as ProtectedImage);
  return restored;
}

const rollback = (thresholdBit: number): Protection => ({ scheme: 'rollback-abft', thresholdBit });

describe('rollback-abft', () => {
  /**
   * One 3 x 3 tile, injected errors and the deviations of its lines:
   *
   *      64    .    .  |  64
   *       .    .   32  |  32
   *       8    .  -32  | -24
   *     ----------------
   *      72    0    0
   *
   * Column 2 cancels, and 8 is below a threshold of 2^5 = 32 but rides in column 0 and row 2.
   */
  const tile: Faults = [
    [0, 64],
    [5, 32],
    [6, 8],
    [8, -32],
  ];

  it('restores where flagged rows cross flagged columns, clean words included', () => {
    // Rows 0 and 1 reach 32 (row 1 exactly, row 2 has 24), of the columns only column 0: (1, 0) was clean, and the
    // error in (1, 2) stays because its column cancels.
    expect(restoredWords(rollback(5), 3, 3, 3, tile)).toEqual(['0,0', '1,0']);
  });

  it('restores more at a lower threshold and nothing above every deviation', () => {
    expect(restoredWords(rollback(4), 3, 3, 3, tile)).toEqual(['0,0', '1,0', '2,0']);
    expect(restoredWords(rollback(6), 3, 3, 3, tile)).toEqual(['0,0']);
    expect(restoredWords(rollback(7), 3, 3, 3, tile)).toEqual([]);
  });

  it('raises a false alarm when small errors of a line add up', () => {
    expect(
      restoredWords(rollback(4), 2, 2, 2, [
        [0, 8],
        [1, 8],
        [2, 8],
      ]),
    ).toEqual(['0,0']);
  });

  it('misses errors that cancel in all of their lines', () => {
    const square: Faults = [
      [0, 1024],
      [1, -1024],
      [2, -1024],
      [3, 1024],
    ];
    expect(restoredWords(rollback(0), 2, 2, 2, square)).toEqual([]);
  });

  it('flags each tile by itself', () => {
    // Errors in tiles (0, 0) and (2, 2) of a 4 x 4 matrix: no word of the other two tiles is restored.
    const faults: Faults = [
      [0, 1 << 20],
      [15, -(1 << 20)],
    ];
    expect(restoredWords(rollback(10), 4, 4, 2, faults).sort()).toEqual(['0,0', '3,3']);
    expect(restoredWords(rollback(10), 4, 4, 4, faults)).toEqual(['0,0', '0,3', '3,0', '3,3']);
  });

  it('sees errors of either sign, up to the highest bit', () => {
    for (const delta of [2 ** 30, -(2 ** 30)]) {
      expect(restoredWords(rollback(30), 2, 2, 2, [[3, delta]])).toEqual(['1,1']);
      expect(restoredWords(rollback(31), 2, 2, 2, [[3, delta]])).toEqual([]);
    }
  });
});
