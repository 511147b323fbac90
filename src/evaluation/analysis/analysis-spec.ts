import type { SiteSet } from '../../reliability/site-sets.js';

/** Everything that an analysis's measurements depend on besides the job: plain JSON, sent to every worker once. */
export interface AnalysisSpec {
  /** `model.yaml`, or the folder it is in. */
  readonly networkPath: string;
  /** File of a calibration that fits; made by `ensureCalibration` before workers start. */
  readonly calibrationPath: string;
  /** Products that errors may strike. */
  readonly sites: SiteSet;
  readonly steps: number;
  readonly guidanceScale: number;
  /** Images that run through the network at once, even and at least 2: a spread job runs half of them with errors. */
  readonly batchImages: number;
}
