import type { Metrics } from '../core/trial.js';
import { QUALITY_METRICS } from '../quality/quality-metrics.js';
import { SET_METRICS, type SetMetricName } from '../quality/set-metrics.js';
import type { ReportMetric, ReportUnit } from './report-data.js';

type MetricLabel = Omit<ReportMetric, 'metric'>;

const COST_LABELS: Readonly<Record<string, MetricLabel>> = {
  energyJ: {
    label: 'Energy',
    unit: 'J',
    direction: 'minimise',
    description:
      'Energy per image: array, vector unit, on-chip memories, leakage, checksums, voltage changes and DRAM.',
  },
  latencyS: {
    label: 'Latency',
    unit: 's',
    direction: 'minimise',
    description: 'Time per image, one image at a time.',
  },
};

const QUALITY_LABELS: Readonly<
  Record<keyof typeof QUALITY_METRICS, readonly [label: string, unit: ReportUnit]>
> = {
  perceptualDistance: ['Perceptual distance', ''],
  psnrDb: ['PSNR', 'dB'],
  ssim: ['SSIM', ''],
  classAccuracy: ['Class accuracy', 'ratio'],
};

const SET_LABELS: Readonly<Record<SetMetricName, readonly [label: string, unit: ReportUnit]>> = {
  fid: ['FID to golden', ''],
  imagePrecision: ['Precision', 'ratio'],
  imageRecall: ['Recall', 'ratio'],
  fidToReference: ['FID to real images', ''],
  goldenFidToReference: ['FID of golden to real images', ''],
};

const LABELS: Readonly<Record<string, MetricLabel>> = {
  ...COST_LABELS,
  ...Object.fromEntries(
    Object.entries(QUALITY_METRICS).map(([name, { direction, description }]) => {
      const [label, unit] = QUALITY_LABELS[name as keyof typeof QUALITY_METRICS];
      return [name, { label, unit, direction, description }];
    }),
  ),
  ...Object.fromEntries(
    Object.entries(SET_METRICS).map(([name, { direction, description }]) => {
      const [label, unit] = SET_LABELS[name as SetMetricName];
      return [name, { label, unit, direction, description }];
    }),
  ),
};

/** How a metric is shown to people. */
export const labelledMetric = (metric: string): ReportMetric => ({ metric, ...LABELS[metric] });

/** Every metric of single images, and every cost, that is no objective, as shown to people. */
export const otherMetrics = (metrics: Metrics, objectives: readonly string[]): ReportMetric[] =>
  [...Object.keys(COST_LABELS), ...Object.keys(QUALITY_METRICS)]
    .filter((name) => name in metrics && !objectives.includes(name))
    .map(labelledMetric);
