import { regularisedCholesky, solveCholesky, solveLower } from '../numerics/cholesky.js';

/** Kernel `size^2 exp(-sum(((a - b) / length)^2) / 2)`, a length for each input. */
export interface ProcessKernel {
  readonly size: number;
  readonly lengths: readonly number[];
  /** Standard deviation of the noise that is added to each observation's own. */
  readonly noise: number;
}

/**
 * Gaussian process regression with mean 0 and a squared exponential kernel (C. E. Rasmussen, C. K. I. Williams,
 * Gaussian Processes for Machine Learning, 2006, algorithm 2.1).
 */
export class GaussianProcess {
  /** Natural logarithm of the marginal likelihood, up to a constant. */
  readonly logEvidence: number;
  private readonly weights: Float64Array;
  /** Inputs in units of the lengths. */
  private readonly scaled: readonly Float64Array[];

  /**
   * @param inputs `n x d`
   * @param noises standard deviation of each observation's own noise
   */
  constructor(
    inputs: readonly Float64Array[],
    targets: Float64Array,
    noises: ArrayLike<number>,
    readonly kernel: ProcessKernel,
  ) {
    const n = targets.length;
    this.scaled = inputs.map((input) => this.scale(input));
    const covariance = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) covariance[i * n + j] = this.covariance(this.scaled[i], this.scaled[j]);
      covariance[i * n + i] = kernel.size ** 2 + kernel.noise ** 2 + noises[i] ** 2;
    }
    const lower = regularisedCholesky(covariance, n);
    const whitened = solveLower(lower, targets);
    let logEvidence = 0;
    for (let i = 0; i < n; i++) logEvidence -= 0.5 * whitened[i] ** 2 + Math.log(lower[i * n + i]);
    this.logEvidence = logEvidence;
    this.weights = solveCholesky(lower, targets);
  }

  /** Posterior mean. */
  predict(input: Float64Array): number {
    if (this.kernel.size === 0) return 0;
    const scaled = this.scale(input);
    let sum = 0;
    for (let n = 0; n < this.scaled.length; n++) {
      sum += this.weights[n] * this.covariance(scaled, this.scaled[n]);
    }
    return sum;
  }

  private scale(input: Float64Array): Float64Array {
    return input.map((x, i) => x / this.kernel.lengths[i]);
  }

  private covariance(a: Float64Array, b: Float64Array): number {
    let distance = 0;
    for (let i = 0; i < a.length; i++) distance += (a[i] - b[i]) ** 2;
    return this.kernel.size ** 2 * Math.exp(-0.5 * distance);
  }
}

/** Of several processes the one of greatest marginal likelihood. @param processes at least one */
export const likeliest = (processes: readonly GaussianProcess[]): GaussianProcess =>
  processes.reduce((best, process) => (process.logEvidence > best.logEvidence ? process : best));
