import { type PartialImprovement, partialImprovement } from './partial-improvement.js';
import type { ObjectiveBox } from './undominated-boxes.js';

/** Independent normal distributions of `m` objectives. */
export interface Forecast {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/**
 * Natural logarithm of the expected hypervolume improvement of a point with normally distributed objectives: the sum
 * over boxes of the products of their partial improvements (M. Emmerich, K. Yang, A. Deutz, H. Wang, C. Fonseca,
 * 2016; log form as S. Ament et al., NeurIPS 2023).
 *
 * @param boxes of the undominated region, at least one
 * @param slopes receives the derivatives by the means and the deviations
 */
export function logExpectedHypervolumeImprovement(
  boxes: readonly ObjectiveBox[],
  { means, deviations }: Forecast,
  slopes: Forecast,
): number {
  const m = means.length;
  const parts = Array.from({ length: m }, (): PartialImprovement => ({ log: 0, byMean: 0, byDeviation: 0 }));
  slopes.means.fill(0);
  slopes.deviations.fill(0);
  let largest = -Infinity;
  let sum = 0;
  for (const { low, high } of boxes) {
    let log = 0;
    for (let k = 0; k < m; k++) {
      partialImprovement(low[k], high[k], means[k], deviations[k], parts[k]);
      log += parts[k].log;
    }
    if (log > largest) {
      const shrink = Math.exp(largest - log);
      sum *= shrink;
      scale(slopes, shrink);
      largest = log;
    }
    const weight = Math.exp(log - largest);
    sum += weight;
    for (let k = 0; k < m; k++) {
      slopes.means[k] += weight * parts[k].byMean;
      slopes.deviations[k] += weight * parts[k].byDeviation;
    }
  }
  scale(slopes, 1 / sum);
  return largest + Math.log(sum);
}

function scale({ means, deviations }: Forecast, factor: number): void {
  for (let k = 0; k < means.length; k++) {
    means[k] *= factor;
    deviations[k] *= factor;
  }
}
