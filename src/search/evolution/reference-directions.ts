/**
 * Evenly spread directions in objective space: all points of the unit simplex whose coordinates are multiples of
 * 1 / divisions (I. Das, J. E. Dennis, SIAM J. Optim. 8(3), 1998), with as many divisions as give no more than `count`
 * directions, at least one.
 *
 * @param objectives number of coordinates, >= 1
 */
export function referenceDirections(objectives: number, count: number): number[][] {
  let divisions = 1;
  while (objectives > 1 && simplexPoints(objectives, divisions + 1) <= count) divisions++;
  return compositions(objectives, divisions).map((parts) => parts.map((part) => part / divisions));
}

/** Number of directions: (objectives + divisions - 1) over divisions. */
function simplexPoints(objectives: number, divisions: number): number {
  let points = 1;
  for (let i = 1; i <= divisions; i++) points = (points * (objectives - 1 + i)) / i;
  return points;
}

/** All ways to write a sum of so many integers >= 0. */
function compositions(length: number, sum: number): number[][] {
  if (length === 1) return [[sum]];
  return Array.from({ length: sum + 1 }, (_, first) =>
    compositions(length - 1, sum - first).map((rest) => [first, ...rest]),
  ).flat();
}
