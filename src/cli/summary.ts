import Table from 'cli-table3';
import { formatFactor, formatInterval, formatQuantity, formatSignedPercent } from '../report/format.js';
import { type ComparedPolicy, headline } from '../report/headline.js';
import type { ReportData } from '../report/report-data.js';
import type { ReportFiles } from '../report/write-report.js';
import { coloursFor } from './colours.js';

/** Prints what a study found: a table of its front, the headline and where the files are; or all of it as JSON. */
export function printSummary(data: ReportData, files: ReportFiles, json: boolean): void {
  if (json) console.log(JSON.stringify(summaryJson(data, files), null, 2));
  else console.log([frontTable(data), ...headlines(data), '', ...fileLines(files)].join('\n'));
}

function summaryJson(data: ReportData, files: ReportFiles) {
  const { policies, bestSaving, fastest, counts } = headline(data);
  const plain = (policy: ComparedPolicy) => ({
    trialNumber: policy.member.trialNumber,
    confirmedImages: policy.member.confirmed?.images ?? 0,
    metrics: policy.metrics,
    intervalHalfWidths: policy.halfWidths,
    energySaving: policy.energySaving,
    speedUp: policy.speedUp,
    bounds: policy.bounds,
  });
  return {
    study: data.study,
    counts,
    nominal: data.nominal.metrics,
    front: policies.map(plain),
    bestSaving: bestSaving && plain(bestSaving),
    fastest: fastest && plain(fastest),
    hypervolume: data.hypervolume.values.at(-1) ?? 0,
    hypervolumeTrace: data.hypervolume,
    boundUse: data.boundUse,
    importance: data.importance,
    files,
  };
}

/** Policies that a terminal shows; of more, only those that are confirmed. */
const MOST_ROWS = 20;

const SHARE_METRICS = new Set(['energyJ', 'latencyS']);

function frontTable(data: ReportData): string {
  const metrics = [...data.objectives, ...data.otherMetrics];
  const table = new Table({
    head: ['trial', 'saving', 'speed', ...metrics.map(({ label }) => label), 'bounds'],
    style: { head: [], border: [], compact: true },
    colAligns: ['right', 'right', 'right', ...metrics.map(() => 'right' as const), 'left'],
  });
  const { policies } = headline(data);
  const confirmed = policies.filter(({ member }) => member.confirmed);
  const shown = policies.length <= MOST_ROWS || confirmed.length === 0 ? policies : confirmed;
  for (const policy of shown) {
    const { member, energySaving, speedUp, halfWidths, bounds } = policy;
    const values = metrics.map(({ metric, unit }) =>
      metric in halfWidths && !SHARE_METRICS.has(metric)
        ? formatInterval(policy.metrics[metric], halfWidths[metric], unit)
        : formatQuantity(policy.metrics[metric], unit),
    );
    const knee = member.trialNumber === data.knee ? ' knee' : '';
    table.push([
      `${member.trialNumber}${knee}`,
      formatSignedPercent(energySaving),
      formatFactor(speedUp),
      ...values,
      bounds,
    ]);
  }
  const others = policies.length - shown.length;
  return others === 0
    ? table.toString()
    : `${table}\n${others} more on the front, not confirmed: see front.csv`;
}

function headlines(data: ReportData): string[] {
  const { bestSaving, fastest } = headline(data);
  const { bold, yellow } = coloursFor(process.stdout);
  const bound = data.constraints.map(({ metric, atMost, atLeast }) =>
    atMost === undefined ? `${metric} >= ${atLeast}` : `${metric} <= ${atMost}`,
  );
  const within = bound.length > 0 ? ` with ${bound.join(' and ')}, confirmed on fresh seeds` : '';
  if (!bestSaving && data.finishedAt === null) return [];
  if (!bestSaving)
    return [yellow(`No confirmed policy keeps the bounds (${bound.join(' and ')}); run more trials.`)];
  const lines = [
    bold(
      `Best saving: ${formatSignedPercent(bestSaving.energySaving)} energy${within} (trial ${bestSaving.member.trialNumber})`,
    ),
  ];
  if (fastest && fastest.speedUp > 1.01) {
    lines.push(
      bold(`Fastest: ${formatFactor(fastest.speedUp)}${within} (trial ${fastest.member.trialNumber})`),
    );
  }
  return lines;
}

const fileLines = ({ page, kneePolicy, front, trials, figures }: ReportFiles): string[] => [
  `Report  ${page}`,
  ...(kneePolicy ? [`Policy  ${kneePolicy}`] : []),
  `Tables  ${front}, ${trials}`,
  `Figures ${figures.paths.join(', ')}${figures.pngMissing === null ? '' : ` (no PNG of them: ${figures.pngMissing})`}`,
];
