import {
  formatFactor,
  formatGiven,
  formatInterval,
  formatQuantity,
  formatSignedPercent,
  formatTime,
} from './format.js';
import { type ComparedPolicy, headline } from './headline.js';
import type { HardwareConstant, ReportData } from './report-data.js';
import { assumedConstants, summaryAnswers } from './summary-answers.js';

/** Policies in the summary's table. */
const MOST_POLICIES = 12;

/** A study on a page of Markdown: what was asked, found, saved, how sure that is, what was assumed, how to repeat it. */
export function summaryMarkdown(data: ReportData): string {
  const found = headline(data);
  const answers = summaryAnswers(data, found).map(
    ({ question, answer }) => `**${question}.** ${plain(answer)}`,
  );
  const { manifest, accelerator, notes } = data;
  const versions = Object.entries(manifest.versions).map(([name, version]) => `${name} ${version}`);
  const finished = data.finishedAt === null ? 'not finished' : `finished ${formatTime(data.finishedAt)}`;
  const parts = [
    `# ${plain(data.title)}`,
    `Leeway study \`${data.study}\`, begun ${formatTime(data.createdAt)}, ${finished}.`,
    ...answers,
    '## The front',
    frontTable(data, found.policies),
    '## What the figures rest on',
    notes.map((note) => `- ${plain(note)}`).join('\n'),
    ...assumptions(assumedConstants(accelerator.constants)),
    '## How to reproduce it',
    `\`\`\`\n${manifest.command}\n\`\`\``,
    `Seed ${manifest.seed}; ${versions.join(', ')}. Checksums of all inputs stand in \`index.html\`.`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function frontTable(data: ReportData, policies: readonly ComparedPolicy[]): string {
  if (policies.length === 0) return 'No policy keeps the bounds.';
  const metrics = [...data.objectives, ...data.otherMetrics];
  const shown = [...policies].sort((a, b) => a.metrics.energyJ - b.metrics.energyJ).slice(0, MOST_POLICIES);
  const rows = shown.map((policy) => [
    `${policy.member.trialNumber}${policy.member.trialNumber === data.knee ? ' (knee)' : ''}`,
    ...metrics.map(({ metric, unit }) => {
      const value = policy.metrics[metric] ?? Number.NaN;
      const halfWidth = policy.halfWidths[metric];
      return halfWidth ? formatInterval(value, halfWidth, unit) : formatQuantity(value, unit);
    }),
    formatSignedPercent(-policy.energySaving),
    formatFactor(policy.speedUp),
    policy.bounds,
  ]);
  const heads = ['Trial', ...metrics.map(({ label }) => label), 'Energy vs nominal', 'Speed-up', 'Bounds'];
  const table = markdownTable(heads, rows);
  const rest = policies.length - shown.length;
  return rest > 0 ? `${table}\n\n${rest} more stand in \`front.csv\`.` : table;
}

function assumptions(constants: readonly HardwareConstant[]): string[] {
  if (constants.length === 0) return [];
  const rows = constants.map(({ name, value, unit, source }) => [
    name,
    typeof value === 'number' ? formatGiven(value, unit) : value,
    source,
  ]);
  return ['Constants without a source:', markdownTable(['Constant', 'Value', 'Reasoning'], rows)];
}

function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => plain(cell)).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that Markdown takes as it is, on one line. */
const plain = (text: string): string =>
  text === '---' ? text : text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`);
