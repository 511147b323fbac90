import { inputError } from '../core/errors.js';

export const TIMESTEP_SPACINGS = ['leading', 'trailing', 'linspace'] as const;
export type TimestepSpacing = (typeof TIMESTEP_SPACINGS)[number];

/** The part of the settings that decides which training timesteps are visited. */
export interface TimestepSettings {
  readonly trainTimesteps: number;
  readonly timestepSpacing: TimestepSpacing;
  readonly stepsOffset: number;
}

/**
 * The training timesteps that `steps` denoising steps visit, noisiest first (Lin et al. 2024, table 2).
 * Follows diffusers to the last tie of its rounding, save that `trailing` always gives `steps` values: for some
 * step counts (61 of 1000 is one) diffusers appends a timestep -1.
 *
 * @throws InputError when `steps` is no integer in 1..trainTimesteps, or the first timestep was never trained
 * @example spacedTimesteps({ trainTimesteps: 1000, timestepSpacing: 'leading', stepsOffset: 1 }, 4)
 *   // [751, 501, 251, 1]
 */
export function spacedTimesteps(settings: TimestepSettings, steps: number): number[] {
  const { trainTimesteps, timestepSpacing, stepsOffset } = settings;
  if (!Number.isInteger(steps) || steps < 1 || steps > trainTimesteps) {
    throw inputError(
      `steps: expected an integer from 1 to ${trainTimesteps} (the timesteps that the network was trained with), got ${steps}`,
    );
  }
  const timesteps = Array.from({ length: steps }, (_, i) => SPACINGS[timestepSpacing](settings, steps, i));
  if (timesteps[0] >= trainTimesteps) {
    throw inputError(
      `steps: ${steps} steps with steps_offset ${stepsOffset} start at timestep ${timesteps[0]}, expected at most ` +
        `${trainTimesteps - 1}; take fewer steps or lower steps_offset in the scheduler configuration`,
    );
  }
  return timesteps;
}

type Spacing = (settings: TimestepSettings, steps: number, index: number) => number;

const SPACINGS: Readonly<Record<TimestepSpacing, Spacing>> = {
  leading: ({ trainTimesteps, stepsOffset }, steps, index) =>
    (steps - 1 - index) * Math.floor(trainTimesteps / steps) + stepsOffset,
  // The difference of the first two values, not -trainTimesteps / steps, is the increment that numpy.arange uses.
  trailing: ({ trainTimesteps }, steps, index) =>
    roundHalfToEven(trainTimesteps + index * (trainTimesteps - trainTimesteps / steps - trainTimesteps)) - 1,
  linspace: ({ trainTimesteps }, steps, index) =>
    index === 0 && steps > 1
      ? trainTimesteps - 1
      : roundHalfToEven((steps - 1 - index) * ((trainTimesteps - 1) / Math.max(1, steps - 1))),
};

/** Nearest integer, ties to the even one, as numpy rounds. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const isTie = value - floor === 0.5;
  return isTie ? floor + (floor % 2) : Math.round(value);
}
