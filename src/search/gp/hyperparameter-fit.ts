import { type Box, minimiseInBox } from '../numerics/box-lbfgs.js';
import { choleskyFactor, inverseQuadratic, logDeterminant } from '../numerics/cholesky.js';
import { covarianceMatrix, type Hyperparameters, type Observations } from './gaussian-process.js';
import { matern52, matern52Slope, scaledDistance } from './matern.js';
import { invertSymmetric } from './symmetric-inverse.js';

/** A normal distribution of a logarithm. */
interface LogPrior {
  readonly mean: number;
  readonly deviation: number;
}

const SIGNAL: LogPrior = { mean: 0, deviation: 1 };
const NOISE: LogPrior = { mean: -6, deviation: 2 };
const BOUNDS = {
  length: [Math.log(0.01), Math.log(1e4)],
  signal: [-4, 6],
  noise: [Math.log(1e-6), 0],
} as const;
const JITTER = 1e-9;
/** Logarithm of the short length from which a wave along one dimension is found. */
const SHORT_LENGTH = Math.log(0.2);
const MAX_ITERATIONS = 60;

/**
 * Length scales grow with the square root of the number of dimensions, so that a function of many is not thought to be
 * rougher (C. Hvarfner, E. Hellsten, L. Nardi, "Vanilla Bayesian optimization performs great in high dimensions",
 * ICML 2024, section 4).
 */
const lengthPrior = (dimensions: number): LogPrior => ({
  mean: Math.SQRT2 + Math.log(dimensions) / 2,
  deviation: Math.sqrt(3),
});

/** Logarithms of the hyperparameters in one vector: `d` lengths, signal, noise. */
const fromLogs = (logs: Float64Array): Hyperparameters => ({
  inverseLengths: logs.slice(0, -2).map((log) => Math.exp(-log)),
  signal: Math.exp(logs[logs.length - 2]),
  noise: Math.exp(logs[logs.length - 1]),
});

/**
 * The most probable hyperparameters given observations of mean 0 and variance 1: the maximum of log marginal
 * likelihood plus log prior (Rasmussen and Williams 2006, equations 5.8 and 5.9), the better of the maxima that are
 * found from the middle of the prior and from the best of {@link shortLengthStarts}.
 */
export function fitHyperparameters(observations: Observations): Hyperparameters {
  const d = observations.x.length / observations.y.length;
  const priors = [...Array.from({ length: d }, () => lengthPrior(d)), SIGNAL, NOISE];
  const bounds = [...Array.from({ length: d }, () => BOUNDS.length), BOUNDS.signal, BOUNDS.noise];
  const box: Box = {
    low: Float64Array.from(bounds, ([low]) => low),
    high: Float64Array.from(bounds, ([, high]) => high),
  };
  const middle = Float64Array.from(priors, ({ mean }) => mean);
  const starts = [middle, mostProbable(observations, priors, shortLengthStarts(middle))];
  const objective = (logs: Float64Array, gradient: Float64Array) =>
    negativeLogPosterior(observations, priors, logs, gradient);
  const ends = starts.map((start) => minimiseInBox(objective, start, box, MAX_ITERATIONS, 1e-3));
  return fromLogs(ends.reduce((best, end) => (end.value < best.value ? end : best)).x);
}

/**
 * Hyperparameters with one short length and long others, for each dimension: a function that waves along one of them
 * looks like noise from the middle of the prior, where no slope leads away from.
 */
function shortLengthStarts(middle: Float64Array): Float64Array[] {
  return Array.from({ length: middle.length - 2 }, (_, k) => middle.with(k, SHORT_LENGTH));
}

/** The start with the least value; the first one where none has a finite value. */
function mostProbable(
  observations: Observations,
  priors: readonly LogPrior[],
  starts: readonly Float64Array[],
): Float64Array {
  const values = starts.map((logs) => negativeLogPosteriorValue(observations, priors, logs));
  return starts[values.indexOf(Math.min(...values))];
}

/** {@link negativeLogPosterior} without its gradient: a twentieth of the work. */
export function negativeLogPosteriorValue(
  { x, y }: Observations,
  priors: readonly LogPrior[],
  logs: Float64Array,
): number {
  const n = y.length;
  const lower = choleskyFactor(covarianceMatrix(x, n, fromLogs(logs), JITTER), n);
  if (!lower) return Infinity;
  const likelihood = 0.5 * (inverseQuadratic(lower, y) + logDeterminant(lower, n));
  return priors.reduce(
    (sum, { mean, deviation }, k) => sum + 0.5 * ((logs[k] - mean) / deviation) ** 2,
    likelihood,
  );
}

/** Value and gradient of what {@link fitHyperparameters} minimises; Infinity where the covariance is singular. */
export function negativeLogPosterior(
  { x, y }: Observations,
  priors: readonly LogPrior[],
  logs: Float64Array,
  gradient: Float64Array,
): number {
  const n = y.length;
  const hyperparameters = fromLogs(logs);
  const inverted = invertSymmetric(covarianceMatrix(x, n, hyperparameters, JITTER), n);
  if (!inverted) return Infinity;
  const { inverse } = inverted;
  const weights = y.map((_, i) => y.reduce((sum, yj, j) => sum + inverse[i * n + j] * yj, 0));
  likelihoodGradient(x, hyperparameters, inverse, weights, gradient);
  let value = 0.5 * (y.reduce((sum, yi, i) => sum + yi * weights[i], 0) + inverted.logDeterminant);
  priors.forEach(({ mean, deviation }, k) => {
    const z = (logs[k] - mean) / deviation;
    value += 0.5 * z * z;
    gradient[k] += z / deviation;
  });
  return value;
}

/** Half the trace of (inverse - weights weightsᵀ) times the derivative of the covariance by each logarithm. */
function likelihoodGradient(
  x: Float64Array,
  { inverseLengths, signal, noise }: Hyperparameters,
  inverse: Float64Array,
  weights: Float64Array,
  gradient: Float64Array,
): void {
  const n = weights.length;
  const d = inverseLengths.length;
  gradient.fill(0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const r = scaledDistance(x, i, x, j, inverseLengths);
      const factor = inverse[i * n + j] - weights[i] * weights[j];
      gradient[d] += factor * signal * matern52(r);
      const slope = factor * signal * matern52Slope(r);
      for (let k = 0; k < d; k++) {
        const difference = (x[i * d + k] - x[j * d + k]) * inverseLengths[k];
        gradient[k] += slope * difference * difference;
      }
    }
    const diagonal = inverse[i * n + i] - weights[i] * weights[i];
    gradient[d] += 0.5 * diagonal * signal * (1 + JITTER);
    gradient[d + 1] += 0.5 * diagonal * noise;
  }
}
