import { meanLevel } from './cell-features.js';
import type { CellGrid } from './cell-grid.js';
import type { Design, SettingPart } from './design.js';
import { GaussianProcess, likeliest, type ProcessKernel } from './gaussian-process.js';

/** An objective without noise that nobody can compute beforehand, learned from evaluations. */
export interface CostModel {
  /**
   * @param level mean level of the cells, see {@link meanLevel}
   * @param logDamage natural logarithm of the damage that the design is believed to do, times the settings' factor
   */
  predict(level: number, settings: SettingPart, logDamage: number): number;
}

/** Natural-log units of damage that count as much as a setting's whole range. */
const DAMAGE_RANGE = 6;
const MAX_TRIALS = 128;
const FIRST_TRIALS = 32;
/** Evaluations that the kernel is chosen by, evenly spread over the others: its price rises with their cube. */
const KERNEL_TRIALS = 64;
/** Passes over the kernel's parameters, and the factors tried on each. */
const PASSES = 3;
const FACTORS = [0.6, 1.6];
const LONGEST = 4;
const SHORTEST = 0.1;
const LEAST_NOISE = 1e-3;

/**
 * A Gaussian process over mean level, settings and damage, on logarithms where all values are positive. Of many
 * evaluations it takes the first and the latest.
 *
 * @param values the objective at each design, finite, at least one
 * @param logDamages as for `predict`
 */
export function fitCostModel(
  grid: CellGrid,
  designs: readonly Design[],
  values: readonly number[],
  logDamages: readonly number[],
): CostModel {
  const logarithmic = values.every((value) => value > 0);
  const latest = values.length - MAX_TRIALS + FIRST_TRIALS;
  const chosen = values.map((_, n) => n).filter((n) => n < FIRST_TRIALS || n >= latest);
  const targets = chosen.map((n) => (logarithmic ? Math.log(values[n]) : values[n]));
  const centre = targets.reduce((sum, y) => sum + y, 0) / targets.length;
  const spread = Math.sqrt(targets.reduce((sum, y) => sum + (y - centre) ** 2, 0) / targets.length) || 1;
  const process = fitProcess(
    chosen.map((n) =>
      processInput(meanLevel(grid, designs[n].cells.levels), designs[n].settings, logDamages[n]),
    ),
    Float64Array.from(targets, (y) => (y - centre) / spread),
  );
  return {
    predict(level, settings, logDamage) {
      const y = centre + spread * process.predict(processInput(level, settings, logDamage));
      return logarithmic ? Math.exp(y) : y;
    },
  };
}

const processInput = (level: number, { coordinates }: SettingPart, logDamage: number): Float64Array =>
  Float64Array.from([level, logDamage / DAMAGE_RANGE, ...coordinates]);

/** The process with the kernel of greatest evidence, found by changing one parameter after the other. */
function fitProcess(inputs: readonly Float64Array[], targets: Float64Array): GaussianProcess {
  const stride = Math.ceil(inputs.length / KERNEL_TRIALS);
  const spread = <T>(values: ArrayLike<T>) => Array.from(values).filter((_, n) => n % stride === 0);
  const [some, theirs] = [spread(inputs), Float64Array.from(spread(targets))];
  const fitted = (kernel: ProcessKernel) =>
    new GaussianProcess(
      some,
      theirs,
      theirs.map(() => 0),
      kernel,
    );
  const settings = inputs[0].length - 2;
  let best = fitted({ size: 2, noise: 0.03, lengths: [2, 1, ...Array<number>(settings).fill(0.5)] });
  for (let pass = 0; pass < PASSES; pass++) {
    for (let p = 0; p < best.kernel.lengths.length + 2; p++) {
      best = likeliest([best, ...FACTORS.map((factor) => fitted(varied(best.kernel, p, factor)))]);
    }
  }
  return new GaussianProcess(
    inputs,
    targets,
    targets.map(() => 0),
    best.kernel,
  );
}

/** A kernel with its length number `p` times a factor; beyond the lengths size and noise. */
function varied({ size, noise, lengths }: ProcessKernel, p: number, factor: number): ProcessKernel {
  if (p === lengths.length) return { size: size * factor, noise, lengths };
  if (p > lengths.length) return { size, noise: Math.max(LEAST_NOISE, noise * factor ** 2), lengths };
  const length = Math.min(LONGEST, Math.max(SHORTEST, lengths[p] * factor));
  return { size, noise, lengths: lengths.with(p, length) };
}
