import { describe, expect, it } from 'vitest';
import type { Trial } from '../../src/core/trial.js';
import { OutlookTime } from '../../src/study/outlook-time.js';

const trials = (count: number): Trial[] =>
  Array.from({ length: count }, (_, number) => ({
    number,
    assignment: {},
    policyId: null,
    outcome: { status: 'infeasible', reason: '' },
  }));

/** A study whose model takes as long as is reckoned with at most, watched while it grows. */
function grow(to: number) {
  const clock = { nowS: 0 };
  const seconds = (count: number) => 1e-4 * count ** 1.5;
  const fits: number[] = [];
  const time = new OutlookTime(
    (some) => {
      fits.push(some.length);
      clock.nowS += seconds(some.length);
    },
    () => clock.nowS,
  );
  for (let count = 1; count <= to; count++) if (time.isDue(count)) time.learn(trials(count));
  return { time, fits, seconds, spentS: clock.nowS };
}

describe('OutlookTime', () => {
  it('knows what the model will take from fits that take a fraction of it', () => {
    const { time, fits, seconds, spentS } = grow(3000);
    expect(fits).toEqual([100, 200, 400, 800]);
    expect(time.expectedS(3000)).toBeCloseTo(seconds(3000), 6);
    expect(spentS).toBeLessThan(seconds(3000) / 4);
  });

  it('expects nothing of few trials, and never less than it has seen', () => {
    expect(grow(199).fits).toEqual([]);
    expect(grow(199).time.expectedS(199)).toBe(0);
    const { time, seconds } = grow(200);
    expect(time.expectedS(50)).toBeCloseTo(seconds(100), 9);
  });
});
