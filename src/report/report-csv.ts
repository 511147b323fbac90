import { stringify } from 'csv-stringify/sync';
import type { Metrics, Objective, ParameterValue, Trial } from '../core/trial.js';
import type { FrontMember, ReportData } from './report-data.js';

type Row = Readonly<Record<string, ParameterValue | undefined>>;

const CONFIRMED = 'confirmed.';
const BELIEVED = 'believed.';
const PARAMETER = 'param.';
const STANDARD_ERROR = '.standardError';

/**
 * Every trial of a study as CSV with a header. Columns, always in this order: trial, status, policyId, onFront, the
 * metrics (objectives first, then by name; SI units, full precision), `<metric>.standardError`, `param.<name>` for
 * each parameter, message (reason or error). What does not apply to a trial is empty.
 */
export function trialsCsv(data: ReportData): string {
  const front = new Set(data.front.map(({ trialNumber }) => trialNumber));
  const rows = data.trials.map((trial) => ({ ...trialRow(trial), onFront: front.has(trial.number) }));
  return toCsv(rows, ['trial', 'status', 'policyId', 'onFront'], ['message'], data.objectives);
}

/**
 * The front as CSV: trial, policyId, knee, confirmed.images, then what the model believes under `believed.`, then the metrics on fresh seeds under `confirmed.`,
 * then the columns of {@link trialsCsv} with the scores that the search saw.
 */
export function frontCsv(data: ReportData): string {
  const trials = new Map(data.trials.map((trial) => [trial.number, trial]));
  const rows = data.front.flatMap(({ trialNumber, believed, confirmed }) => {
    const trial = trials.get(trialNumber);
    if (!trial) return [];
    const { message: _, status: __, ...row } = trialRow(trial);
    const scores = confirmed && scoreRow(confirmed.metrics, confirmed.standardErrors, CONFIRMED);
    return [
      {
        ...row,
        knee: trialNumber === data.knee,
        'confirmed.images': confirmed?.images,
        ...believedRow(believed),
        ...scores,
      },
    ];
  });
  return toCsv(rows, ['trial', 'policyId', 'knee', 'confirmed.images'], [], data.objectives);
}

function trialRow({ number, policyId, assignment, outcome }: Trial): Row {
  const scores = outcome.status === 'scored' ? scoreRow(outcome.metrics, outcome.standardErrors) : {};
  const parameters = Object.entries(assignment).map(([name, value]) => [`${PARAMETER}${name}`, value]);
  return {
    trial: number,
    status: outcome.status,
    policyId: policyId ?? undefined,
    ...scores,
    ...Object.fromEntries(parameters),
    message: messageOf(outcome),
  };
}

function believedRow(believed: FrontMember['believed']): Row {
  if (!believed) return {};
  const { metric, mean, low, high } = believed;
  return {
    [`${BELIEVED}${metric}`]: mean,
    [`${BELIEVED}${metric}.low`]: low,
    [`${BELIEVED}${metric}.high`]: high,
  };
}

function messageOf(outcome: Trial['outcome']): string | undefined {
  if (outcome.status === 'infeasible') return outcome.reason;
  return outcome.status === 'failed' ? outcome.error.message : undefined;
}

const scoreRow = (metrics: Metrics, standardErrors: Metrics, prefix = ''): Row =>
  Object.fromEntries([
    ...Object.entries(metrics).map(([metric, value]) => [`${prefix}${metric}`, value]),
    ...Object.entries(standardErrors).map(([metric, value]) => [
      `${prefix}${metric}${STANDARD_ERROR}`,
      value,
    ]),
  ]);

function toCsv(
  rows: readonly Row[],
  first: readonly string[],
  last: readonly string[],
  objectives: readonly Objective[],
): string {
  const fixed = new Set([...first, ...last]);
  const others = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    .filter((key) => !fixed.has(key))
    .sort(byColumn(objectives));
  return stringify([...rows], {
    header: true,
    columns: [...first, ...others, ...last],
    cast: { boolean: String },
  });
}

/** Orders `point[2,1]` before `point[10,1]`, the same on every machine. */
const NATURAL = new Intl.Collator('en', { numeric: true });

/** Confirmed before searched, scores before errors before parameters, objectives before other metrics, then by name. */
function byColumn(objectives: readonly Objective[]): (a: string, b: string) => number {
  const names = objectives.map(({ metric }) => metric);
  const rank = (key: string) => {
    if (key.startsWith(PARAMETER)) return [1, 1, 0];
    const metric = key.replace(CONFIRMED, '').replace(STANDARD_ERROR, '');
    const place = names.indexOf(metric);
    return [
      key.startsWith(CONFIRMED) ? 0 : 1,
      key.endsWith(STANDARD_ERROR) ? 0.5 : 0,
      place === -1 ? names.length : place,
    ];
  };
  return (a, b) => {
    const rankB = rank(b);
    const difference = rank(a).map((value, i) => value - rankB[i]);
    return difference.find((value) => value !== 0) ?? NATURAL.compare(a, b);
  };
}
