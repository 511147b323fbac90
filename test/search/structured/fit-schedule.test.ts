import { describe, expect, it } from 'vitest';
import { fitCounts } from '../../../src/search/structured/fit-schedule.js';

const schedules = Array.from({ length: 3000 }, (_, i) => fitCounts(i + 1));

describe('fitCounts', () => {
  it('rises, and ends no more than a twelfth, or twelve, or a 64th before the latest result', () => {
    schedules.forEach((counts, i) => {
      const results = i + 1;
      expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
      const last = counts[counts.length - 1];
      expect(last).toBeLessThanOrEqual(results);
      expect(results - last).toBeLessThan(
        Math.max(2, Math.min(results / 12, Math.max(12, results / 64))) + 1,
      );
    });
  });

  it('stays as it is or grows by one fit with each result, or begins anew', () => {
    for (let i = 1; i < schedules.length; i++) {
      const [before, after] = [schedules[i - 1], schedules[i]];
      const begun = after.length === 1 && after[0] === i + 1;
      expect(begun || before.every((count, k) => after[k] === count)).toBe(true);
      expect(begun || after.length - before.length <= 1).toBe(true);
    }
  });

  it('begins anew after about a quarter more, so that a resumed study repeats few fits', () => {
    const begins = [...new Set(schedules.map(([first]) => first))].filter((first) => first > 100);
    begins.slice(1).forEach((first, i) => {
      expect(first / begins[i]).toBeGreaterThanOrEqual(1.25);
      expect(first / begins[i]).toBeLessThan(1.4);
    });
    for (const results of [1000, 10_000, 100_000]) expect(fitCounts(results).length).toBeLessThan(24);
  });
});
