import type { Interval } from './statistics/summary.js';
import type { Metrics } from './trial.js';

/** What one look at a growing validation said. */
export interface CertificateLook {
  /** Images seen up to here. */
  readonly images: number;
  /** Level of each one-sided bound at this look; all looks together keep the certificate's. */
  readonly level: number;
  readonly mean: number;
  readonly bounds: Interval | null;
  readonly verdict: 'non-inferior' | 'inferior' | 'undecided';
}

/** What was measured of one policy, and how sure it is: everything needed to measure it again. Plain JSON. */
export interface Certificate {
  readonly format: 'leeway-certificate/1';
  readonly policyId: string;
  readonly verdict: CertificateLook['verdict'];
  /** The claim: the mean worsening of `metric` against fault-free INT8 runs of the same noise is below `margin`. */
  readonly metric: 'perceptualDistance';
  readonly margin: number;
  /** One-sided confidence of the verdict. */
  readonly level: number;
  readonly looks: readonly CertificateLook[];
  readonly images: number;
  /** Images that would show non-inferiority with a probability of 80% if mean and spread are as seen; null: none would. */
  readonly imagesNeeded: number | null;
  /** Seeds of noise and faults, and how many images were run of each. */
  readonly seeds: readonly { readonly seed: number; readonly images: number }[];
  readonly metrics: Metrics;
  readonly energySaving: number;
  readonly speedUp: number;
  readonly createdAt: string;
  readonly command: string;
  readonly leewayVersion: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly inputHashes: Readonly<Record<string, string>>;
}
