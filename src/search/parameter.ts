import type { RandomStream } from '../core/random-stream.js';
import type { ParameterValue } from '../core/trial.js';

/** When a parameter counts: only while another one has one of the given values. */
export interface Condition {
  /** Name of a listed parameter that stands before this one in its space. */
  readonly parameter: string;
  /** At least one of that parameter's values. */
  readonly values: readonly ParameterValue[];
}

interface AnyParameter {
  readonly name: string;
  /** Left out, the parameter always counts. While it does not, assignments do not mention it. */
  readonly activeWhen?: Condition;
}

/** A choice among values that are listed one by one. */
export interface ListedParameter extends AnyParameter {
  /** Whether neighbouring values are alike (`ordinal`) or every value stands for itself (`categorical`). */
  readonly kind: 'ordinal' | 'categorical';
  /** At least one, all different; those of an ordinal parameter in order from safest to most aggressive. */
  readonly values: readonly ParameterValue[];
}

/** A number between two bounds, both included. */
export interface RangeParameter extends AnyParameter {
  readonly kind: 'integer' | 'real';
  /** Finite, and below `high`; above 0 on a logarithmic scale. Integers where the parameter is one. */
  readonly low: number;
  readonly high: number;
  /** Whether equal differences (`linear`) or equal ratios (`log`) matter equally. */
  readonly scale: 'linear' | 'log';
}

/** One choice that a search makes. */
export type Parameter = ListedParameter | RangeParameter;

export const isListed = (parameter: Parameter): parameter is ListedParameter => 'values' in parameter;

/** Number of values of a parameter; Infinity for a real range. */
export function valueCount(parameter: Parameter): number {
  if (isListed(parameter)) return parameter.values.length;
  return parameter.kind === 'integer' ? parameter.high - parameter.low + 1 : Infinity;
}

/**
 * Where a value stands in its parameter: its index among listed values, the number itself in a range, null for a
 * value that the parameter does not have.
 */
export function positionOf(parameter: Parameter, value: ParameterValue | undefined): number | null {
  if (isListed(parameter)) {
    const index = value === undefined ? -1 : parameter.values.indexOf(value);
    return index < 0 ? null : index;
  }
  if (typeof value !== 'number' || !(value >= parameter.low && value <= parameter.high)) return null;
  return parameter.kind === 'integer' && !Number.isInteger(value) ? null : value;
}

/** The value at a position: the inverse of {@link positionOf}. */
export const valueAt = (parameter: Parameter, position: number): ParameterValue =>
  isListed(parameter) ? parameter.values[position] : position;

/** The lowest position of a parameter; the others are above. */
export const lowestPosition = (parameter: Parameter): number => (isListed(parameter) ? 0 : parameter.low);

/**
 * A position on the unit interval: the positions of a parameter with `n` values are the centres of `n` cells that
 * share [0, 1] equally (on a logarithmic scale: by ratio); a real range fills [0, 1], bounds at its ends.
 */
export function toUnit(parameter: Parameter, position: number): number {
  if (isListed(parameter)) return (position + 0.5) / parameter.values.length;
  const [low, high] = scaledBounds(parameter);
  const scaled = parameter.scale === 'log' ? Math.log(position) : position;
  return Math.min(1, Math.max(0, (scaled - low) / (high - low)));
}

/** The position whose cell holds a number in [0, 1] (see {@link toUnit}); numbers beyond are taken to the ends. */
export function fromUnit(parameter: Parameter, unit: number): number {
  if (isListed(parameter)) {
    const { length } = parameter.values;
    return Math.min(length - 1, Math.max(0, Math.floor(unit * length)));
  }
  const [low, high] = scaledBounds(parameter);
  const scaled = low + unit * (high - low);
  const value = parameter.scale === 'log' ? Math.exp(scaled) : scaled;
  // Adding 0 turns a rounded -0 into 0, which JSON cannot tell apart.
  const position = parameter.kind === 'integer' ? Math.round(value) + 0 : value;
  return Math.min(parameter.high, Math.max(parameter.low, position));
}

/** The ends of the unit interval on the parameter's own scale: half an integer beyond an integer's bounds. */
function scaledBounds({ kind, low, high, scale }: RangeParameter): [number, number] {
  const margin = kind === 'integer' ? 0.5 : 0;
  return scale === 'log' ? [Math.log(low - margin), Math.log(high + margin)] : [low - margin, high + margin];
}

/** A position drawn uniformly: every listed value alike, a range evenly on its scale. */
export const drawPosition = (parameter: Parameter, stream: RandomStream): number =>
  isListed(parameter) ? stream.integer(parameter.values.length) : fromUnit(parameter, stream.uniform());
