import { erfcx } from '../numerics/error-function.js';
import type { GaussianProcess } from './gaussian-process.js';
import { type Forecast, logExpectedHypervolumeImprovement } from './log-ehvi.js';
import type { ObjectiveBox } from './undominated-boxes.js';

/** What is worth evaluating, as far as models can tell. */
export interface AcquisitionModels {
  readonly objectives: readonly GaussianProcess[];
  /** Where an improvement is; null while nothing feasible is known, when only feasibility counts. */
  readonly boxes: readonly ObjectiveBox[] | null;
  /** The violation of the constraints and the greatest one that is none; null while none was ever violated. */
  readonly violation: { readonly process: GaussianProcess; readonly limit: number } | null;
}

/**
 * Log of the expected hypervolume improvement times the probability that the constraints are met (M. Schonlau, W.
 * Welch, D. Jones 1998), as a function of features. Larger is better.
 */
export class Acquisition {
  private readonly means: Float64Array[];
  private readonly deviations: Float64Array[];
  private readonly forecast: Forecast;
  private readonly slopes: Forecast;

  /** @param dimensions number of features */
  constructor(
    private readonly models: AcquisitionModels,
    dimensions: number,
  ) {
    const count = models.objectives.length;
    const vectors = () => Array.from({ length: count + 1 }, () => new Float64Array(dimensions));
    this.means = vectors();
    this.deviations = vectors();
    this.forecast = { means: new Float64Array(count), deviations: new Float64Array(count) };
    this.slopes = { means: new Float64Array(count), deviations: new Float64Array(count) };
  }

  /** @param gradient receives the derivatives by the features, if given */
  value(features: Float64Array, gradient?: Float64Array): number {
    gradient?.fill(0);
    return this.improvement(features, gradient) + this.feasibility(features, gradient);
  }

  private improvement(features: Float64Array, gradient?: Float64Array): number {
    const { objectives, boxes } = this.models;
    if (!boxes) return 0;
    objectives.forEach((process, k) => {
      const { mean, deviation } = this.predict(process, k, features, gradient);
      this.forecast.means[k] = mean;
      this.forecast.deviations[k] = deviation;
    });
    const value = logExpectedHypervolumeImprovement(boxes, this.forecast, this.slopes);
    if (gradient) {
      objectives.forEach((_, k) => {
        this.addTo(gradient, k, this.slopes.means[k], this.slopes.deviations[k]);
      });
    }
    return value;
  }

  /** Log of the probability that the violation is within its limit. */
  private feasibility(features: Float64Array, gradient?: Float64Array): number {
    const { violation, objectives } = this.models;
    if (!violation) return 0;
    const { mean, deviation } = this.predict(violation.process, objectives.length, features, gradient);
    const z = (violation.limit - mean) / deviation;
    const [log, slope] = logNormalCdf(z);
    if (gradient) this.addTo(gradient, objectives.length, -slope / deviation, (-slope * z) / deviation);
    return log;
  }

  private predict(process: GaussianProcess, k: number, features: Float64Array, gradient?: Float64Array) {
    return process.predict(features, gradient && { mean: this.means[k], deviation: this.deviations[k] });
  }

  private addTo(gradient: Float64Array, k: number, byMean: number, byDeviation: number): void {
    for (let i = 0; i < gradient.length; i++) {
      gradient[i] += byMean * this.means[k][i] + byDeviation * this.deviations[k][i];
    }
  }
}

/** Log of P(Z <= z) and its derivative, without underflow for small `z`. */
function logNormalCdf(z: number): [log: number, slope: number] {
  const scaled = 0.5 * erfcx(Math.abs(z) * Math.SQRT1_2);
  const density = 1 / Math.sqrt(2 * Math.PI);
  if (z < 0) return [Math.log(scaled) - 0.5 * z * z, density / scaled];
  const probability = 1 - scaled * Math.exp(-0.5 * z * z);
  return [Math.log(probability), (density * Math.exp(-0.5 * z * z)) / probability];
}
