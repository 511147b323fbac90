type Point = readonly number[];

/**
 * Volume of the region between the points and the reference: everything that is no better than one of the points and
 * better than the reference, in every objective (all minimised). Exact, in the product of the objectives' units;
 * larger is better.
 * A point contributes nothing unless it is finite and strictly below the reference in every objective; no points
 * give 0. Dominated and equal points change nothing.
 *
 * Two and three objectives by sweeping; more by slicing along one objective and subtracting what other points cover
 * (L. While, L. Bradstreet, L. Barone, "A fast way of calculating exact hypervolumes", IEEE TEVC 16(1), 2012).
 *
 * @param points objective vectors, `n x m`
 * @param reference the worst value of interest of each objective, `m`
 * @example hypervolume([[0, 1], [1, 0]], [2, 2]) // 3
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  return volume(
    points.filter((point) => reference.every((bound, k) => Number.isFinite(point[k]) && point[k] < bound)),
    reference,
  );
}

/** {@link hypervolume} of points that all contribute. */
function volume(points: readonly Point[], reference: Point): number {
  if (points.length === 0) return 0;
  if (reference.length === 1) return points.reduce((best, [x]) => Math.max(best, reference[0] - x), 0);
  if (reference.length === 2) return sweptArea(points, reference);
  if (reference.length === 3) return sweptVolume(points, reference);
  return slicedVolume(points, reference);
}

/** Sweeps the first objective from best to worst, adding the strip that each improvement in the second uncovers. */
function sweptArea(points: readonly Point[], [boundX, boundY]: Point): number {
  let area = 0;
  let lowest = boundY;
  for (const [x, y] of points.toSorted((a, b) => a[0] - b[0])) {
    if (y >= lowest) continue;
    area += (boundX - x) * (lowest - y);
    lowest = y;
  }
  return area;
}

/** Sweeps the third objective from best to worst, over slabs whose base is the area of the points met so far. */
function sweptVolume(points: readonly Point[], reference: Point): number {
  let sum = 0;
  let base: readonly Point[] = [];
  let baseArea = 0;
  let height = 0;
  for (const point of points.toSorted((a, b) => a[2] - b[2])) {
    if (base.some((other) => other[0] <= point[0] && other[1] <= point[1])) continue;
    sum += baseArea * (point[2] - height);
    base = [...base.filter((other) => other[0] < point[0] || other[1] < point[1]), point];
    baseArea = sweptArea(base, reference);
    height = point[2];
  }
  return sum + baseArea * (reference[2] - height);
}

/**
 * Sums what each point adds to the points that are better in the last objective: those reach through its whole depth
 * in that objective, so what they cover of it is a volume in one objective less.
 */
function slicedVolume(points: readonly Point[], reference: Point): number {
  const last = reference.length - 1;
  const base = reference.slice(0, last);
  const order = points.toSorted((a, b) => b[last] - a[last]);
  return order.reduce((sum, point, i) => {
    const box = base.reduce((product, bound, k) => product * (bound - point[k]), 1);
    const covered = order.slice(i + 1).map((other) => base.map((_, k) => Math.max(point[k], other[k])));
    return sum + (reference[last] - point[last]) * (box - volume(covered, base));
  }, 0);
}
