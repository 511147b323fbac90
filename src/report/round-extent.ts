/** Lowest and highest value of an axis. */
export type Extent = readonly [number, number];

/** Round ends around values; those that are not finite do not count, and none give 0..1. */
export function roundExtent(values: readonly number[]): Extent {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  const step = roundStep((high - low || Math.abs(high) || 1) / 8);
  const below = multiple(Math.floor(low / step - 0.4), step);
  return [low >= 0 ? Math.max(0, below) : below, multiple(Math.ceil(high / step + 0.4), step)];
}

/** A multiple without the last digits that floating point adds to it: 9 x 0.2 is 1.8. */
const multiple = (count: number, step: number) => Number((count * step).toPrecision(12));

/** The smallest of 1, 2 and 5 times a power of ten that is not below a size. */
export function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return ([1, 2, 5].find((factor) => factor * power >= size * (1 - 1e-9)) ?? 10) * power;
}
