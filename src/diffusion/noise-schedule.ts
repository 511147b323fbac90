/** Largest beta of the cosine schedule: keeps the last steps from destroying the signal altogether. */
const MAX_BETA = 0.999;

export type BetaSchedule = 'linear' | 'scaled_linear' | 'squaredcos_cap_v2';

/** What determines a noise schedule; names and defaults as in diffusers' `scheduler_config.json`. */
export interface NoiseScheduleSettings {
  /** Timesteps the network was trained with, integer >= 1; usually 1000. */
  readonly trainTimesteps: number;
  readonly betaSchedule: BetaSchedule;
  /** First beta, in (0, 1); not used by `squaredcos_cap_v2`. */
  readonly betaStart: number;
  /** Last beta, in (0, 1); not used by `squaredcos_cap_v2`. */
  readonly betaEnd: number;
}

/** The beta of one training timestep (0 = the cleanest) by each schedule's diffusers name. */
export const BETA_SCHEDULES: Readonly<
  Record<BetaSchedule, (timestep: number, settings: NoiseScheduleSettings) => number>
> = {
  /** Ho et al. 2020, section 4: evenly spaced. */
  linear: (t, { betaStart, betaEnd, trainTimesteps }) => interpolate(betaStart, betaEnd, t, trainTimesteps),
  /** Rombach et al. 2022 (latent diffusion): evenly spaced square roots. */
  scaled_linear: (t, { betaStart, betaEnd, trainTimesteps }) =>
    interpolate(Math.sqrt(betaStart), Math.sqrt(betaEnd), t, trainTimesteps) ** 2,
  /** Nichol and Dhariwal 2021, eq. 17: the signal's variance falls as a squared cosine; capped at 0.999. */
  squaredcos_cap_v2: (t, { trainTimesteps }) =>
    Math.min(1 - squaredCosine((t + 1) / trainTimesteps) / squaredCosine(t / trainTimesteps), MAX_BETA),
};

/**
 * The share of the signal's variance that is left after each training timestep: the product of 1 - beta up to it
 * (Ho et al. 2020, eq. 4), `trainTimesteps` values falling within (0, 1).
 * In float64. diffusers multiplies in float32, so its values differ in the last digits, and by about 5e-5 of the value
 * at the last timestep of the cosine schedule, where next to nothing is left of the signal.
 */
export function alphasCumprod(settings: NoiseScheduleSettings): Float64Array {
  const betaAt = BETA_SCHEDULES[settings.betaSchedule];
  let product = 1;
  return Float64Array.from({ length: settings.trainTimesteps }, (_, t) => {
    product *= 1 - betaAt(t, settings);
    return product;
  });
}

const squaredCosine = (time: number) => Math.cos((((time + 0.008) / 1.008) * Math.PI) / 2) ** 2;

const interpolate = (first: number, last: number, i: number, count: number) =>
  count === 1 ? first : first + ((last - first) * i) / (count - 1);
