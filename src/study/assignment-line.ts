import { z } from 'zod';
import { asLeewayError, type ErrorReport, inputError } from '../core/errors.js';
import type { Assignment, Metrics, Outcome } from '../core/trial.js';
import { boundsOf, excessOver } from './bounds.js';
import { type Goals, scoreOf } from './score.js';

/** What a line asks for. */
export interface Asked {
  readonly assignment: Assignment;
  /** The fault stream to meet; null for the one of the line's own number. */
  readonly trialNumber: number | null;
}

const assignmentSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const numberedSchema = z.strictObject({
  assignment: assignmentSchema,
  trialNumber: z.int().min(0).max(0xffffffff),
});

/**
 * Reads a line: an assignment as a JSON object, or `{"assignment": {...}, "trialNumber": 17}`.
 *
 * @throws InputError for anything else; values are checked against a search space by who decodes them
 */
export function parseLine(line: string): Asked {
  const value = parseJson(line);
  const numbered = numberedSchema.safeParse(value);
  if (numbered.success) return numbered.data;
  const assignment = assignmentSchema.safeParse(value);
  if (assignment.success) return { assignment: assignment.data, trialNumber: null };
  throw inputError(
    'expected an object of parameter names and values, or {"assignment": {...}, "trialNumber": 0}, ' +
      `got ${excerpt(line)}`,
  );
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw inputError(`expected JSON, got ${excerpt(line)}: ${(error as Error).message}`, error);
  }
}

const EXCERPT_LENGTH = 60;

const excerpt = (line: string): string =>
  line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}...` : line;

/** What a line is answered. Plain JSON. */
export type Answer = { readonly trialNumber: number } & (
  | {
      readonly status: 'scored';
      readonly policyId: string;
      /** The objectives' metrics in the study's order and their natural directions. */
      readonly objectives: readonly number[];
      /** Excess over each bound, in the order of {@link boundsOf}; met when <= 0. */
      readonly constraints: readonly number[];
      /** Sum of what exceeds; 0 when all bounds are met. */
      readonly violation: number;
      readonly metrics: Metrics;
      readonly standardErrors: Metrics;
      readonly diagnostics: Metrics;
    }
  | { readonly status: 'infeasible'; readonly reason: string }
  | { readonly status: 'failed'; readonly policyId: string; readonly error: ErrorReport }
  /** The line is no assignment of the search space. */
  | { readonly status: 'invalid'; readonly error: ErrorReport }
);

/** The answer for an outcome. Throws as {@link scoreOf} does. */
export function answerOf(goals: Goals, trialNumber: number, policyId: string, outcome: Outcome): Answer {
  if (outcome.status === 'infeasible') return { trialNumber, status: 'infeasible', reason: outcome.reason };
  if (outcome.status === 'failed') {
    return { trialNumber, status: 'failed', policyId, error: withoutStack(outcome.error) };
  }
  const { metrics, standardErrors, diagnostics } = outcome;
  const score = scoreOf(goals, outcome);
  return {
    trialNumber,
    status: 'scored',
    policyId,
    objectives: goals.objectives.map(({ metric }) => metrics[metric]),
    constraints: boundsOf(goals.constraints).map((bound) => excessOver(bound, metrics)),
    violation: score === 'rejected' ? 0 : score.violation,
    metrics,
    standardErrors,
    diagnostics,
  };
}

/** The answer for a line that cannot be evaluated: where, expected, got. */
export function invalidAnswer(trialNumber: number, thrown: unknown): Answer {
  const { kind, message } = asLeewayError(thrown);
  return { trialNumber, status: 'invalid', error: { kind, message: `line ${trialNumber + 1}: ${message}` } };
}

/** Of an error only what is the same on every machine. */
const withoutStack = ({ kind, message }: ErrorReport): ErrorReport => ({ kind, message });
