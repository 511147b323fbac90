import type { RandomStream } from '../../core/random-stream.js';
import { median } from '../../core/statistics/summary.js';
import type { CellGrid } from './cell-grid.js';
import { type CellPriors, type DamageLayout, damageLayout, type Flexibility } from './damage-layout.js';
import { DamageLikelihood, type DamageObservation } from './damage-likelihood.js';
import { type DamageMode, damageMode } from './damage-mode.js';

/** A fitted damage model. */
export interface DamageFit extends DamageMode {
  readonly likelihood: DamageLikelihood;
  /** What it allows beyond an additive model with one curve. */
  readonly flexibility: Flexibility | null;
  /** Standard deviation of log losses around the model beyond the known standard errors. */
  readonly noise: number;
}

/** The noise that is assumed first, and how many observations that assumption counts for. */
const PRIOR_NOISE = 0.1;
const PRIOR_NOISE_WEIGHT = 24;
const SMALLEST_NOISE = 1e-3;

/** Models that compete, the stiffest first: one curve and no interactions, or both free to a degree. */
const FLEXIBILITIES: readonly (Flexibility | null)[] = [null, { slope: 0.4, curve: 0.2, coupling: 1 }];

/** What a fit starts from. */
export interface DamageData {
  readonly grid: CellGrid;
  /** Prior standard deviations of the settings' weights. */
  readonly settingScales: readonly number[];
  readonly priors: CellPriors;
  /** At least one; `standardError` holds what is known of it, 0 for nothing. */
  readonly observations: readonly DamageObservation[];
}

/**
 * Fits the damage model to evaluations: the posterior's mode, twice: the noise is what the first fit leaves over,
 * corrected for the parameters it has used up, and shrunk to 10 %. Of several flexibilities, each beginning with what the
 * stiffer one before found, the one of greatest evidence (Laplace's approximation).
 *
 * @param earlier a fit to many of the same observations, whose noise and flexibility are taken over
 */
export function fitDamage(data: DamageData, stream: RandomStream, earlier?: DamageFit): DamageFit {
  if (earlier) return fitOnce(data, earlier.flexibility, earlier.noise, earlier.mode);
  const fits: DamageFit[] = [];
  for (const flexibility of FLEXIBILITIES) {
    const first = fitOnce(data, flexibility, PRIOR_NOISE, fits.at(-1)?.mode);
    const noise = remainingNoise(first, data.observations, stream);
    fits.push(fitOnce(data, flexibility, noise, first.mode));
  }
  return fits.reduce((best, fit) => (logEvidence(fit) > logEvidence(best) ? fit : best));
}

/** Natural logarithm of the marginal likelihood, up to a constant. */
function logEvidence({ likelihood, mode, posterior }: DamageFit): number {
  const scale = likelihood.observations.reduce((sum, o) => sum + Math.log(o.standardError), 0);
  return -likelihood.value(mode) - 0.5 * posterior.logDeterminant - scale;
}

/** @param start whitened parameters to begin with, the first ones or all; the others as they are likeliest a priori */
function fitOnce(
  data: DamageData,
  flexibility: Flexibility | null,
  noise: number,
  start: ArrayLike<number> = [],
): DamageFit {
  const layout = layoutOf(data, flexibility);
  const observations = data.observations.map((observation) => ({
    ...observation,
    standardError: Math.hypot(observation.standardError, noise),
  }));
  const likelihood = new DamageLikelihood(data.grid, layout, observations);
  const whitened = new Float64Array(layout.size);
  whitened.set(start);
  return { likelihood, flexibility, noise, ...damageMode(likelihood, whitened) };
}

/** Priors centred on what the losses show. */
function layoutOf(
  { grid, observations, settingScales, priors }: DamageData,
  flexibility: Flexibility | null,
): DamageLayout {
  const losses = observations.map(({ logLoss }) => logLoss);
  const lowest = losses.reduce((a, b) => Math.min(a, b));
  const highest = losses.reduce((a, b) => Math.max(a, b));
  const scale = {
    cell: median(losses) - Math.log(grid.cells.length),
    floor: lowest - 1,
    ceiling: highest + 0.5,
  };
  return damageLayout(grid, settingScales, scale, priors, flexibility);
}

function remainingNoise(
  { residuals, posterior }: DamageMode,
  observations: readonly DamageObservation[],
  stream: RandomStream,
): number {
  const squares = residuals.reduce((sum, r) => sum + r * r, 0);
  const free = residuals.length - posterior.effectiveParameters(stream);
  const known = observations.reduce((sum, o) => sum + o.standardError ** 2, 0) / observations.length;
  const excess = squares - Math.max(0, free) * known;
  const variance =
    (Math.max(0, excess) + PRIOR_NOISE_WEIGHT * PRIOR_NOISE ** 2) / (Math.max(0, free) + PRIOR_NOISE_WEIGHT);
  return Math.max(SMALLEST_NOISE, Math.sqrt(variance));
}
