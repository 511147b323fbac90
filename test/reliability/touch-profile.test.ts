import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKPOINT_LAYOUTS, type CheckpointLayout } from '../../src/core/policy.js';
import { tileSpans, touchProfiles } from '../../src/reliability/checkpoint/touch-profile.js';
import type { ProtectionGeometry } from '../../src/reliability/protection-geometry.js';

/** By the address of every word: histograms over the tile rows that share a unit, by width of the tile. */
function byAddress(layout: CheckpointLayout, rows: number, cols: number, geometry: ProtectionGeometry) {
  const { tileSize: B } = geometry;
  const histogram = (unitBytes: number, width: number) => {
    const sharers = new Map<string, Set<number>>();
    for (let row = 0; row < rows; row++)
      for (let col = 0; col < cols; col++) {
        const [down, across] = [Math.floor(row / B), Math.floor(col / B)];
        if (Math.min(B, cols - across * B) !== width) continue;
        const tile = down * Math.ceil(cols / B) + across;
        const inTile = (row % B) * B + (col % B);
        const address = layout === 'row-major' ? row * cols + col : tile * B * B + inTile;
        const unit = `${tile}:${Math.floor(address / unitBytes)}`;
        sharers.set(unit, (sharers.get(unit) ?? new Set()).add(row));
      }
    const counts = new Array<number>(B + 1).fill(0);
    for (const { size } of sharers.values()) counts[size]++;
    return counts;
  };
  const widths = tileSpans(cols, B).map(({ size }) => size);
  return widths.map((width) => ({
    width,
    accesses: histogram(geometry.accessBytes, width),
    dramRows: histogram(geometry.rowBytes, width),
  }));
}

describe('touchProfiles', () => {
  it('counts by the addresses of all words, for any layout, geometry and shape', () => {
    const situation = fc.record({
      layout: fc.constantFrom(...CHECKPOINT_LAYOUTS),
      rows: fc.integer({ min: 1, max: 60 }),
      cols: fc.integer({ min: 1, max: 60 }),
      tileSize: fc.integer({ min: 1, max: 33 }),
      accessBytes: fc.constantFrom(4, 16, 32),
      accessesPerRow: fc.constantFrom(1, 4, 16),
    });
    fc.assert(
      fc.property(situation, ({ layout, rows, cols, accessesPerRow, ...units }) => {
        const geometry = { ...units, rowBytes: accessesPerRow * units.accessBytes };
        const profiles = touchProfiles(layout, { rows, cols }, geometry).map(
          ({ width, accesses, dramRows }) => ({
            width,
            accesses: [...accesses],
            dramRows: [...dramRows],
          }),
        );
        expect(profiles).toEqual(byAddress(layout, rows, cols, geometry));
      }),
      { numRuns: 150 },
    );
  });
});

describe('tileSpans', () => {
  it('cuts a length into full tiles and a rest', () => {
    expect(tileSpans(70, 32)).toEqual([
      { first: 0, size: 32, tiles: 2 },
      { first: 64, size: 6, tiles: 1 },
    ]);
    expect(tileSpans(64, 32)).toEqual([{ first: 0, size: 32, tiles: 2 }]);
    expect(tileSpans(5, 32)).toEqual([{ first: 0, size: 5, tiles: 1 }]);
  });
});
