import { GaussianProcess, type Hyperparameters } from './gaussian-process.js';

/** A function scaled to mean 0 and variance 1 over what was seen of it. */
export interface Standardised {
  readonly values: Float64Array;
  readonly mean: number;
  readonly deviation: number;
}

/** Values without infinities (taken to a range's length beyond the others), then shifted and scaled. */
export function standardise(values: readonly number[]): Standardised {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const reach = finite.length > 0 ? high - low || 1 : 1;
  const bounded = values.map((value) =>
    Number.isFinite(value)
      ? value
      : value > 0
        ? (finite.length > 0 ? high : 0) + reach
        : (finite.length > 0 ? low : 0) - reach,
  );
  const mean = bounded.reduce((sum, value) => sum + value, 0) / bounded.length;
  const variance = bounded.reduce((sum, value) => sum + (value - mean) ** 2, 0) / bounded.length;
  const deviation = Math.sqrt(variance) || 1;
  return { values: Float64Array.from(bounded, (value) => (value - mean) / deviation), mean, deviation };
}

/** A Gaussian process of one objective that also believes what it predicts of trials under way. */
export interface ObjectiveModel {
  readonly process: GaussianProcess;
  /** What the function is thought to be at the trials and then at those under way, in the units of `y`. */
  readonly beliefs: Float64Array;
}

/**
 * A model of a standardised function. Trials under way count as observed at their predicted means (the "kriging
 * believer" of D. Ginsbourger, R. Le Riche, L. Carraro 2010): the prediction stays, the uncertainty there is gone.
 *
 * @param x `n x d`, row by row
 * @param y `n`
 * @param pending points under way, `d` each
 */
export function modelObjective(
  x: Float64Array,
  y: Float64Array,
  pending: readonly Float64Array[],
  hyperparameters: Hyperparameters,
): ObjectiveModel {
  const observed = new GaussianProcess({ x, y }, hyperparameters);
  const beliefs = [...observed.smoothed(), ...pending.map((point) => observed.predict(point).mean)];
  if (pending.length === 0) return { process: observed, beliefs: Float64Array.from(beliefs) };
  const d = pending[0].length;
  const all = new Float64Array(x.length + d * pending.length);
  all.set(x);
  pending.forEach((point, i) => {
    all.set(point, x.length + i * d);
  });
  const targets = Float64Array.from([...y, ...beliefs.slice(y.length)]);
  return {
    process: new GaussianProcess({ x: all, y: targets }, hyperparameters),
    beliefs: Float64Array.from(beliefs),
  };
}
