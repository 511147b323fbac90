import { describe, expect, it } from 'vitest';
import { driftExtraTraffic } from '../../src/reliability/checkpoint/drift-traffic.js';

describe('driftExtraTraffic', () => {
  it.each([
    { rate: 1e-4, percent: 10.1 },
    { rate: 1e-3, percent: 13.9 },
    { rate: 3e-3, percent: 26.6 },
    { rate: 1e-2, percent: 57.4 },
  ])("is DRIFT's +$percent% at $rate, refreshed every 10 steps", ({ rate, percent }) => {
    expect((100 * driftExtraTraffic(rate, { interval: 10, tileSize: 32 })).toFixed(1)).toBe(
      percent.toFixed(1),
    );
  });

  it('is the refreshes alone without errors, and all rows as well where everything is wrong', () => {
    expect(driftExtraTraffic(0, { interval: 8, tileSize: 32 })).toBe(1 / 8);
    expect(driftExtraTraffic(1, { interval: 8, tileSize: 64 })).toBe(1 + 1 / 8);
  });

  it('counts no fetch for the single errors that are corrected in place', () => {
    // One row of 64 words: dirty less exactly one error is at least two errors.
    const rate = 0.01;
    const none = 0.99 ** 64;
    const one = 64 * rate * 0.99 ** 63;
    expect(driftExtraTraffic(rate, { interval: 10, tileSize: 8 })).toBeCloseTo(0.1 + 1 - none - one, 12);
  });
});
