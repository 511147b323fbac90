import type { ErrorReport } from './errors.js';

/** A value of a search parameter. */
export type ParameterValue = string | number | boolean;

/** One choice for every parameter of a search space, e.g. `{"point[0,1]": "0.680V@2.00GHz", "abft.thresholdBit": 10}`. */
export type Assignment = Readonly<Record<string, ParameterValue>>;

/** Numbers by name; SI units in the names. */
export type Metrics = Readonly<Record<string, number>>;

/** One image of an evaluation beside its fault-free twin. */
export interface DetailImage {
  readonly image: number;
  readonly label: string;
  /** 8-bit pixels, `height x width x channels`, in base64. */
  readonly golden: string;
  readonly faulty: string;
  readonly perceptualDistance: number;
  readonly psnrDb: number;
}

/** What a report shows of one policy beyond its metrics. */
export interface EvaluationDetail {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly images: readonly DetailImage[];
  /** Words hit by faults per image, `steps x blocks`. */
  readonly faultyWords: readonly (readonly number[])[];
  /** Words restored from the checkpoint per image, `steps x blocks`. */
  readonly restoredWords: readonly (readonly number[])[];
}

/** What became of a trial. */
export type Outcome =
  | {
      readonly status: 'scored';
      /** Every measured quantity, in its natural direction. */
      readonly metrics: Metrics;
      /** Standard errors of those metrics that are means over images. */
      readonly standardErrors: Metrics;
      /** Counts and parts that explain the metrics (ledger totals, energy by component). */
      readonly diagnostics: Metrics;
      /** Each image's scores by metric, in the order of the images; only when the job asked for them. */
      readonly imageScores?: Readonly<Record<string, readonly number[]>>;
      /** Only when the job asked for it. */
      readonly detail?: EvaluationDetail;
    }
  | { readonly status: 'infeasible'; readonly reason: string }
  | { readonly status: 'failed'; readonly error: ErrorReport };

export interface Trial {
  /** Position in the study, from 0. */
  readonly number: number;
  readonly assignment: Assignment;
  /** Null when the assignment decodes to no policy. */
  readonly policyId: string | null;
  readonly outcome: Outcome;
}

export const OBJECTIVE_DIRECTIONS = ['minimise', 'maximise'] as const;

/** A metric to be made as small (or as large) as possible. */
export interface Objective {
  readonly metric: string;
  readonly direction: (typeof OBJECTIVE_DIRECTIONS)[number];
}

/** A bound on a metric; met when the violation is <= 0. */
export interface Constraint {
  readonly metric: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** The objectives' values with maximised ones negated: inside Leeway every objective is minimised. */
export function objectiveVector(objectives: readonly Objective[], metrics: Metrics): number[] {
  return objectives.map(({ metric, direction }) =>
    direction === 'minimise' ? metrics[metric] : -metrics[metric],
  );
}

/** Sum of the amounts by which the bounds are exceeded; 0 when all are met. */
export function totalViolation(constraints: readonly Constraint[], metrics: Metrics): number {
  return constraints.reduce((sum, { metric, atMost = Infinity, atLeast = -Infinity }) => {
    const value = metrics[metric];
    return sum + Math.max(0, value - atMost, atLeast - value);
  }, 0);
}
