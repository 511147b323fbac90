import type { OperatingPoint } from './operating-point.js';
import type { Interval } from './statistics/summary.js';
import type { Metrics } from './trial.js';

/** What one way of running the network did at one word error rate. */
export interface ComparisonEntry {
  /** Name of the contestant, see `Comparison.contestants`. */
  readonly contestant: string;
  readonly wordErrorRate: number;
  readonly point: OperatingPoint;
  readonly policyId: string;
  /** Means over the images, and energy and time per image. */
  readonly metrics: Metrics;
  /** Perceptual distance of each image from its fault-free twin. */
  readonly distances: readonly number[];
  /** 95% BCa bootstrap interval of their mean; null where all are equal. */
  readonly interval: Interval | null;
  /** Whether images are no worse than fault-free ones by more than the margin, at 95% each. */
  readonly verdict: 'non-inferior' | 'inferior' | 'undecided';
  /** Share of the nominal run's energy that is saved. */
  readonly energySaving: number;
  readonly speedUp: number;
  /** Shares of errors found, and of findings that were errors; null of nothing. */
  readonly recall: number | null;
  readonly precision: number | null;
}

/** A way to run the network: a protection scheme, or a policy with one ingredient less. */
export interface Contestant {
  readonly name: string;
  readonly label: string;
}

/** Several ways to run one network under the same noise and the same word error rates. Plain JSON. */
export interface Comparison {
  readonly format: 'leeway-comparison/1';
  readonly name: string;
  readonly question: 'schemes' | 'ablation';
  readonly createdAt: string;
  readonly command: string;
  readonly leewayVersion: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly inputHashes: Readonly<Record<string, string>>;
  readonly settings: {
    readonly images: number;
    readonly seed: number;
    /** First steps that every contestant but the unspared ones leaves at the nominal point. */
    readonly nominalSteps: number;
    /** Largest mean distance that counts as no worse. */
    readonly margin: number;
    readonly wordErrorRates: readonly number[];
  };
  readonly nominal: Metrics;
  readonly contestants: readonly Contestant[];
  /** By contestant, then by rising word error rate; those not measured yet are absent. */
  readonly entries: readonly ComparisonEntry[];
}

/** The entries of a contestant, by rising word error rate. */
export const entriesOf = ({ entries }: Comparison, { name }: Contestant): ComparisonEntry[] =>
  entries.filter(({ contestant }) => contestant === name).sort((a, b) => a.wordErrorRate - b.wordErrorRate);

/**
 * The last entry up to which a contestant is non-inferior at every rate: its lowest safe voltage among those that were
 * measured; null when not even the first is safe.
 */
export function lastSafe(comparison: Comparison, contestant: Contestant): ComparisonEntry | null {
  const entries = entriesOf(comparison, contestant);
  const unsafe = entries.findIndex(({ verdict }) => verdict !== 'non-inferior');
  const safe = unsafe < 0 ? entries.length : unsafe;
  return safe === 0 ? null : entries[safe - 1];
}
