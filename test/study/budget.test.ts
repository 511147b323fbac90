import { describe, expect, it } from 'vitest';
import { Budget, Pace } from '../../src/study/budget.js';

const WORK = { policies: 6, atATime: 2, images: 10, workers: 4 };

/** A budget of 100 s at half a second per image; the clock is moved by hand. */
function budget(endS: number | null = 100, work = WORK, report = { trials: 0, outlookS: 0 }) {
  const pace = new Pace();
  pace.add(4, 2000);
  const clock = { nowS: 0 };
  return {
    budget: new Budget(
      endS,
      () => clock.nowS,
      pace,
      work,
      () => report,
    ),
    pace,
    clock,
  };
}

describe('Pace', () => {
  it('is the mean over all images, and nothing without any', () => {
    const pace = new Pace();
    expect(pace.secondsPerImage).toBeNull();
    pace.add(0, 1000);
    expect(pace.secondsPerImage).toBeNull();
    pace.add(1, 1000);
    pace.add(3, 1000);
    expect(pace.secondsPerImage).toBe(0.5);
  });
});

describe('Budget', () => {
  it('keeps time for the nominal policy, the rounds, the fault-free runs and the report', () => {
    // 1 nominal + 3 rounds of two + 2 workers that make the fault-free runs, 10 images each.
    expect(budget().budget.reserveS).toBeCloseTo(1.3 * 60 * 0.5 + 10, 9);
    expect(budget(100, { ...WORK, workers: 1 }).budget.reserveS).toBeCloseTo(1.3 * 80 * 0.5 + 10, 9);
  });

  it('keeps what the model and the report of many trials will take', () => {
    const { budget: watched, clock } = budget(400, WORK, { trials: 5000, outlookS: 100 });
    expect(watched.reserveS).toBeCloseTo(1.3 * (60 * 0.5 + 100) + 10 + 10, 9);
    expect(watched.confirmationLeftS).toBeCloseTo(400 - 20, 9);
    clock.nowS = 249;
    expect(watched.allowsOutlook).toBe(true);
    clock.nowS = 251;
    expect(watched.allowsOutlook).toBe(false);
    expect(budget(null, WORK, { trials: 5000, outlookS: 1e9 }).budget.allowsOutlook).toBe(true);
  });

  it('keeps more when images turn out to take longer', () => {
    const { budget: watched, pace } = budget();
    const before = watched.reserveS;
    pace.add(4, 20_000);
    expect(watched.reserveS).toBeGreaterThan(before);
  });

  it('allows a trial as long as that can be finished before the reserve is touched', () => {
    const { budget: watched, clock } = budget();
    clock.nowS = 100 - watched.reserveS - 5.21;
    expect(watched.allowsTrial(8)).toBe(true);
    clock.nowS += 0.02;
    expect(watched.allowsTrial(8)).toBe(false);
    expect(watched.allowsTrial(7)).toBe(true);
    expect(watched.searchLeftS).toBeCloseTo(5.19, 9);
    clock.nowS = 95;
    expect(watched.confirmationLeftS).toBeCloseTo(-5, 9);
  });

  it('says how many trials fit', () => {
    const { budget: watched, clock } = budget();
    // 51 s for trials of 4 s on four workers.
    expect(watched.fittingTrials(8)).toBe(51);
    clock.nowS = 90;
    expect(watched.fittingTrials(8)).toBe(0);
  });

  it('allows everything without an end', () => {
    const { budget: watched } = budget(null);
    expect(watched.allowsTrial(1e9)).toBe(true);
    expect(watched.fittingTrials(8)).toBe(Infinity);
  });

  it('knows nothing before anything was measured', () => {
    const watched = new Budget(
      100,
      () => 0,
      new Pace(),
      WORK,
      () => ({ trials: 0, outlookS: 0 }),
    );
    expect(watched.fittingTrials(8)).toBeNull();
    expect(watched.allowsTrial(8)).toBe(true);
  });
});
