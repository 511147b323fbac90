import type { ErrorReport } from '../../core/errors.js';
import type { SpreadPoint } from '../../core/sensitivity.js';
import type { Injection } from './injection.js';

/** An injection into one batch of images: what it does to each image. */
export interface DamageJob {
  readonly kind: 'damage';
  /** Position in the order of jobs; names the job in messages. */
  readonly trialNumber: number;
  readonly seed: number;
  /** First image of the batch; the batch size is the specification's. */
  readonly firstImage: number;
  readonly injection: Injection;
}

/** One error in one word of each image, followed through the network. */
export interface SpreadJob {
  readonly kind: 'spread';
  readonly trialNumber: number;
  readonly seed: number;
  /** First image; half of a batch is run with the error, beside the same images without it. */
  readonly firstImage: number;
  readonly gemm: number;
  readonly step: number;
  /** Size of the error as a share of the site's full scale, > 0. */
  readonly share: number;
}

/** An evaluation of a resilience analysis: plain JSON, as every job. */
export type AnalysisJob = DamageJob | SpreadJob;

/** What an injection did to each image of the batch, in its order. */
export interface Damage {
  /** Perceptual distance from the golden image of the same noise, >= 0. */
  readonly distances: readonly number[];
  /** Whether the metric network sees another class than in the golden image; null where it tells no classes apart. */
  readonly classChanges: readonly boolean[] | null;
  /** Accumulator words hit. */
  readonly faultyWords: readonly number[];
}

export type AnalysisOutcome =
  | { readonly status: 'measured'; readonly damage: Damage }
  | { readonly status: 'traced'; readonly images: number; readonly points: readonly SpreadPoint[] }
  | { readonly status: 'failed'; readonly error: ErrorReport };
