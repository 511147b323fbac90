const SQRT_5 = Math.sqrt(5);

/** Matern 5/2 correlation at a scaled distance `r` >= 0 (Rasmussen and Williams 2006, equation 4.17). */
export const matern52 = (r: number): number => (1 + SQRT_5 * r + (5 / 3) * r * r) * Math.exp(-SQRT_5 * r);

/** Minus the derivative of {@link matern52} by r, divided by r: finite at 0, so that gradients need no special case. */
export const matern52Slope = (r: number): number => (5 / 3) * (1 + SQRT_5 * r) * Math.exp(-SQRT_5 * r);

/**
 * Distance between a row of `x` and a point, each dimension divided by its length scale.
 *
 * @param x `n x d`, row by row
 */
export function scaledDistance(
  x: Float64Array,
  row: number,
  point: Float64Array,
  pointRow: number,
  inverseLengths: Float64Array,
): number {
  const d = inverseLengths.length;
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const difference = (x[row * d + k] - point[pointRow * d + k]) * inverseLengths[k];
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}
