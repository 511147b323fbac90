import { z } from 'zod';
import { type ErrorCurve, normalisedDelay } from '../core/error-curve.js';
import { quantity } from '../core/quantity.js';
import { readYamlConfig } from '../core/yaml-config.js';
import { type Constant, constant } from './constant.js';

type Point = readonly [number, number];

const provenance = z.string().min(1);

const fileSchema = z.strictObject({
  format: z.literal('leeway-error-curve/1'),
  name: z.string().min(1).describe('name in manifests and reports'),
  source: provenance.describe('where the curve as a whole comes from'),
  referenceFrequency: constant('Hz').describe('clock of the table, at which the nominal delay is 1'),
  delay: z.strictObject({
    source: provenance,
    points: z
      .array(z.tuple([quantity('V'), z.number().positive()]))
      .min(2)
      .describe('[voltage, path delay relative to nominal], voltages rising, delays falling'),
  }),
  wordErrorRate: z.strictObject({
    source: provenance,
    points: z
      .array(z.tuple([quantity('V'), z.number().positive().max(1)]))
      .min(1)
      .describe('[voltage, word error rate at the reference frequency], voltages falling, rates rising'),
  }),
});

const errorCurveSchema = fileSchema.superRefine(checkOrder).transform(toErrorCurve);

/**
 * Reads an error curve written as word error rates over voltage at the reference frequency, and turns the voltages into
 * stress through the curve's own delay table. Below the first rate the curve is 0: not error-free silicon, but
 * below what the table resolves.
 *
 * @throws InputError with file, line and column of every problem
 */
export function loadErrorCurve(path: string): ErrorCurve {
  return readYamlConfig(path, errorCurveSchema, 'error curve');
}

/**
 * A curve with another reference clock: the same errors at the same multiple of it, as if the design had been timed for
 * that clock with the same slack. An assumption wherever it is made, so it asks for a source.
 */
export function atReferenceFrequency(
  curve: ErrorCurve,
  { value, source }: Pick<Constant<number>, 'value' | 'source'>,
): ErrorCurve {
  const moved = `${value / 1e9} GHz`;
  return {
    ...curve,
    name: `${curve.name} at ${moved}`,
    source: `${curve.source} Reference clock moved to ${moved}: ${source}`,
    referenceFrequencyHz: value,
  };
}

function checkOrder({ delay, wordErrorRate }: z.output<typeof fileSchema>, context: z.RefinementCtx): void {
  const check = (table: string, points: readonly Point[], expected: string, voltageSign: number) => {
    const ordered = ([v0, y0]: Point, [v1, y1]: Point) =>
      voltageSign * (v1 - v0) > 0 && voltageSign * (y1 - y0) < 0;
    const wrong = points.findIndex((point, i) => i > 0 && !ordered(points[i - 1], point));
    if (wrong < 0) return;
    const message = `expected ${expected}, got ${points[wrong - 1]} before ${points[wrong]}`;
    context.addIssue({ code: 'custom', path: [table, 'points', wrong], message });
  };
  check('delay', delay.points, 'rising voltages and falling delays', 1);
  check('wordErrorRate', wordErrorRate.points, 'falling voltages and rising rates', -1);
}

function toErrorCurve(
  { name, source, referenceFrequency, delay, wordErrorRate }: z.output<typeof fileSchema>,
  context: z.RefinementCtx,
): ErrorCurve {
  const stress = ([voltageV, rate]: Point, i: number): Point => {
    const relativeDelay = normalisedDelay(delay.points, voltageV);
    if (relativeDelay !== null) return [relativeDelay, rate];
    const message = `expected a voltage within the delay table, got ${voltageV} V; add a delay for it, or remove the rate`;
    context.addIssue({ code: 'custom', path: ['wordErrorRate', 'points', i], message });
    return z.NEVER;
  };
  return {
    name,
    source: `${source} Delay: ${delay.source} Rates: ${wordErrorRate.source}`,
    referenceFrequencyHz: referenceFrequency.value,
    delay: delay.points,
    wordErrorRate: wordErrorRate.points.map(stress),
  };
}
