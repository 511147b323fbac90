import { dot } from '../numerics/dot.js';
import type { DamageLikelihood } from './damage-likelihood.js';
import { type DamagePosterior, damagePosterior } from './damage-posterior.js';

const MAX_ITERATIONS = 30;
const MAX_HALVINGS = 8;
/** Of the log posterior density, for each observation: an iteration that gains less is the last. */
const TOLERANCE = 2e-3;

/** The model at its most probable parameters. */
export interface DamageMode {
  /** Whitened parameters. */
  readonly mode: Float64Array;
  readonly posterior: DamagePosterior;
  /** Observed minus predicted log losses. */
  readonly residuals: Float64Array;
}

/**
 * The mode of the posterior by Gauss and Newton's method: the mean that the linearised model has, and from there again;
 * a step that does not gain is halved (Nocedal and Wright, Numerical Optimization, 2nd ed. 2006, section 10.3). Some
 * five to ten iterations, where quasi-Newton methods need hundreds: the cells' shares of one sum are badly scaled.
 */
export function damageMode(likelihood: DamageLikelihood, start: Float64Array): DamageMode {
  let mode = start;
  let value = likelihood.value(mode);
  for (let iteration = 0; ; iteration++) {
    const { posterior, residuals, mean } = linearised(likelihood, mode);
    const next = iteration < MAX_ITERATIONS ? descend(likelihood, mode, mean, value) : null;
    if (!next) return { mode, posterior, residuals };
    const gained = value - next.value;
    ({ mode, value } = next);
    if (gained < TOLERANCE * likelihood.observations.length) {
      // So small a step leaves the posterior's width as it was.
      return { mode, posterior, residuals: likelihood.residuals(mode) };
    }
  }
}

function linearised(likelihood: DamageLikelihood, mode: Float64Array) {
  const { observations, layout } = likelihood;
  const { size } = layout;
  const { residuals, rows } = likelihood.linearise(mode);
  // In units of the standard errors.
  observations.forEach(({ standardError }, n) => {
    for (let i = n * size; i < (n + 1) * size; i++) rows[i] /= standardError;
  });
  const posterior = damagePosterior(rows, size);
  const observed = residuals.map(
    (residual, n) => residual / observations[n].standardError + dot(rows, n * size, mode, 0, size),
  );
  return { posterior, residuals, mean: posterior.mean(observed) };
}

/** The first of ever shorter steps that gains; null when none does. */
function descend(likelihood: DamageLikelihood, from: Float64Array, to: Float64Array, value: number) {
  for (let halving = 0; halving <= MAX_HALVINGS; halving++) {
    const step = 2 ** -halving;
    const mode = from.map((z, i) => z + step * (to[i] - z));
    const next = likelihood.value(mode);
    if (next < value) return { mode, value: next };
  }
  return null;
}
