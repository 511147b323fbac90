import { z } from 'zod';
import { formatOperatingPoint, type OperatingPoint } from '../core/operating-point.js';
import { parseQuantity, quantity, type Unit } from '../core/quantity.js';

/** A value of an accelerator description together with where it comes from. */
export interface Constant<T> {
  readonly value: T;
  /** Citation or derivation; contains the word `assumed` when the value, or a part of its derivation, is. */
  readonly source: string;
  /** SI unit of `value`, null for counts and names. */
  readonly unit: Unit | null;
}

/** A constant under the name by which its description has it, as reports list it. */
export interface NamedConstant extends Constant<number | string | readonly number[]> {
  /** Dotted path in the description, such as `dram.energyPerByte`. */
  readonly name: string;
  readonly assumed: boolean;
}

const sourceSchema = z
  .string({ error: "expected the constant's source: a citation, or 'assumed: why'" })
  .min(1, "expected the constant's source: a citation, or 'assumed: why', got an empty text")
  .meta({ description: "citation or derivation; contains the word 'assumed' when the value is assumed" });

function withSource<T>(value: z.ZodType<T>, unit: Unit | null) {
  return z
    .strictObject(
      { value, source: sourceSchema },
      { error: "expected a constant: { value: ..., source: '...' }" },
    )
    .transform(({ value, source }): Constant<T> => ({ value, source, unit }));
}

const atLeastZero = (unit: Unit) =>
  quantity(unit).refine((value) => value >= 0, { error: `expected a quantity of 0 ${unit} or more` });
const aboveZero = (unit: Unit) =>
  quantity(unit).refine((value) => value > 0, { error: `expected a quantity above 0 ${unit}` });

/** Schema of a constant with a unit, above zero: `{ value: 31 pJ/B, source: ... }`. */
export const constant = (unit: Unit) => withSource(aboveZero(unit), unit);

/** Schema of a constant with a unit that may be zero. */
export const constantFromZero = (unit: Unit) => withSource(atLeastZero(unit), unit);

/** Schema of a constant that is a list of quantities above zero, at least one. */
export const listConstant = (unit: Unit) => withSource(z.array(aboveZero(unit)).min(1), unit);

/** Schema of a constant that counts something: an integer >= 1. */
export const countConstant = () => withSource(z.int().min(1), null);

/** Schema of a constant that is a ratio: a number >= 0. */
export const ratioConstant = () => withSource(z.number().min(0), null);

/** Schema of a constant that is the share of something that arrives: a number above 0 and at most 1. */
export const efficiencyConstant = () => withSource(z.number().gt(0).max(1), null);

/** Schema of a constant that names a part of the description. */
export const nameConstant = () => withSource(z.string().min(1), null);

/** Schema of a constant that is a list of pairs of voltage and frequency, at least one: `['0.7 V, 1.6 GHz']`. */
export const operatingPointsConstant = () => withSource(z.array(operatingPoint).min(1), null);

const EXPECTED_POINT = "expected a voltage and a frequency, such as '0.7 V, 1.6 GHz'";

const operatingPoint = z
  .string({ error: EXPECTED_POINT })
  .transform((text, context): OperatingPoint => {
    const [voltage, frequency, ...rest] = text.split(',');
    const voltageV = parseQuantity(voltage, 'V');
    const frequencyHz = parseQuantity(frequency ?? '', 'Hz');
    if (rest.length === 0 && voltageV !== null && frequencyHz !== null) return { voltageV, frequencyHz };
    context.addIssue({ code: 'custom', message: `${EXPECTED_POINT}, got '${text}'` });
    return z.NEVER;
  })
  .meta({ description: "voltage and frequency, such as '0.7 V, 1.6 GHz'" });

/** Schema of a constant that is one of a few names. */
export const choiceConstant = <const T extends readonly string[]>(names: T) =>
  withSource(z.enum(names), null);

/** Whether a source says that its value, or a part of the derivation, is assumed. */
export const isAssumed = (source: string): boolean => /\bassumed\b/i.test(source);

/** All constants below a parsed description, depth first in the order of the file. */
export function collectConstants(node: unknown, path: readonly string[] = []): NamedConstant[] {
  if (typeof node !== 'object' || node === null) return [];
  if (isConstant(node)) {
    const { source, unit } = node;
    return [{ name: path.join('.'), value: listed(node.value), unit, source, assumed: isAssumed(source) }];
  }
  return Object.entries(node).flatMap(([key, child]) => collectConstants(child, [...path, key]));
}

type Value = NamedConstant['value'] | readonly OperatingPoint[];

const isConstant = (node: object): node is Constant<Value> =>
  'value' in node && 'source' in node && 'unit' in node;

/** Operating points by their labels, everything else as it is. */
const listed = (value: Value): NamedConstant['value'] =>
  isPointList(value) ? value.map(formatOperatingPoint).join(', ') : value;

const isPointList = (value: Value): value is readonly OperatingPoint[] =>
  Array.isArray(value) && typeof value[0] === 'object';
