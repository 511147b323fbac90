import type {
  MeanEstimate,
  SensitivityCell,
  SensitivitySamples,
  SensitivityTarget,
  ShareEstimate,
} from '../../core/sensitivity.js';
import { mean } from '../../core/statistics/summary.js';
import { meanInterval } from '../../core/statistics/t-test.js';
import { wilsonInterval } from '../../core/statistics/wilson-interval.js';

/** Of a target of which nothing is known yet. */
export const NO_SAMPLES: SensitivitySamples = { distances: [], classChanges: [], faultyWords: [] };

/**
 * Mean of distances with Student's 95% interval, cut at 0, which no distance is below; null below two values. It says
 * little of an event rarer than about 3 in n images: the shares' intervals do.
 */
export function distanceEstimate(distances: readonly number[]): MeanEstimate | null {
  const estimate = meanEstimate(distances);
  return estimate && { ...estimate, low: Math.max(0, estimate.low) };
}

/** Mean of any values with Student's 95% interval; null below two values. */
export function meanEstimate(values: readonly number[]): MeanEstimate | null {
  if (values.length < 2) return null;
  const interval = meanInterval(values);
  return interval && { mean: mean(values), ...interval };
}

/** Share of hits with Wilson's 95% interval; null without any value. */
export function shareEstimate(hits: readonly boolean[]): ShareEstimate | null {
  if (hits.length === 0) return null;
  const count = hits.filter(Boolean).length;
  return { count, share: count / hits.length, ...wilsonInterval(count, hits.length) };
}

/** A target with everything that its samples tell. */
export function cellOf(
  target: SensitivityTarget,
  samples: SensitivitySamples,
  distanceBound: number,
): SensitivityCell {
  const { distances, classChanges } = samples;
  return {
    ...target,
    samples,
    images: distances.length,
    distance: distanceEstimate(distances),
    classChanged: classChanges && shareEstimate(classChanges.map((changed) => changed === 1)),
    exceeded: shareEstimate(distances.map((distance) => distance > distanceBound)),
  };
}
