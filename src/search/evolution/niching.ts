import type { SearchSpace } from '../search-space.js';
import { type Member, memberOf } from './population.js';
import type { Front } from './ranked-trials.js';

type Point = readonly number[];

/** Weight of the other objectives where one objective's extreme point is looked for. */
const OFF_AXIS = 1e6;

/**
 * The survivors of NSGA-III (K. Deb, H. Jain, IEEE TEVC 18(4), 2014): whole fronts as long as they fit, and of the next
 * one those that lie closest to the reference directions that have the fewest members so far. Where the paper draws
 * among equals, the first one counts, so that the choice depends on the trials alone.
 *
 * @param directions `r x m`
 */
export function nichedPopulation(
  space: SearchSpace,
  fronts: readonly Front[],
  size: number,
  directions: readonly Point[],
): Member[] {
  const members: Member[] = [];
  const accepted: Point[] = [];
  for (const [rank, { feasible, trials }] of fronts.entries()) {
    const room = size - members.length;
    const points = trials.map(({ score }) => score.objectives);
    const chosen =
      feasible && trials.length > room ? niche(accepted, points, room, directions) : trials.keys();
    for (const i of [...chosen].slice(0, room)) {
      members.push(memberOf(space, trials[i], rank, 0));
      accepted.push(points[i]);
    }
    if (members.length >= size) break;
  }
  return members;
}

/** A point's closest direction, and how far from that it is. */
interface Association {
  readonly direction: number;
  readonly distance: number;
}

/** Which points of a front join those accepted before (algorithm 4 of the paper). */
function niche(
  accepted: readonly Point[],
  front: readonly Point[],
  room: number,
  directions: readonly Point[],
) {
  const normalise = normalisation([...accepted, ...front].filter((point) => point.every(Number.isFinite)));
  const associate = (point: Point) => closest(normalise(point), directions);
  const niches = directions.map(() => 0);
  for (const point of accepted) niches[associate(point).direction]++;
  const waiting = front
    .map((point, i) => ({ i, ...associate(point) }))
    .sort((a, b) => a.distance - b.distance);
  const chosen: number[] = [];
  while (chosen.length < room) {
    const fewest = waiting.reduce((least, { direction }) => Math.min(least, niches[direction]), Infinity);
    const [next] = waiting.splice(
      waiting.findIndex(({ direction }) => niches[direction] === fewest),
      1,
    );
    niches[next.direction]++;
    chosen.push(next.i);
  }
  return chosen;
}

/**
 * Maps the ideal point to 0 and the intercepts of the plane through the extreme points to 1; the worst values where
 * there is no such plane.
 */
function normalisation(points: readonly Point[]): (point: Point) => Point {
  if (points.length === 0) return (point) => point.map(() => 0);
  const ideal = points[0].map((_, k) => Math.min(...points.map((point) => point[k])));
  const shifted = points.map((point) => point.map((value, k) => value - ideal[k]));
  const worst = ideal.map((_, k) => Math.max(...shifted.map((point) => point[k])));
  const scale = intercepts(ideal.map((_, k) => extremePoint(shifted, worst, k))) ?? worst;
  const usable = scale.map((length, k) => (length > 0 && length <= worst[k] * 2 ? length : worst[k] || 1));
  return (point) => point.map((value, k) => (value - ideal[k]) / usable[k]);
}

/**
 * The point with the least weighted maximum of its coordinates when all but one axis weigh heavily. Coordinates are
 * relative to the worst ones: in other units, a weight would not be heavy.
 */
function extremePoint(points: readonly Point[], worst: Point, axis: number): Point {
  const stray = (point: Point) =>
    Math.max(...point.map((value, k) => (value / (worst[k] || 1)) * (k === axis ? 1 : OFF_AXIS)));
  return points.reduce((best, point) => (stray(point) < stray(best) ? point : best));
}

/** Where the plane through `m` points meets the axes; null when they span none. */
function intercepts(points: readonly Point[]): number[] | null {
  const m = points.length;
  const rows = points.map((point) => [...point, 1]);
  for (let c = 0; c < m; c++) {
    let pivot = c;
    for (let r = c + 1; r < m; r++) if (Math.abs(rows[r][c]) > Math.abs(rows[pivot][c])) pivot = r;
    if (Math.abs(rows[pivot][c]) < 1e-12) return null;
    [rows[c], rows[pivot]] = [rows[pivot], rows[c]];
    for (let r = 0; r < m; r++) {
      if (r === c) continue;
      const factor = rows[r][c] / rows[c][c];
      for (let k = c; k <= m; k++) rows[r][k] -= factor * rows[c][k];
    }
  }
  return rows.map((row, c) => row[c] / row[m]);
}

/** The direction with the least perpendicular distance. */
function closest(point: Point, directions: readonly Point[]): Association {
  let best = 0;
  let least = Infinity;
  directions.forEach((direction, index) => {
    const squared = squaredDistance(point, direction);
    if (squared >= least) return;
    best = index;
    least = squared;
  });
  return { direction: best, distance: Math.sqrt(least) };
}

/** Of a point from the line through the origin along a direction. */
function squaredDistance(point: Point, direction: Point): number {
  let dot = 0;
  let squaredLength = 0;
  for (let k = 0; k < point.length; k++) {
    dot += point[k] * direction[k];
    squaredLength += direction[k] * direction[k];
  }
  const along = dot / squaredLength;
  let sum = 0;
  for (let k = 0; k < point.length; k++) sum += (point[k] - along * direction[k]) ** 2;
  return sum;
}
