/** Pearson's statistic: the sum over bins of (observed - expected)^2 / expected. */
export const chiSquare = (observed: readonly number[], expected: readonly number[]): number =>
  observed.reduce((sum, count, i) => sum + (count - expected[i]) ** 2 / expected[i], 0);

/** What a chi-square variable exceeds with probability 0.001, by Wilson and Hilferty's approximation. */
export const chiSquareLimit = (degreesOfFreedom: number): number => {
  const v = 2 / (9 * degreesOfFreedom);
  return degreesOfFreedom * (1 - v + 3.0902 * Math.sqrt(v)) ** 3;
};
