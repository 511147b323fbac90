import type { ComparisonEntry } from '../../core/comparison.js';
import { RandomStream } from '../../core/random-stream.js';
import { bootstrapInterval } from '../../core/statistics/bootstrap.js';
import { nonInferiority } from '../../core/statistics/non-inferiority.js';
import { areEqual } from '../../core/statistics/summary.js';
import type { Metrics, Outcome } from '../../core/trial.js';

type Scored = Extract<Outcome, { status: 'scored' }>;

export interface JudgeOptions {
  /** Seed of the bootstrap's resamples. */
  readonly seed: number;
  readonly margin: number;
  /** The nominal run. */
  readonly nominal: Metrics;
}

/** What a scored run says: its entry, but for what names it. */
export function judge(
  { metrics, imageScores, diagnostics }: Scored,
  { seed, margin, nominal }: JudgeOptions,
): Omit<ComparisonEntry, 'contestant' | 'wordErrorRate' | 'point' | 'policyId'> {
  const distances = imageScores?.perceptualDistance ?? [];
  const unharmed = distances.every((distance) => distance === 0);
  const stream = () => new RandomStream(seed, 'bootstrap');
  return {
    metrics,
    distances,
    interval: areEqual(distances) ? null : bootstrapInterval(distances, stream(), { method: 'bca' }),
    // Fault-free images have distance 0, so that a distance is its own worsening.
    verdict: unharmed ? 'non-inferior' : nonInferiority(distances, stream(), { margin }).verdict,
    energySaving: 1 - metrics.energyJ / nominal.energyJ,
    speedUp: nominal.latencyS / metrics.latencyS,
    recall: diagnostics.detectionRecall ?? null,
    precision: diagnostics.detectionPrecision ?? null,
  };
}
