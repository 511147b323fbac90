import type { CellGrid } from './cell-grid.js';
import type { UsableTrial } from './usable-trials.js';

/** Trials that the choice looks at, so that it soon stays the same. */
const FIRST_TRIALS = 16;

/**
 * The objective that the cells' damage shows in: of those that are not known exactly, the one that rises most surely
 * with the mean level (Spearman's rank correlation over the first trials); of equals the first.
 *
 * @param known whether each objective is known exactly; one at least is not
 */
export function damageObjective(
  grid: CellGrid,
  trials: readonly UsableTrial[],
  known: readonly boolean[],
): number {
  const first = trials.slice(0, FIRST_TRIALS);
  const levels = ranks(
    first.map(({ design }) => design.cells.levels.reduce((a, b) => a + b, 0) / grid.cells.length),
  );
  const correlations = known.map((isKnown, k) =>
    isKnown ? -Infinity : correlation(levels, ranks(first.map(({ score }) => score.objectives[k]))),
  );
  return correlations.indexOf(correlations.reduce((a, b) => Math.max(a, b)));
}

/** Mean ranks. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) =>
    values.reduce((sum, other) => sum + (other < value ? 1 : other === value ? 0.5 : 0), 0),
  );
}

/** 0 where one of the two is constant. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const centre = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [x, y] = [centre(a), centre(b)];
  const dot = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, i) => sum + value * v[i], 0);
  const size = Math.sqrt(dot(x, x) * dot(y, y));
  return size > 0 ? dot(x, y) / size : 0;
}
