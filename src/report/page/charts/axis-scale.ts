import { formatGiven } from '../../format.js';
import { type Extent, roundExtent, roundStep } from '../../round-extent.js';
import type { TradeOffMarks } from './trade-off-marks.js';

export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** An axis: which value lies where between its two ends. */
export interface AxisScale {
  readonly extent: Extent;
  readonly logarithmic: boolean;
  readonly ticks: readonly Tick[];
}

/** An axis over a part of the plane, with about five round ticks. */
export function linearScale(extent: Extent): AxisScale {
  const [low, high] = extent;
  const step = roundStep((high - low || 1) / 5);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.max(0, Math.floor(high / step + 1e-9) - first + 1);
  const ticks = Array.from({ length: count }, (_, i) => tick((first + i) * step));
  return { extent, logarithmic: false, ticks };
}

/** A logarithmic axis from `floor`, a power of ten that stands for 0. */
export function logarithmicScale(floor: number, highest: number): AxisScale {
  const from = Math.round(Math.log10(floor));
  const to = Math.max(from + 1, Math.ceil(Math.log10(highest) - 1e-9));
  const ticks = Array.from({ length: to - from + 1 }, (_, i) =>
    i === 0 ? { value: floor, text: '0' } : tick(10 ** (from + i)),
  );
  return { extent: [floor, 10 ** to], logarithmic: true, ticks };
}

/** Where a value lies: 0 at the low end, 1 at the high one, beyond them outside of 0..1. */
export function positionOf({ extent: [low, high], logarithmic }: AxisScale, value: number): number {
  if (!logarithmic) return (value - low) / (high - low || 1);
  return Math.log(value / low) / Math.log(high / low);
}

/** The value at a position, see {@link positionOf}. */
export function valueAt({ extent: [low, high], logarithmic }: AxisScale, position: number): number {
  return logarithmic ? low * (high / low) ** position : low + position * (high - low);
}

/** The part of an axis that holds the front, the nominal point and the bounds, in round numbers. */
export function frontExtent({ front, nominal, bounds }: TradeOffMarks, axis: 'x' | 'y'): Extent {
  const marks = front.flatMap(({ low, high, searched }) => [low[axis], high[axis], searched[axis]]);
  return roundExtent([nominal[axis], ...bounds[axis], ...marks]);
}

/** The part of an axis that holds every scored trial as well. */
export function wholeExtent(marks: TradeOffMarks, axis: 'x' | 'y'): Extent {
  const [low, high] = frontExtent(marks, axis);
  const others = marks.others.map((mark) => mark[axis]);
  return roundExtent([low, high, ...others]);
}

const tick = (value: number): Tick => ({ value, text: formatGiven(value, '') });
