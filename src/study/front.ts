import { inputError } from '../core/errors.js';
import { paretoFront } from '../core/pareto.js';
import { type Metrics, type Objective, objectiveVector, type Trial } from '../core/trial.js';
import { type Goals, scoreOf } from './score.js';

/** A scored trial that meets every constraint. */
export interface Candidate {
  readonly trial: Trial;
  /** Its objective vector, all minimised. */
  readonly objectives: readonly number[];
  /** What is believed of the noisy objective, where a model has been fitted. */
  readonly belief?: Belief;
}

/** What the fitted model says of a trial's noisy metric, in the metric's own direction and unit. */
export interface Belief {
  readonly metric: string;
  readonly mean: number;
  /** Two posterior standard deviations below and above, on the scale of logarithms. */
  readonly low: number;
  readonly high: number;
}

/**
 * The Pareto front of a study, by rising first objective: the candidates that no other dominates. Of trials with the
 * same policy the first scored one stands for all; equal points of different policies are all kept.
 */
export function studyFront(trials: readonly Trial[], goals: Goals): Candidate[] {
  const candidates = trials
    .toSorted((a, b) => a.number - b.number)
    .flatMap((t) => candidateOf(t, goals) ?? []);
  const distinct = firstOfEachPolicy(candidates);
  return paretoFront(distinct.map(({ objectives }) => objectives))
    .map((i) => distinct[i])
    .sort((a, b) => a.objectives[0] - b.objectives[0] || a.trial.number - b.trial.number);
}

/** The trial as a candidate for the front, or null. Throws as {@link scoreOf} does. */
export function candidateOf(trial: Trial, goals: Goals): Candidate | null {
  const score = scoreOf(goals, trial.outcome);
  return score !== 'rejected' && score.violation <= 0 ? { trial, objectives: score.objectives } : null;
}

/** Of candidates with the same policy the first. */
export function firstOfEachPolicy(candidates: readonly Candidate[]): Candidate[] {
  const first = new Map<string | null, Candidate>();
  for (const candidate of candidates) {
    if (!first.has(candidate.trial.policyId)) first.set(candidate.trial.policyId, candidate);
  }
  return [...first.values()];
}

/**
 * The reference point of a study's hypervolumes as an objective vector (all minimised).
 *
 * @param reference the worst value of interest of each objective's metric, in its own unit and direction; from the
 *   configuration and never from trials, so that the hypervolumes of a study, and of studies that share it, compare
 * @throws InputError when an objective has none, or one that is not finite
 */
export function referenceVector(objectives: readonly Objective[], reference: Metrics): number[] {
  const missing = objectives.find(({ metric }) => !Number.isFinite(reference[metric]));
  if (!missing) return objectiveVector(objectives, reference);
  throw inputError(
    `reference point: ${missing.metric}: expected the worst value of interest, a finite number, got ` +
      `${reference[missing.metric] ?? 'nothing'}; add it`,
  );
}
