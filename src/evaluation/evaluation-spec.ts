import type { SchedulerConfig } from '../diffusion/scheduler-config.js';
import type { FaultModelName } from '../reliability/fault-models/fault-models.js';
import type { SiteSet } from '../reliability/site-sets.js';

/** Everything that scores depend on besides the job: plain JSON, sent to every worker once. */
export interface EvaluationSpec {
  /** `model.yaml`, or the folder it is in. */
  readonly networkPath: string;
  readonly acceleratorPath: string;
  /** Error curve in place of the accelerator's own. */
  readonly errorCurvePath?: string;
  /** File of a calibration that fits; made by `ensureCalibration` before workers start. */
  readonly calibrationPath: string;
  readonly faultModel: FaultModelName;
  readonly sites: SiteSet;
  readonly steps: number;
  readonly guidanceScale: number;
  /** Images that run through the network at once; results do not depend on it. */
  readonly batchImages: number;
  /** Checks every checksum against sums over whole tiles: slow, for tests and doubts. */
  readonly audit?: boolean;
  /** Lets checksum accumulators err as often as output words; they never err when absent. */
  readonly checksumFaults?: boolean;
  /**
   * Keeps the INT8 operands of products at hand, which policies with `te-drop` or `effort` need (`needsOperands`); it
   * costs time and changes no other result.
   */
  readonly exposeOperands?: boolean;
}

/** The part of a specification that a calibration depends on. */
export interface SamplingSettings {
  readonly steps: number;
  readonly guidanceScale: number;
  readonly scheduler: SchedulerConfig;
}
