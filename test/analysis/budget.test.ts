import { describe, expect, it } from 'vitest';
import { budgetOf, Spending } from '../../src/cli/analysis-budget.js';
import { duration } from '../../src/cli/duration.js';

describe('duration', () => {
  it.each([
    ['90s', 90],
    ['10m', 600],
    ['1.5h', 5400],
  ])('%s', (text, seconds) => expect(duration(text)).toBe(seconds));

  it.each(['', '10', 'm', '-1m', '0s', '5 days', '1e3s'])("refuses '%s'", (text) =>
    expect(() => duration(text)).toThrow('expected a time above 0'),
  );
});

describe('budget', () => {
  it('is ten minutes unless something is said, and no time beside a number of images', () => {
    expect(budgetOf({})).toEqual({ seconds: 600, images: null });
    expect(budgetOf({ images: 5 })).toEqual({ seconds: null, images: 5 });
    expect(budgetOf({ images: 5, budget: 60 })).toEqual({ seconds: 60, images: 5 });
  });

  it('allows images up to its number', () => {
    const spending = new Spending({ seconds: null, images: 16 }, { beforeS: 0, startedAt: 0 }, () => 1e9);
    expect([8, 16, 17].map((images) => spending.allows(images))).toEqual([true, true, false]);
    expect(spending.leftS).toBeNull();
  });

  it('counts earlier runs and leaves room for a job as long as the longest', async () => {
    let now = 5000;
    const spending = new Spending(
      { seconds: 100, images: null },
      { beforeS: 40, startedAt: 5000 },
      () => now,
    );
    await spending.timed(async () => {
      now += 20_000;
    });
    expect(spending.elapsedS).toBe(60);
    expect(spending.allows(1)).toBe(true);
    now += 16_000;
    expect(spending.leftS).toBe(24);
    expect(spending.allows(1)).toBe(true);
    now += 2000;
    expect(spending.allows(1)).toBe(false);
  });
});
