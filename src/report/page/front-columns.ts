import type { Policy } from '../../core/policy.js';
import { formatFactor, formatScaledInterval, formatSignedPercent } from '../format.js';
import type { BoundStatus, ComparedPolicy } from '../headline.js';
import type { ReportMetric } from '../report-data.js';
import { thresholdBits, thresholdText } from './policy-text.js';
import { type StudyView, titleOf } from './study-view.js';

/** A column of the front's table. */
export interface FrontColumn {
  readonly key: string;
  readonly title: string;
  /** Whether it holds numbers, to be set flush right. */
  readonly numeric: boolean;
  /** What rows are ordered by; NaN comes last. */
  readonly order: (policy: ComparedPolicy) => number;
  readonly text: (policy: ComparedPolicy) => string;
}

/** The table's columns: scores against nominal first, then what the policy is. */
export function frontColumns(view: StudyView): FrontColumn[] {
  const trial: FrontColumn = {
    key: 'trial',
    title: 'Trial',
    numeric: false,
    order: ({ member }) => member.trialNumber,
    text: ({ member }) => `${member.trialNumber}${member.trialNumber === view.data.knee ? ' (knee)' : ''}`,
  };
  return [
    trial,
    ...view.metrics.flatMap((metric) => [metricColumn(view, metric), ...comparison(metric)]),
    ...(view.data.constraints.length > 0 ? [BOUND_COLUMN] : []),
    ...policyColumns(view),
  ];
}

const BOUND_TEXTS: readonly (readonly [BoundStatus, string])[] = [
  ['met', 'yes'],
  ['on average', 'on average'],
  ['exceeded', 'no'],
  ['unconfirmed', 'unconfirmed'],
];

const BOUND_COLUMN: FrontColumn = {
  key: 'bounds',
  title: 'Bound kept',
  numeric: false,
  order: ({ bounds }) => BOUND_TEXTS.findIndex(([status]) => status === bounds),
  text: ({ bounds }) => BOUND_TEXTS.find(([status]) => status === bounds)?.[1] ?? bounds,
};

function metricColumn(view: StudyView, metric: ReportMetric): FrontColumn {
  const key = metric.metric;
  const bounded = view.data.constraints.some((constraint) => constraint.metric === key);
  return {
    key,
    title: titleOf(view, metric),
    numeric: true,
    order: ({ metrics }) => metrics[key] ?? Number.NaN,
    text: ({ metrics, halfWidths }) =>
      metrics[key] === undefined
        ? 'n/a'
        : formatScaledInterval(metrics[key], bounded ? (halfWidths[key] ?? 0) : 0, view.scales[key]),
  };
}

/** Saving beside an energy, speed-up beside a latency. */
function comparison({ metric }: ReportMetric): FrontColumn[] {
  const saving: FrontColumn = {
    key: 'saving',
    title: 'vs nominal',
    numeric: true,
    order: ({ energySaving }) => -energySaving,
    text: ({ energySaving }) => formatSignedPercent(-energySaving),
  };
  const speedUp: FrontColumn = {
    key: 'speedUp',
    title: 'Speed-up',
    numeric: true,
    order: (policy) => policy.speedUp,
    text: (policy) => formatFactor(policy.speedUp),
  };
  if (metric === 'energyJ') return [saving];
  return metric === 'latencyS' ? [speedUp] : [];
}

function policyColumns({ details }: StudyView): FrontColumn[] {
  const column = (
    key: string,
    title: string,
    order: (policy: Policy) => number | undefined,
    text: (policy: Policy) => number | string | undefined,
  ): FrontColumn => {
    const policyOf = ({ member }: ComparedPolicy) => details.get(member.trialNumber)?.policy;
    const read = <T>(compared: ComparedPolicy, value: (policy: Policy) => T) => {
      const policy = policyOf(compared);
      return policy && value(policy);
    };
    return {
      key,
      title,
      numeric: false,
      order: (compared) => read(compared, order) ?? Number.NaN,
      text: (compared) => String(read(compared, text) ?? ''),
    };
  };
  const interval = ({ checkpoint }: Policy) => checkpoint?.offloadInterval;
  const layout = ({ checkpoint }: Policy) => checkpoint?.layout;
  const layoutOrder = (policy: Policy) => (layout(policy) === 'row-major' ? 0 : 1);
  return [
    column('threshold', 'Threshold', (policy) => thresholdBits(policy)[0], thresholdText),
    column('interval', 'Refresh (steps)', interval, interval),
    column('layout', 'Layout', layoutOrder, layout),
  ];
}

export interface SortOrder {
  readonly key: string;
  readonly descending: boolean;
}

/** The policies in a column's order; equal ones stay as they were, those without a value come last. */
export function sortPolicies(
  policies: readonly ComparedPolicy[],
  columns: readonly FrontColumn[],
  { key, descending }: SortOrder,
): ComparedPolicy[] {
  const column = columns.find((candidate) => candidate.key === key) ?? columns[0];
  const rank = (policy: ComparedPolicy) => {
    const value = column.order(policy);
    if (Number.isNaN(value)) return Infinity;
    return descending ? -value : value;
  };
  return [...policies].sort((a, b) => rank(a) - rank(b) || 0);
}
