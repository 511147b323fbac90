import type { Metrics, Trial } from '../../core/trial.js';
import { type DisplayScale, displayScale } from '../format.js';
import { type ComparedPolicy, type Headline, headline } from '../headline.js';
import type { PolicyDetail, ReportData, ReportMetric } from '../report-data.js';

/** A study with what the panels look up again and again. */
export interface StudyView {
  readonly data: ReportData;
  readonly headline: Headline;
  readonly trials: ReadonlyMap<number, Trial>;
  readonly details: ReadonlyMap<number, PolicyDetail>;
  readonly policies: ReadonlyMap<number, ComparedPolicy>;
  /** Objectives, then the other metrics. */
  readonly metrics: readonly ReportMetric[];
  /** One scale per metric, the same in every chart and table. */
  readonly scales: Readonly<Record<string, DisplayScale>>;
}

export function studyView(data: ReportData): StudyView {
  const found = headline(data);
  const metrics = [...data.objectives, ...data.otherMetrics];
  const scores = [data.nominal.metrics, ...found.policies.map((policy) => policy.metrics)];
  const scale = ({ metric, unit }: ReportMetric) =>
    displayScale(
      unit,
      scores.map((values) => values[metric] ?? 0),
    );
  return {
    data,
    headline: found,
    trials: new Map(data.trials.map((trial) => [trial.number, trial])),
    details: new Map(data.details.map((detail) => [detail.trialNumber, detail])),
    policies: new Map(found.policies.map((policy) => [policy.member.trialNumber, policy])),
    metrics,
    scales: Object.fromEntries(metrics.map((metric) => [metric.metric, scale(metric)])),
  };
}

/** A trial's scores as the search saw them, or null when it has none. */
export function scoresOf(trial: Trial | undefined): Metrics | null {
  return trial?.outcome.status === 'scored' ? trial.outcome.metrics : null;
}

/** Numbers of all scored trials, rising. */
export const scoredTrials = ({ data }: StudyView): number[] =>
  data.trials.filter(({ outcome }) => outcome.status === 'scored').map(({ number }) => number);

/** A trial's scores as the page shows them: on fresh seeds where there are such. */
export const shownScores = (view: StudyView, trial: number): Metrics =>
  view.policies.get(trial)?.metrics ?? scoresOf(view.trials.get(trial)) ?? {};

/** Name and unit as axes and column heads carry them: 'Energy (mJ)'. */
export function titleOf(view: StudyView, { label, metric }: ReportMetric): string {
  const { symbol } = view.scales[metric];
  return symbol === '' ? label : `${label} (${symbol})`;
}
