import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  linearScale,
  logarithmicScale,
  positionOf,
  valueAt,
} from '../../src/report/page/charts/axis-scale.js';
import { HitGrid } from '../../src/report/page/charts/hit-grid.js';
import { withinRanges, withRange } from '../../src/report/page/explorer/ranges.js';
import { roundExtent } from '../../src/report/round-extent.js';

/** Values as a display scale has them. */
const finite = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((count) => count / 1000);

describe('roundExtent', () => {
  it('holds all values, with few digits', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1 }), (values) => {
        const [low, high] = roundExtent(values);
        expect(low).toBeLessThanOrEqual(Math.min(...values));
        expect(high).toBeGreaterThanOrEqual(Math.max(...values));
        expect(high).toBeGreaterThan(low);
        if (Math.min(...values) >= 0) expect(low).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(roundExtent([1.87, 2.66])).toEqual([1.8, 2.7]);
    expect(roundExtent([])).toEqual([0, 1]);
    expect(roundExtent([Number.NaN, Infinity])).toEqual([0, 1]);
  });
});

describe('axes', () => {
  it('place values and find them again', () => {
    const scales = [linearScale([1.8, 2.8]), logarithmicScale(0.001, 0.5)];
    for (const scale of scales) {
      expect(scale.extent.map((end) => positionOf(scale, end))).toEqual([0, 1]);
      for (const position of [0.1, 0.5, 0.93]) {
        expect(positionOf(scale, valueAt(scale, position))).toBeCloseTo(position, 9);
      }
      const [low, high] = scale.extent;
      for (const { value } of scale.ticks) {
        expect(value).toBeGreaterThanOrEqual(low - 1e-9);
        expect(value).toBeLessThanOrEqual(high + 1e-9);
      }
    }
    expect(scales[0].ticks.map(({ text }) => text)).toEqual(['1.8', '2', '2.2', '2.4', '2.6', '2.8']);
    expect(scales[1].ticks.map(({ text }) => text)).toEqual(['0', '0.01', '0.1', '1']);
  });
});

describe('HitGrid', () => {
  const place = fc.record({
    x: fc.double({ min: -50, max: 400, noNaN: true }),
    y: fc.double({ min: -50, max: 400, noNaN: true }),
  });

  it('finds what looking at every mark finds', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 60 }), place, (places, at) => {
        const marks = places.map((mark, trial) => ({ trial, ...mark }));
        const distances = marks.map(({ x, y }) => Math.hypot(x - at.x, y - at.y));
        const least = Math.min(...distances);
        const found = new HitGrid(marks).nearest(at, 10);
        if (least > 10) expect(found).toBeNull();
        else expect(distances[found?.trial ?? -1]).toBe(least);
      }),
    );
  });
});

describe('ranges', () => {
  it('keep what lies inside all of them, ends included, and nothing that has no score', () => {
    const ranges = { energyJ: { least: 1, most: 2 }, latencyS: { most: 5 } };
    expect(withinRanges(ranges, { energyJ: 1, latencyS: 5 })).toBe(true);
    expect(withinRanges(ranges, { energyJ: 2.1, latencyS: 5 })).toBe(false);
    expect(withinRanges(ranges, { energyJ: 1.5 })).toBe(false);
    expect(withinRanges({}, {})).toBe(true);
  });

  it('go when they bound nothing', () => {
    const ranges = withRange({}, 'energyJ', { most: 2 });
    expect(ranges).toEqual({ energyJ: { most: 2 } });
    expect(withRange(ranges, 'energyJ', {})).toEqual({});
    expect(withRange(ranges, 'energyJ', null)).toEqual({});
  });
});
