import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  spacedTimesteps,
  TIMESTEP_SPACINGS,
  type TimestepSpacing,
} from '../../src/diffusion/timestep-spacing.js';

const visited = (timestepSpacing: TimestepSpacing, steps: number, stepsOffset = 0, trainTimesteps = 1000) =>
  spacedTimesteps({ trainTimesteps, timestepSpacing, stepsOffset }, steps);

describe('spacedTimesteps', () => {
  // Lin et al. 2024, table 2, counts timesteps from 1.
  it.each([
    ['leading', [901, 801, 701, 601, 501, 401, 301, 201, 101, 1]],
    ['linspace', [1000, 889, 778, 667, 556, 445, 334, 223, 112, 1]],
    ['trailing', [1000, 900, 800, 700, 600, 500, 400, 300, 200, 100]],
  ] as const)('%s visits what Lin et al. 2024 list for 10 of 1000 steps', (spacing, fromOne) => {
    expect(visited(spacing, 10)).toEqual(fromOne.map((t) => t - 1));
  });

  it('adds the offset to leading timesteps alone: Stable Diffusion visits 981, 961, ..., 1', () => {
    const timesteps = visited('leading', 50, 1);
    expect(timesteps.slice(0, 3)).toEqual([981, 961, 941]);
    expect(timesteps[49]).toBe(1);
    expect(visited('trailing', 4, 1)).toEqual([999, 749, 499, 249]);
    expect(visited('linspace', 4, 1)).toEqual([999, 666, 333, 0]);
  });

  it('gives a single step the timestep that diffusers gives it', () => {
    expect(TIMESTEP_SPACINGS.map((spacing) => visited(spacing, 1))).toEqual([[0], [999], [0]]);
  });

  // Each from NumPy 2.4: round(arange(1000, 0, -1000 / n)) - 1 and round(linspace(0, 999, n)).
  it('rounds ties as NumPy does', () => {
    expect(visited('trailing', 16).slice(0, 4)).toEqual([999, 937, 874, 811]);
    expect(visited('trailing', 48)[3]).toBe(936);
    expect(visited('linspace', 27)[13]).toBe(499);
    expect(visited('linspace', 3)).toEqual([999, 500, 0]);
  });

  it('gives 61 trailing steps where diffusers would add a 62nd at timestep -1', () => {
    const timesteps = visited('trailing', 61);
    expect(timesteps).toHaveLength(61);
    expect(timesteps[60]).toBe(15);
  });

  it('always gives as many falling timesteps of the training range as there are steps', () => {
    const spacing = fc.constantFrom(...TIMESTEP_SPACINGS);
    fc.assert(
      fc.property(spacing, fc.integer({ min: 1, max: 1500 }), fc.nat(), (spacing, trainTimesteps, n) => {
        const steps = 1 + (n % trainTimesteps);
        const timesteps = visited(spacing, steps, 0, trainTimesteps);
        expect(timesteps).toHaveLength(steps);
        expect(timesteps.every((t) => Number.isInteger(t) && t >= 0 && t < trainTimesteps)).toBe(true);
        for (let i = 1; i < steps; i++) expect(timesteps[i]).toBeLessThan(timesteps[i - 1]);
      }),
    );
  });

  it.each([0, -1, 2.5, 1001, Number.NaN])('refuses %s steps', (steps) => {
    expect(() => visited('leading', steps)).toThrow(`expected an integer from 1 to 1000`);
  });

  it('refuses an offset that starts above the trained timesteps', () => {
    expect(() => visited('leading', 1000, 1)).toThrow(
      'steps: 1000 steps with steps_offset 1 start at timestep 1000, expected at most 999',
    );
  });
});
