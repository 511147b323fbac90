import { inputError } from '../../core/errors.js';

/** Picks that have a name. */
export const NAMED_PICKS = ['knee', 'min-energy', 'min-latency', 'best-quality'] as const;
export type NamedPick = (typeof NAMED_PICKS)[number];

export const COMPARISONS = ['<=', '>=', '<', '>'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A metric as a query names it. */
interface NamedMetric {
  readonly metric: string;
  /** Place of its first character in the query, from 1. */
  readonly position: number;
}

/** A bound on a metric in its own unit: `perceptualDistance<=0.05`. */
export interface PickBound extends NamedMetric {
  readonly comparison: Comparison;
  readonly limit: number;
}

/** What is to be best: `min:energyJ`. */
export interface PickGoal extends NamedMetric {
  readonly extreme: 'min' | 'max';
}

/** Which policy of a study is wanted; `text` is what was asked for. */
export type PolicyPick = { readonly text: string } & (
  | { readonly kind: 'named'; readonly name: NamedPick }
  | { readonly kind: 'trial'; readonly number: number }
  | { readonly kind: 'query'; readonly bounds: readonly PickBound[]; readonly goal: PickGoal }
);

export const PICK_EXAMPLE = 'perceptualDistance<=0.05,min:energyJ';

/**
 * Reads a pick:
 *
 *     pick  = 'knee' | 'min-energy' | 'min-latency' | 'best-quality' | 'id:' number | query
 *     query = { metric ('<=' | '>=' | '<' | '>') number ',' } ('min:' | 'max:') metric
 *
 * Numbers are in SI units, without a unit; white space around the parts is allowed. Metrics are checked when a study
 * is there to have them.
 *
 * @throws InputError with the place of the first mistake, from 1
 */
export function parsePick(text: string): PolicyPick {
  const trimmed = text.trim();
  const name = NAMED_PICKS.find((candidate) => candidate === trimmed);
  if (name) return { kind: 'named', name, text };
  const [, digits] = /^id:(.*)$/.exec(trimmed) ?? [];
  if (digits !== undefined) return { kind: 'trial', number: trialNumber(text, digits), text };
  return { kind: 'query', ...query(text), text };
}

/** The error for a mistake at a place of a pick; `position` counts from 1. */
export const pickError = (text: string, position: number, problem: string) =>
  inputError(`--pick '${text}': position ${position}: ${problem}`);

function trialNumber(text: string, digits: string): number {
  const number = Number(digits);
  if (/^\s*\d+\s*$/.test(digits) && Number.isSafeInteger(number)) return number;
  const position = text.indexOf(':') + 2;
  throw pickError(text, position, `expected the number of a trial, such as id:17, got ${got(digits)}`);
}

/** A part between commas with the place of its first character that is no white space, from 1. */
interface Part {
  readonly text: string;
  readonly position: number;
}

function query(text: string) {
  const parts = partsOf(text);
  const goal = parts[parts.length - 1];
  return {
    bounds: parts.slice(0, -1).map((part) => parseBound(text, part)),
    goal: parseGoal(text, goal),
  };
}

function partsOf(text: string): Part[] {
  let start = 0;
  return text.split(',').map((part) => {
    const position = start + (part.length - part.trimStart().length) + 1;
    start += part.length + 1;
    return { text: part.trim(), position };
  });
}

const METRIC = /^[A-Za-z][A-Za-z0-9._]*/;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

function parseBound(text: string, part: Part): PickBound {
  const [metric] = METRIC.exec(part.text) ?? [];
  if (metric === undefined) {
    throw pickError(
      text,
      part.position,
      `expected a bound such as perceptualDistance<=0.05, got ${got(part.text)}`,
    );
  }
  if (/^(min|max)\s*:/.test(part.text)) {
    throw pickError(
      text,
      part.position,
      `expected '${part.text}' at the end, got more after it; put bounds before it`,
    );
  }
  const operator = skipSpace(part, metric.length);
  const comparison = COMPARISONS.find((candidate) => operator.text.startsWith(candidate));
  if (comparison === undefined) {
    throw pickError(
      text,
      operator.position,
      `expected ${COMPARISONS.join(' or ')}, got ${got(operator.text)}`,
    );
  }
  const limit = skipSpace(operator, comparison.length);
  if (!NUMBER.test(limit.text) || !Number.isFinite(Number(limit.text))) {
    const wanted = 'expected a number in SI units without the unit, such as 0.05 or 3.2e-3';
    throw pickError(text, limit.position, `${wanted}, got ${got(limit.text)}`);
  }
  return { metric, position: part.position, comparison, limit: Number(limit.text) };
}

function parseGoal(text: string, part: Part): PickGoal {
  const [, extreme, rest] = /^(min|max)\s*:(.*)$/.exec(part.text) ?? [];
  if (extreme === undefined) throw goalMissing(text, part);
  const metric = skipSpace(part, part.text.length - rest.length);
  if (METRIC.exec(metric.text)?.[0] !== metric.text || metric.text === '') {
    throw pickError(text, metric.position, `expected a metric, such as energyJ, got ${got(metric.text)}`);
  }
  return { extreme: extreme === 'min' ? 'min' : 'max', metric: metric.text, position: metric.position };
}

function goalMissing(text: string, part: Part) {
  const wanted = `min:<metric> or max:<metric> at the end, as in '${PICK_EXAMPLE}'`;
  if (/[<>]/.test(part.text)) {
    const end = part.position + part.text.length;
    return pickError(text, end, `expected a comma and ${wanted}, got nothing`);
  }
  const names = text.includes(',') ? '' : `${NAMED_PICKS.join(', ')}, id:<trial>, or `;
  return pickError(text, part.position, `expected ${names}${wanted}, got ${got(part.text)}`);
}

/** What follows some characters of a part and the white space after them. */
function skipSpace({ text, position }: Part, characters: number): Part {
  const rest = text.slice(characters);
  const trimmed = rest.trimStart();
  return { text: trimmed, position: position + characters + rest.length - trimmed.length };
}

const got = (text: string) => (text.trim() === '' ? 'nothing' : `'${text.trim()}'`);
