import { requireSameDimension } from './feature-set.js';
import { type GaussianFit, totalVariance } from './gaussian-fit.js';
import { type Matrix, timesTransposed } from './matrix.js';
import type { ReferenceStatistics } from './reference-statistics.js';
import { symmetricEigenvalues } from './symmetric-eigenvalues.js';

/**
 * The Frechet distance of two Gaussians, |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)) (Dowson and Landau 1982, eq. 16);
 * of Inception's pooled features it is the FID (Heusel et al. 2017). 0 for equal sets.
 *
 * The trace of (S1 S2)^(1/2) is the sum of the square roots of the eigenvalues of F S2 F^T with S1 = F^T F: S1 S2 and
 * F S2 F^T have the same ones apart from zeros, and the latter is symmetric and no larger than the number of images.
 *
 * Fewer images than dimensions leave directions without variance, which is counted as none. That, and the noise of
 * any finite set, raise the distance of independent sets: compare only figures of equally many images.
 */
export function frechetDistance(a: GaussianFit, b: GaussianFit | ReferenceStatistics): number {
  requireSameDimension(a, b, 'Frechet distance');
  const ofMeans = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]) ** 2, 0);
  const variances = totalVariance(a) + ('factor' in b ? totalVariance(b) : trace(b.covariance));
  const roots = symmetricEigenvalues(sandwiched(a.factor, b)).reduce(
    // Rounding leaves eigenvalues of 0 slightly negative.
    (sum, eigenvalue) => sum + Math.sqrt(Math.max(0, eigenvalue)),
    0,
  );
  return Math.max(0, ofMeans + variances - 2 * roots);
}

/** A matrix with the eigenvalues of F S F^T other than 0. */
function sandwiched(factor: Matrix, other: GaussianFit | ReferenceStatistics): Matrix {
  if ('covariance' in other) return timesTransposed(timesTransposed(factor, other.covariance), factor);
  const [fewer, more] = factor.rows <= other.factor.rows ? [factor, other.factor] : [other.factor, factor];
  const product = timesTransposed(fewer, more);
  return timesTransposed(product, product);
}

function trace({ data, rows, cols }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * cols + i];
  return sum;
}
