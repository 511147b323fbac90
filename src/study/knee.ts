type Point = readonly number[];

/**
 * Index of the front's knee, the point from which a small gain in one objective costs much in another: with each
 * objective scaled to 0 (best) .. 1 (worst) over the points, the one farthest below the plane through the unit points,
 * that is with the smallest sum. For two objectives this is the largest distance from the line through the two ends
 * (I. Das, "On characterizing the 'knee' of the Pareto curve based on Normal-Boundary Intersection", Structural
 * Optimization 18, 1999); for more, the plane through the unit points takes the place of the one through the ends,
 * which may not exist. An objective that is equal everywhere counts 0.
 *
 * Only points better than the reference in every objective are scaled and considered, unless there are none: a front
 * reaches into values of no interest (destroyed images cost least), which must not move the knee.
 *
 * @param points mutually non-dominated objective vectors, all minimised, `n x m`, finite
 * @param reference the worst value of interest of each objective, `m`
 * @returns the first such point of equals; -1 without points
 */
export function kneeIndex(points: readonly Point[], reference: Point): number {
  const within = indicesWhere(points, (point) => point.every((value, k) => value < reference[k]));
  const considered = within.length > 0 ? within : indicesWhere(points, () => true);
  const scaled = scaleToUnit(considered.map((i) => points[i]));
  const sums = scaled.map((point) => point.reduce((sum, value) => sum + value, 0));
  return considered[sums.indexOf(Math.min(...sums))] ?? -1;
}

/** The points with each objective moved and scaled to 0..1 over them; 0 where all are equal. */
export function scaleToUnit(points: readonly Point[]): number[][] {
  const objectives = points[0]?.map((_, k) => points.map((point) => point[k])) ?? [];
  const lows = objectives.map((values) => Math.min(...values));
  const ranges = objectives.map((values, k) => Math.max(...values) - lows[k]);
  return points.map((point) => point.map((value, k) => (ranges[k] > 0 ? (value - lows[k]) / ranges[k] : 0)));
}

function indicesWhere(points: readonly Point[], accept: (point: Point) => boolean): number[] {
  return points.flatMap((point, i) => (accept(point) ? [i] : []));
}
