import { paretoFront } from './pareto.js';

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
    points.filter((point) => contributes(point, reference)),
    reference,
  );
}

const contributes = (point: Point, reference: Point) =>
  reference.every((bound, k) => Number.isFinite(point[k]) && point[k] < bound);

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

/**
 * Sweeps the third objective from best to worst, over slabs whose base is the area of the points met so far, held as a
 * staircase that each point raises.
 */
function sweptVolume(points: readonly Point[], reference: Point): number {
  const steps: Point[] = [];
  let sum = 0;
  let area = 0;
  let height = 0;
  for (const point of points.toSorted((a, b) => a[2] - b[2])) {
    sum += area * (point[2] - height);
    area += raiseStaircase(steps, point, reference);
    height = point[2];
  }
  return sum + area * (reference[2] - height);
}

/**
 * Adds a point to a staircase of points (first objective rising, second falling) that no other one covers.
 *
 * @returns the area that it uncovers
 */
function raiseStaircase(steps: Point[], [x, y]: Point, [boundX, boundY]: Point): number {
  let begin = steps.findIndex((step) => step[0] >= x);
  if (begin < 0) begin = steps.length;
  const beside = steps[begin];
  let top = begin > 0 ? steps[begin - 1][1] : boundY;
  if (top <= y || (beside && beside[0] === x && beside[1] <= y)) return 0;
  let gained = 0;
  let left = x;
  let end = begin;
  for (; end < steps.length && steps[end][1] >= y; end++) {
    gained += (steps[end][0] - left) * (top - y);
    [left, top] = steps[end];
  }
  gained += ((end < steps.length ? steps[end][0] : boundX) - left) * (top - y);
  steps.splice(begin, end - begin, [x, y]);
  return gained;
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
    const own = base.map((_, k) => point[k]);
    const better = order.slice(i + 1);
    return sum + (reference[last] - point[last]) * exclusiveVolume(own, better, base);
  }, 0);
}

/** Volume that a point covers and others do not: its box less the volume of the others' parts of that box. */
function exclusiveVolume(point: Point, others: readonly Point[], reference: Point): number {
  const covered = others.map((other) => point.map((value, k) => Math.max(value, other[k])));
  // Without what others of them cover, there is much less to slice: the idea of the WFG algorithm.
  const limits = covered.length > 1 ? paretoFront(covered).map((i) => covered[i]) : covered;
  return boxVolume(point, reference) - volume(limits, reference);
}

const boxVolume = (point: Point, reference: Point) =>
  reference.reduce((product, bound, k) => product * (bound - point[k]), 1);

/**
 * Volume that a point would add to others: the hypervolume with it less the hypervolume without. 0 for a point that is
 * dominated or does not contribute.
 *
 * @param others objective vectors, `n x m`
 */
export function hypervolumeGain(point: Point, others: readonly Point[], reference: Point): number {
  if (!contributes(point, reference)) return 0;
  const inside = others.filter((other) => contributes(other, reference));
  return Math.max(0, exclusiveVolume(point, inside, reference));
}

/**
 * Volume that each point adds to the others': what {@link hypervolume} would lose without it. 0 for points that are
 * dominated, equal to another, or contribute nothing there.
 *
 * @param points objective vectors, `n x m`
 */
export function hypervolumeContributions(points: readonly Point[], reference: Point): number[] {
  return points.map((point, i) => hypervolumeGain(point, points.toSpliced(i, 1), reference));
}
