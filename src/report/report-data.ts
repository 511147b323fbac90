import type { OperatingPoint } from '../core/operating-point.js';
import type { Policy } from '../core/policy.js';
import type { Constraint, Metrics, Objective, Trial } from '../core/trial.js';
import type { BoundUse } from '../study/bound-use.js';
import type { Belief } from '../study/front.js';
import type { ParameterImportance } from '../study/parameter-importance.js';
import type { ProductRow } from './product-rows.js';

/** Units that measured quantities and hardware constants are given in; '' is a plain number, 'ratio' lies in 0..1. */
export type ReportUnit =
  | ''
  | 'ratio'
  | 'dB'
  | 'J'
  | 's'
  | 'V'
  | 'Hz'
  | 'B'
  | 'W'
  | 'm'
  | 'J/B'
  | 'J/op'
  | 'B/s'
  | 'F'
  | 's/V';

/** A measured quantity as a person meets it: its key in {@link Metrics} with name, unit and meaning. */
export interface ReportMetric extends Objective {
  /** Name in running text and as a column head: 'Energy', 'Perceptual distance'. */
  readonly label: string;
  readonly unit: ReportUnit;
  /** One sentence: what it measures, per what, and what its ends mean. */
  readonly description?: string;
}

/** What pins a study down: everything needed to run it again and to see that it is the same. */
export interface ReportManifest {
  /** Versions by program: leeway, node, onnxruntime-node, ... */
  readonly versions: Readonly<Record<string, string>>;
  /** SHA-256 (hex) by input: network, accelerator, configuration, ... */
  readonly hashes: Readonly<Record<string, string>>;
  readonly seed: number;
  /** The study's configuration as YAML or JSON text. */
  readonly config: string;
  /** Command line that runs the study again. */
  readonly command: string;
}

/** The point that everything is compared with: the accelerator's nominal voltage and frequency in every cell. */
export interface ReportBaseline {
  readonly operatingPoint: OperatingPoint;
  readonly metrics: Metrics;
  /** Energy in joule by component, adding up to `metrics.energyJ`. */
  readonly energyByComponentJ: Readonly<Record<string, number>>;
}

/** A policy's scores on seeds that the search never saw. */
export interface Confirmation {
  /** Images that the means are taken over, >= 1. */
  readonly images: number;
  readonly metrics: Metrics;
  /** Standard errors of those metrics that are means over images. */
  readonly standardErrors: Metrics;
}

/** A policy that no other policy of the study beats on all objectives at once. */
export interface FrontMember {
  readonly trialNumber: number;
  /** The noisy objective's posterior mean, which has put the trial on the front; null where no model says one. */
  readonly believed: Belief | null;
  /** Null until the front has been evaluated again. */
  readonly confirmed: Confirmation | null;
}

/** How the front grew: hypervolume dominated by the trials 0..n, for each n. */
export interface HypervolumeTrace {
  /** Worst corner of the measured volume, in the objectives' natural direction and SI units. */
  readonly referencePoint: Metrics;
  /** `values[n]` is the hypervolume after trial n; never decreases. */
  readonly values: readonly number[];
  /** What the believed front has, and the most that the evidence lets any front have; null where no model says it. */
  readonly outlook: { readonly attained: number; readonly attainable: number } | null;
}

/** A fault-free image that faulty ones are compared with. */
export interface GoldenImage {
  /** Number of the image within its seed. */
  readonly image: number;
  /** Class asked for, or the prompt. */
  readonly label: string;
  /** PNG as a data URI. */
  readonly uri: string;
}

/** The same image (same noise, same label) made under a policy. */
export interface FaultyImage {
  /** Number of the golden image it belongs to. */
  readonly image: number;
  readonly uri: string;
  readonly perceptualDistance: number;
  /** Decibel; null for images that are equal (infinite PSNR). */
  readonly psnrDb: number | null;
  /** What the task network takes it for; null without such a network. */
  readonly recognisedAs: string | null;
}

/** What the page shows of one policy beyond its scores. */
export interface PolicyDetail {
  readonly trialNumber: number;
  readonly policy: Policy;
  /** Steps after which the checkpoint is refreshed (`checkpointSteps`). */
  readonly checkpointSteps: readonly number[];
  /** Means per image, `[step][block]`: words hit by a fault; null when not recorded. */
  readonly faultyWords: readonly (readonly number[])[] | null;
  /** Means per image, `[step][block]`: words taken from the checkpoint; null when not recorded. */
  readonly restoredWords: readonly (readonly number[])[] | null;
  readonly energyByComponentJ: Readonly<Record<string, number>>;
  readonly latencyS: number;
  readonly images: readonly FaultyImage[];
}

/** A number of the accelerator's description with its origin. */
export interface HardwareConstant {
  readonly name: string;
  readonly value: number | string;
  readonly unit: ReportUnit;
  readonly source: string;
  /** True when no source states it. */
  readonly assumed: boolean;
}

/** Everything a report shows. Plain JSON; the page, the CSV files and the command line read the same value. */
export interface ReportData {
  readonly format: 'leeway-report/1';
  readonly study: string;
  readonly title: string;
  /** What was asked, in a sentence or two. */
  readonly question: string;
  /** ISO 8601 with a time zone. */
  readonly createdAt: string;
  /** ISO 8601 with a time zone; null while the study runs. */
  readonly finishedAt: string | null;
  readonly manifest: ReportManifest;
  readonly objectives: readonly ReportMetric[];
  /** Metrics shown beside the objectives: PSNR, class accuracy, ... */
  readonly otherMetrics: readonly ReportMetric[];
  readonly constraints: readonly Constraint[];
  readonly nominal: ReportBaseline;
  readonly trials: readonly Trial[];
  readonly front: readonly FrontMember[];
  /** Trial number of the front's knee; null for an empty front. */
  readonly knee: number | null;
  readonly hypervolume: HypervolumeTrace;
  /** How each bound of the constraints binds. */
  readonly boundUse: readonly BoundUse[];
  /** What the objectives depend on, one entry each; empty for too few scored trials. */
  readonly importance: readonly ParameterImportance[];
  /** One per front member whose policy was looked into. */
  readonly details: readonly PolicyDetail[];
  readonly goldenImages: readonly GoldenImage[];
  readonly accelerator: {
    readonly name: string;
    readonly constants: readonly HardwareConstant[];
    /** Tiling and loop order of each distinct product. */
    readonly products: readonly ProductRow[];
  };
  /** What a reader has to know before believing the figures: limits, approximations, warnings. */
  readonly notes: readonly string[];
}
