import type { Assignment, Objective, Outcome, Trial } from '../core/trial.js';
import { isListed, type Parameter, positionOf } from '../search/parameter.js';
import type { SearchSpace } from '../search/search-space.js';
import { boundsOf, excessOver } from './bounds.js';
import type { Manifest } from './manifest.js';
import type { StudyConfig } from './study-config.js';

/** Operations of Optuna's journal: `JournalOperation` in optuna/storages/journal/_storage.py, 3.1 to 5.0. */
const CREATE_STUDY = 0;
const SET_STUDY_USER_ATTR = 2;
const SET_STUDY_SYSTEM_ATTR = 3;
const CREATE_TRIAL = 4;

/** `StudyDirection` in optuna/study/_study_direction.py. */
const DIRECTIONS: Readonly<Record<Objective['direction'], number>> = { minimise: 1, maximise: 2 };

/** `TrialState` in optuna/trial/_state.py: a trial without metrics because it breaks a rule is 'pruned'. */
const STATES: Readonly<Record<Outcome['status'], number>> = { scored: 1, infeasible: 2, failed: 3 };

/** Who wrote an operation; Optuna only compares it with its own processes. */
const WORKER = 'leeway';

/** The file's only study. */
const STUDY_ID = 0;

export interface JournalInput {
  readonly manifest: Manifest;
  readonly config: Pick<StudyConfig, 'title' | 'objectives' | 'constraints'>;
  readonly space: SearchSpace;
  /** By rising number. */
  readonly trials: readonly Trial[];
}

/**
 * A study as the text of an Optuna journal file, for `JournalStorage(JournalFileBackend(path))` and optuna-dashboard:
 * one operation a line. Objectives keep their natural directions; constraints are the excess over each bound, feasible
 * when <= 0, as Optuna has them; listed parameters are categorical. Leeway does not record when a trial ran: every
 * trial carries the time at which the study began. Numbers are those of Optuna, consecutive; the attribute `trial`
 * has Leeway's, which differ only where a study was interrupted.
 */
export function optunaJournal({ manifest, config, space, trials }: JournalInput): string {
  const { objectives } = config;
  // Python reads 'Z' only since 3.11.
  const began = manifest.createdAt.replace(/Z$/, '+00:00');
  const studyAttribute = (op: number, kind: string, key: string, value: unknown) =>
    operation(op, { study_id: STUDY_ID, [kind]: { [key]: value } });
  const about = { title: config.title, leewayVersion: manifest.leewayVersion, command: manifest.command };
  const lines = [
    operation(CREATE_STUDY, {
      study_name: manifest.name,
      directions: objectives.map(({ direction }) => DIRECTIONS[direction]),
    }),
    studyAttribute(
      SET_STUDY_SYSTEM_ATTR,
      'system_attr',
      'study:metric_names',
      objectives.map(({ metric }) => metric),
    ),
    ...Object.entries(about).map(([key, value]) =>
      studyAttribute(SET_STUDY_USER_ATTR, 'user_attr', key, value),
    ),
    ...trials.map((trial) => operation(CREATE_TRIAL, trialFields(trial, space, config, began))),
  ];
  return `${lines.join('\n')}\n`;
}

const operation = (op: number, fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ op_code: op, worker_id: WORKER, ...fields });

/** What `JournalStorage.create_new_trial` writes of a finished trial. */
function trialFields(
  { number, assignment, policyId, outcome }: Trial,
  space: SearchSpace,
  { objectives, constraints }: JournalInput['config'],
  time: string,
) {
  const values = outcome.status === 'scored' ? objectives.map(({ metric }) => outcome.metrics[metric]) : null;
  const single = objectives.length === 1;
  return {
    study_id: STUDY_ID,
    datetime_start: time,
    datetime_complete: time,
    state: STATES[outcome.status],
    value: single ? (values?.[0] ?? null) : null,
    values: single ? null : values,
    ...parameterFields(assignment, space),
    user_attrs: { trial: number, ...(policyId && { policyId }), ...attributesOf(outcome) },
    system_attrs:
      outcome.status === 'scored' && constraints.length > 0
        ? { constraints: boundsOf(constraints).map((bound) => excessOver(bound, outcome.metrics)) }
        : {},
    intermediate_values: {},
  };
}

/** Each chosen value as Optuna holds it, beside the distribution it was chosen from. */
function parameterFields(assignment: Assignment, { parameters }: SearchSpace) {
  const active = parameters.filter(({ name }) => name in assignment);
  return {
    distributions: Object.fromEntries(active.map((parameter) => [parameter.name, distribution(parameter)])),
    params: Object.fromEntries(
      active.map((parameter) => [parameter.name, positionOf(parameter, assignment[parameter.name])]),
    ),
  };
}

/** `distribution_to_json` of optuna/distributions.py. */
function distribution(parameter: Parameter): string {
  if (isListed(parameter)) {
    return JSON.stringify({ name: 'CategoricalDistribution', attributes: { choices: parameter.values } });
  }
  const { kind, low, high, scale } = parameter;
  const [name, step] = kind === 'integer' ? ['IntDistribution', 1] : ['FloatDistribution', null];
  return JSON.stringify({ name, attributes: { log: scale === 'log', step, low, high } });
}

/** Metrics with their standard errors, or why there are none. */
function attributesOf(outcome: Outcome): Readonly<Record<string, unknown>> {
  if (outcome.status === 'infeasible') return { reason: outcome.reason };
  if (outcome.status === 'failed') return { error: outcome.error.message };
  const errors = Object.entries(outcome.standardErrors).map(([name, value]) => [
    `${name}.standardError`,
    value,
  ]);
  return { ...outcome.metrics, ...Object.fromEntries(errors) };
}
