import { matern52, matern52Slope, scaledDistance } from './matern.js';
import { invertSymmetric } from './symmetric-inverse.js';

/** What a Gaussian process is told about a function. */
export interface Observations {
  /** Where it was observed, `n x d`, row by row. */
  readonly x: Float64Array;
  /** What was observed, `n`. */
  readonly y: Float64Array;
}

/** How a function is thought to vary. */
export interface Hyperparameters {
  /** Reciprocal of the distance over which values differ, for each of `d` dimensions. */
  readonly inverseLengths: Float64Array;
  /** Variance of the function. */
  readonly signal: number;
  /** Variance of the noise of an observation. */
  readonly noise: number;
}

/** Added to the diagonal until the covariance can be inverted, relative to the signal. */
const JITTERS = [1e-9, 1e-7, 1e-5, 1e-3];

/** Covariance of observations, `n x n`, row by row. */
export function covarianceMatrix(
  x: Float64Array,
  n: number,
  hyperparameters: Hyperparameters,
  jitter: number,
) {
  const { inverseLengths, signal, noise } = hyperparameters;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const value = signal * matern52(scaledDistance(x, i, x, j, inverseLengths));
      matrix[i * n + j] = value;
      matrix[j * n + i] = value;
    }
    matrix[i * n + i] = signal * (1 + jitter) + noise;
  }
  return matrix;
}

/**
 * Regression by a Gaussian process of mean 0 with a Matern 5/2 covariance (Rasmussen and Williams, Gaussian Processes
 * for Machine Learning, 2006, section 2.2). Predictions are of the function, without the noise of an observation.
 */
export class GaussianProcess {
  private readonly inverse: Float64Array;
  /** Inverse covariance times the observations. */
  private readonly weights: Float64Array;
  private readonly covariances: Float64Array;
  private readonly slopes: Float64Array;
  private readonly solved: Float64Array;

  constructor(
    private readonly observations: Observations,
    private readonly hyperparameters: Hyperparameters,
  ) {
    const { x, y } = observations;
    const n = y.length;
    this.inverse = robustInverse(x, n, hyperparameters);
    this.weights = new Float64Array(n);
    multiply(this.inverse, y, this.weights);
    this.covariances = new Float64Array(n);
    this.slopes = new Float64Array(n);
    this.solved = new Float64Array(n);
  }

  /**
   * Mean and standard deviation of the function at a point, and their gradients there.
   *
   * @param gradients receives those of the mean and of the standard deviation, `d` each
   */
  predict(
    point: Float64Array,
    gradients?: { readonly mean: Float64Array; readonly deviation: Float64Array },
  ): { mean: number; deviation: number } {
    const { signal } = this.hyperparameters;
    this.relate(point);
    multiply(this.inverse, this.covariances, this.solved);
    const mean = dot(this.covariances, this.weights);
    const explained = dot(this.covariances, this.solved);
    const deviation = Math.sqrt(Math.max(signal - explained, 1e-12 * signal));
    if (gradients) this.differentiate(point, deviation, gradients.mean, gradients.deviation);
    return { mean, deviation };
  }

  /** Means of the function where it was observed: the observations less what is thought to be noise. */
  smoothed(): Float64Array {
    const { noise } = this.hyperparameters;
    return this.observations.y.map((value, i) => value - noise * this.weights[i]);
  }

  /** Covariances of the function's value at a point with the observations. */
  private relate(point: Float64Array): void {
    const { inverseLengths, signal } = this.hyperparameters;
    const { x, y } = this.observations;
    for (let i = 0; i < y.length; i++) {
      const r = scaledDistance(x, i, point, 0, inverseLengths);
      this.covariances[i] = signal * matern52(r);
      this.slopes[i] = signal * matern52Slope(r);
    }
  }

  private differentiate(
    point: Float64Array,
    deviation: number,
    meanGradient: Float64Array,
    deviationGradient: Float64Array,
  ): void {
    const { inverseLengths } = this.hyperparameters;
    const { x, y } = this.observations;
    const d = inverseLengths.length;
    meanGradient.fill(0);
    deviationGradient.fill(0);
    for (let i = 0; i < y.length; i++) {
      const towardsMean = this.slopes[i] * this.weights[i];
      const towardsDeviation = (-this.slopes[i] * this.solved[i]) / deviation;
      for (let k = 0; k < d; k++) {
        const pull = (x[i * d + k] - point[k]) * inverseLengths[k] * inverseLengths[k];
        meanGradient[k] += towardsMean * pull;
        deviationGradient[k] += towardsDeviation * pull;
      }
    }
  }
}

function robustInverse(x: Float64Array, n: number, hyperparameters: Hyperparameters): Float64Array {
  for (const jitter of JITTERS) {
    const result = invertSymmetric(covarianceMatrix(x, n, hyperparameters, jitter), n);
    if (result) return result.inverse;
  }
  // Points that no jitter tells apart say no more than the prior does.
  return new Float64Array(n * n);
}

function multiply(matrix: Float64Array, vector: Float64Array, product: Float64Array): void {
  const n = vector.length;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0, at = i * n; j < n; j++, at++) sum += matrix[at] * vector[j];
    product[i] = sum;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
