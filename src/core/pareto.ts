/**
 * Whether `a` is at least as good as `b` in every objective and better in one; all objectives are minimised.
 * Equal points do not dominate each other. A point with a NaN dominates nothing and is dominated by every point
 * without one.
 *
 * @param a,b objective vectors of the same length
 */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let k = 0; k < a.length; k++) {
    if (!(a[k] <= b[k])) return !hasNaN(a) && hasNaN(b);
    if (a[k] < b[k]) better = true;
  }
  return better;
}

/**
 * Indices, ascending, of the points that no other point dominates; all objectives are minimised.
 * Equal points are all kept, points with a NaN are left out, no points give an empty front.
 *
 * @param points objective vectors, `n x m`
 */
export function paretoFront(points: readonly (readonly number[])[]): number[] {
  const front: number[] = [];
  for (const i of lexicographicOrder(points)) {
    if (!isDominated(points[i], front, points)) front.push(i);
  }
  return front.sort((a, b) => a - b);
}

/**
 * Rank of each point by non-dominated sorting: 0 for the Pareto front, 1 for the front of what is left, and so on
 * (all objectives minimised). A point with a NaN has rank Infinity.
 *
 * Sequential-search variant of the efficient non-dominated sort: X. Zhang et al., IEEE TEVC 19(2), 2015.
 *
 * @param points objective vectors, `n x m`
 */
export function nonDominatedRanks(points: readonly (readonly number[])[]): number[] {
  const ranks = points.map(() => Infinity);
  const fronts: number[][] = [];
  for (const i of lexicographicOrder(points)) {
    let rank = fronts.findIndex((front) => !isDominated(points[i], front, points));
    if (rank < 0) rank = fronts.push([]) - 1;
    fronts[rank].push(i);
    ranks[i] = rank;
  }
  return ranks;
}

/**
 * Crowding distance of each point of one front: the sum over the objectives of the gap between its two neighbours,
 * relative to the objective's range; Infinity for the ends of an objective (Deb et al., IEEE TEVC 6(2), 2002,
 * section III-B). Larger is lonelier. Of equal points the first by index counts as the lower neighbour.
 * An objective without a finite, positive range adds nothing; a point with a NaN has distance 0 and is nobody's
 * neighbour.
 *
 * @param points objective vectors of one front, `n x m`
 */
export function crowdingDistances(points: readonly (readonly number[])[]): number[] {
  const distances = points.map(() => 0);
  const complete = points.flatMap((point, i) => (hasNaN(point) ? [] : [i]));
  const objectives = points[0]?.length ?? 0;
  for (let k = 0; k < objectives && complete.length > 0; k++) {
    const order = complete.toSorted((i, j) => ascending(points[i][k], points[j][k]));
    const value = (position: number) => points[order[position]][k];
    const last = order.length - 1;
    const range = value(last) - value(0);
    if (!(range > 0 && range < Infinity)) continue;
    distances[order[0]] = Infinity;
    distances[order[last]] = Infinity;
    for (let p = 1; p < last; p++) distances[order[p]] += (value(p + 1) - value(p - 1)) / range;
  }
  return distances;
}

const hasNaN = (point: readonly number[]) => point.some(Number.isNaN);

const ascending = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);

/** Indices of the points without NaN such that no point is dominated by a later one. */
function lexicographicOrder(points: readonly (readonly number[])[]): number[] {
  return points
    .flatMap((point, i) => (hasNaN(point) ? [] : [i]))
    .sort((i, j) => {
      const k = points[i].findIndex((value, objective) => value !== points[j][objective]);
      return k < 0 ? i - j : ascending(points[i][k], points[j][k]);
    });
}

/** Searches from the back: in lexicographic order the latest members are the likeliest to dominate. */
function isDominated(
  point: readonly number[],
  front: readonly number[],
  points: readonly (readonly number[])[],
): boolean {
  return front.findLastIndex((member) => dominates(points[member], point)) >= 0;
}
