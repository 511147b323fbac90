type Point = readonly number[];

/** The part of objective space between two corners; -Infinity where it has no lower end. */
export interface ObjectiveBox {
  readonly low: Point;
  readonly high: Point;
}

/**
 * Boxes without overlap that fill the region below the reference that no point dominates (all minimised): where a new
 * point would add to the hypervolume.
 *
 * One and two objectives by strips; three by sweeping, closing only the strips that change (as R. Lacour, K. Klamroth,
 * C. Fonseca, "A box decomposition algorithm to compute the hypervolume indicator", C&OR 79, 2017, at most about three
 * boxes a point); more by slabs of the last objective.
 *
 * @param points objective vectors, `n x m`; those not below the reference in every objective change nothing
 * @param reference `m`
 */
export function undominatedBoxes(points: readonly Point[], reference: Point): ObjectiveBox[] {
  const inside = points.filter((point) => reference.every((bound, k) => point[k] < bound));
  return decompose(inside, reference);
}

function decompose(points: readonly Point[], reference: Point): ObjectiveBox[] {
  const last = reference.length - 1;
  if (last === 0) {
    const best = points.reduce((least, [value]) => Math.min(least, value), reference[0]);
    return [{ low: [-Infinity], high: [best] }];
  }
  if (last === 1) return strips(points, reference).map(({ left, right, top }) => box2(left, right, top));
  if (last === 2) return sweep(points, reference);
  return slabs(points, reference);
}

/** The region left of `right` and below `top`, from `left` on. */
interface Strip {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

const box2 = (left: number, right: number, top: number): ObjectiveBox => ({
  low: [left, -Infinity],
  high: [right, top],
});

function strips(points: readonly Point[], [boundX, boundY]: Point): Strip[] {
  const result: Strip[] = [];
  let left = -Infinity;
  let top = boundY;
  for (const [x, y] of points.toSorted((a, b) => a[0] - b[0])) {
    if (y >= top) continue;
    if (x > left) result.push({ left, right: x, top });
    left = x;
    top = y;
  }
  result.push({ left, right: boundX, top });
  return result;
}

interface OpenStrip extends Strip {
  /** Where in the third objective it begins. */
  readonly since: number;
}

function sweep(points: readonly Point[], [boundX, boundY, boundZ]: Point): ObjectiveBox[] {
  const boxes: ObjectiveBox[] = [];
  let open: OpenStrip[] = [{ left: -Infinity, right: boundX, top: boundY, since: -Infinity }];
  const close = ({ left, right, top, since }: OpenStrip, until: number) => {
    if (until > since) boxes.push({ low: [left, -Infinity, since], high: [right, top, until] });
  };
  for (const [x, y, z] of points.toSorted((a, b) => a[2] - b[2])) {
    const changed = open.filter(({ right, top }) => right > x && top > y);
    if (changed.length === 0) continue;
    for (const strip of changed) close(strip, z);
    const [first] = changed;
    const added: OpenStrip[] = [{ left: x, right: changed[changed.length - 1].right, top: y, since: z }];
    if (first.left < x) added.unshift({ ...first, right: x, since: z });
    open = [
      ...open.filter(({ right }) => right <= x),
      ...added,
      ...open.filter(({ right, top }) => right > x && top <= y),
    ];
  }
  for (const strip of open) close(strip, boundZ);
  return boxes;
}

function slabs(points: readonly Point[], reference: Point): ObjectiveBox[] {
  const last = reference.length - 1;
  const bounds = [...new Set(points.map((point) => point[last]))].sort((a, b) => a - b);
  const edges = [-Infinity, ...bounds, reference[last]];
  return edges.slice(1).flatMap((end, i) => {
    const begin = edges[i];
    const met = points.filter((point) => point[last] <= begin).map((point) => point.slice(0, last));
    return decompose(met, reference.slice(0, last)).map(({ low, high }) => ({
      low: [...low, begin],
      high: [...high, end],
    }));
  });
}
