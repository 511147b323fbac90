/**
 * Points scaled so that the finite values of each objective run from 0 to 1, and do not depend on its unit; -Infinity
 * becomes 0, and Infinity stays. An objective that has one finite value is 0 there.
 *
 * @param points objective vectors without NaN, `n x m`, at least one
 */
export function scaleToExtent(points: readonly (readonly number[])[]): number[][] {
  const extents = points[0].map((_, k) => {
    const finite = points.map((point) => point[k]).filter(Number.isFinite);
    const low = Math.min(...finite);
    return { low, length: Math.max(...finite) - low || 1 };
  });
  return points.map((point) =>
    point.map((value, k) => {
      if (!Number.isFinite(value)) return Math.max(0, value);
      return (value - extents[k].low) / extents[k].length;
    }),
  );
}
