import { bugError } from '../core/errors.js';
import type { FeatureSet } from './feature-set.js';
import { dot, type Matrix } from './matrix.js';

/** A Gaussian fitted to a set of features, with its covariance S as a product F^T F. */
export interface GaussianFit {
  readonly dimension: number;
  readonly mean: Float64Array;
  /** F, `min(images, dimension) x dimension`. */
  readonly factor: Matrix;
}

/**
 * Fits mean and covariance (divisor n - 1) to a set of two images or more. The covariance is never formed: for no
 * more images than dimensions its factor is the centred features over sqrt(n - 1), otherwise their triangular factor.
 * With n images at most n - 1 directions have any variance, the rest being exactly 0 (rank deficiency).
 */
export function fitGaussian({ data, images, dimension }: FeatureSet): GaussianFit {
  if (images < 2) throw bugError(`Gaussian fit: expected two images or more, got ${images}`);
  const mean = new Float64Array(dimension);
  for (let i = 0; i < data.length; i++) mean[i % dimension] += data[i] / images;
  const scale = 1 / Math.sqrt(images - 1);
  const centred = Float64Array.from(data, (value, i) => (value - mean[i % dimension]) * scale);
  const factor =
    images <= dimension
      ? { data: centred, rows: images, cols: dimension }
      : triangularFactor({ data: centred, rows: images, cols: dimension });
  return { dimension, mean, factor };
}

/** The trace of F^T F: the sum of the variances. */
export const totalVariance = ({ factor }: GaussianFit): number => dot(factor.data, factor.data);

/** R of A = Q R, `cols x cols`, so that R^T R = A^T A: Householder's reflections (Golub and Van Loan 2013, 5.2.2). */
function triangularFactor({ data, rows, cols }: Matrix): Matrix {
  const columns = Array.from({ length: cols }, (_, col) =>
    Float64Array.from({ length: rows }, (_, row) => data[row * cols + col]),
  );
  const factor = new Float64Array(cols * cols);
  for (let k = 0; k < cols; k++) {
    const vector = columns[k].subarray(k);
    const norm = Math.sqrt(dot(vector, vector));
    const pivot = vector[0] > 0 ? -norm : norm;
    factor[k * cols + k] = pivot;
    vector[0] -= pivot;
    const squares = dot(vector, vector);
    for (let col = k + 1; col < cols; col++) {
      const other = columns[col].subarray(k);
      if (squares > 0) addMultiple(other, vector, (-2 * dot(vector, other)) / squares);
      factor[k * cols + col] = other[0];
    }
  }
  return { data: factor, rows: cols, cols };
}

function addMultiple(target: Float64Array, vector: Float64Array, multiple: number): void {
  for (let i = 0; i < target.length; i++) target[i] += multiple * vector[i];
}
