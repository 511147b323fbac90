import { describe, expect, it } from 'vitest';
import { alphasCumprod, BETA_SCHEDULES, type BetaSchedule } from '../../src/diffusion/noise-schedule.js';

const settings = (betaSchedule: BetaSchedule, betaStart = 0.0001, betaEnd = 0.02, trainTimesteps = 1000) => ({
  betaSchedule,
  betaStart,
  betaEnd,
  trainTimesteps,
});

/** Product of 1 - beta by another way: the exponential of a sum of logarithms. */
const cumulated = (betas: readonly number[]) => {
  let sum = 0;
  return betas.map((beta) => {
    sum += Math.log1p(-beta);
    return Math.exp(sum);
  });
};

function expectClose(actual: Float64Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  const deviations = expected.map((value, i) => Math.abs(actual[i] / value - 1));
  expect(Math.max(...deviations)).toBeLessThan(1e-11);
}

describe('alphasCumprod', () => {
  it('linear: DDPM, betas 0.0001 to 0.02 evenly, leaves 4.04e-5 of the signal', () => {
    const alphas = alphasCumprod(settings('linear'));
    expectClose(alphas, cumulated(Array.from({ length: 1000 }, (_, t) => 1e-4 + (t * 0.0199) / 999)));
    expect(alphas[0]).toBe(0.9999);
    expect(alphas[999]).toBeCloseTo(4.036e-5, 8);
  });

  it('scaled_linear: Stable Diffusion, square roots of the betas 0.00085 to 0.012 evenly, leaves 0.0047', () => {
    const alphas = alphasCumprod(settings('scaled_linear', 0.00085, 0.012));
    const root = (t: number) => Math.sqrt(0.00085) + (t / 999) * (Math.sqrt(0.012) - Math.sqrt(0.00085));
    expectClose(alphas, cumulated(Array.from({ length: 1000 }, (_, t) => root(t) ** 2)));
    expect(alphas[999]).toBeCloseTo(0.00466, 5);
  });

  it('squaredcos_cap_v2: the product telescopes to the squared cosine (eq. 17) up to the capped last step', () => {
    const alphas = alphasCumprod(settings('squaredcos_cap_v2'));
    const f = (t: number) => Math.cos(((t / 1000 + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
    const expected = Array.from({ length: 999 }, (_, t) => f(t + 1) / f(0));
    expectClose(alphas, [...expected, expected[998] * (1 - 0.999)]);
  });

  it('falls strictly within (0, 1) for every schedule', () => {
    for (const name of Object.keys(BETA_SCHEDULES) as BetaSchedule[]) {
      const alphas = alphasCumprod(settings(name, 0.001, 0.05, 50));
      expect(alphas).toHaveLength(50);
      expect(alphas[0]).toBeLessThan(1);
      expect(alphas[49]).toBeGreaterThan(0);
      for (let t = 1; t < 50; t++) expect(alphas[t]).toBeLessThan(alphas[t - 1]);
    }
  });

  it('starts at betaStart when there is a single timestep', () => {
    expect([...alphasCumprod(settings('linear', 0.25, 0.5, 1))]).toEqual([0.75]);
  });
});
