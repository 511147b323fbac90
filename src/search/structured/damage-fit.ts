import type { RandomStream } from '../../core/random-stream.js';
import { median } from '../../core/statistics/summary.js';
import { type Box, minimiseInBox } from '../numerics/box-lbfgs.js';
import type { CellGrid } from './cell-grid.js';
import { type CellPriors, type DamageLayout, damageLayout, type Flexibility } from './damage-layout.js';
import { DamageLikelihood, type DamageObservation } from './damage-likelihood.js';
import { DamagePosterior } from './damage-posterior.js';

/** A fitted damage model. */
export interface DamageFit {
  readonly likelihood: DamageLikelihood;
  /** Whitened parameters at the posterior's mode. */
  readonly mode: Float64Array;
  readonly posterior: DamagePosterior;
  /** Standard deviation of log losses around the model beyond the known standard errors. */
  readonly noise: number;
  /** Observed minus predicted log losses. */
  readonly residuals: Float64Array;
}

/** The noise that is assumed first, and how many observations that assumption counts for. */
const PRIOR_NOISE = 0.1;
const PRIOR_NOISE_WEIGHT = 24;
const SMALLEST_NOISE = 1e-3;
const ITERATIONS = 60;
/** Of the log posterior density. */
const TOLERANCE = 5e-3;

/** Models that compete for each fit: one curve and no interactions, or both free to a degree. */
const FLEXIBILITIES: readonly [Flexibility, Flexibility] = [
  { slope: 0.03, curve: 0.03, coupling: 0.03 },
  { slope: 0.4, curve: 0.2, coupling: 1 },
];

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
 * Fits the damage model to evaluations: the posterior's mode by L-BFGS, twice: the noise is what the first
 * fit leaves over, corrected for the parameters it has used up, and shrunk to 10 %. Of several flexibilities the one of
 * greatest evidence (Laplace's approximation).
 */
export function fitDamage(data: DamageData, stream: RandomStream): DamageFit {
  const [rigid, flexible] = FLEXIBILITIES;
  const fit = fitFlexibility(data, rigid, null, stream);
  const other = fitFlexibility(data, flexible, fit, stream);
  return logEvidence(other) > logEvidence(fit) ? other : fit;
}

/** Natural logarithm of the marginal likelihood, up to a constant. */
function logEvidence({ likelihood, mode, posterior }: DamageFit): number {
  const scale = likelihood.observations.reduce((sum, o) => sum + Math.log(o.standardError), 0);
  return -likelihood.value(mode, new Float64Array(mode.length)) - 0.5 * posterior.logDeterminant - scale;
}

/** @param start the fit of another flexibility, to begin with its answer and its noise */
function fitFlexibility(
  data: DamageData,
  flexibility: Flexibility,
  start: DamageFit | null,
  stream: RandomStream,
): DamageFit {
  const { grid, observations } = data;
  const losses = observations.map(({ logLoss }) => logLoss);
  const lowest = losses.reduce((a, b) => Math.min(a, b));
  const highest = losses.reduce((a, b) => Math.max(a, b));
  const layout = damageLayout(
    grid,
    data.settingScales,
    { cell: median(losses) - Math.log(grid.cells.length), floor: lowest - 1, ceiling: highest + 0.5 },
    data.priors,
    flexibility,
  );
  const round = (start: Float64Array, noise: number): DamageFit => {
    const weighted = observations.map((observation) => ({
      ...observation,
      standardError: Math.hypot(observation.standardError, noise),
    }));
    const likelihood = new DamageLikelihood(grid, layout, weighted);
    const mode = minimise(likelihood, start);
    const { values, rows } = likelihood.linearise(mode);
    const scaled = rows.map((row, n) => row.map((g) => g / weighted[n].standardError));
    const residuals = values.map((value, n) => losses[n] - value);
    return { likelihood, mode, posterior: new DamagePosterior(scaled, layout.size), noise, residuals };
  };
  if (start) return round(startingPoint(layout, start), start.noise);
  const first = round(new Float64Array(layout.size), PRIOR_NOISE);
  return round(first.mode, remainingNoise(first, observations, stream));
}

/** The same physical parameters, whitened by another layout. */
function startingPoint(layout: DamageLayout, start: DamageFit): Float64Array {
  const { scales } = start.likelihood.layout;
  return start.mode.map((z, i) => (z * scales[i]) / layout.scales[i]);
}

function minimise(likelihood: DamageLikelihood, start: Float64Array): Float64Array {
  const box: Box = {
    low: new Float64Array(start.length).fill(-Infinity),
    high: new Float64Array(start.length).fill(Infinity),
  };
  return minimiseInBox((x, gradient) => likelihood.value(x, gradient), start, box, ITERATIONS, TOLERANCE).x;
}

function remainingNoise(
  { residuals, posterior }: DamageFit,
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
