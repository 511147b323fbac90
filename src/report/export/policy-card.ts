import type { Certificate } from '../../core/certificate.js';
import { boundsOf } from '../../study/bounds.js';
import {
  formatFactor,
  formatGiven,
  formatInterval,
  formatNumber,
  formatQuantity,
  formatSignedPercent,
  formatTime,
} from '../format.js';
import { labelledMetric } from '../metric-labels.js';
import type { HardwareConstant } from '../report-data.js';
import type { ExportedPolicy, Provenance } from './exported-policy.js';
import { mapSection, markdownText } from './policy-map-table.js';

/** What a card says beyond the policy and its provenance. */
export interface CardExtras {
  readonly certificate: Certificate | null;
  readonly constants: readonly HardwareConstant[];
  /** What a reader has to know before believing the figures. */
  readonly notes: readonly string[];
}

/**
 * A policy as a Markdown card: what it is and for what, its scores with 95% intervals beside the nominal point's, its
 * certificate if there is one, what was assumed, how to reproduce it, and its map.
 */
export function policyCard({ policy, provenance }: ExportedPolicy, extras: CardExtras): string {
  const sections = [
    opening(policy.cells.length, policy.blocks.length, provenance),
    scores(provenance),
    ...(extras.certificate ? [certified(extras.certificate)] : []),
    mapSection(policy),
    assumptions(extras),
    reproduction(provenance),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function opening(steps: number, blocks: number, provenance: Provenance): string[] {
  const { study, trial, title, picked, policyId, accelerator, network = 'the network below' } = provenance;
  return [
    `# Policy of trial ${trial}, study ${markdownText(study)}`,
    '',
    `${markdownText(title)}: which voltage, frequency and protection each of ${steps} denoising steps x ${blocks} blocks of`,
    `\`${network}\` gets on \`${accelerator}\`. Picked as ${markdownText(picked)}.`,
    '',
    `Policy id \`${policyId}\``,
  ];
}

const BOUND_TEXTS: Readonly<Record<Provenance['bounds'], string>> = {
  met: 'met, with 95% confidence for all confirmed policies together',
  'on average': 'met by the mean; the interval reaches beyond',
  exceeded: '**exceeded** on fresh seeds',
  unconfirmed: 'not shown; never scored on fresh seeds',
};

/** What comes first in the table. */
const COSTS = ['energyJ', 'latencyS'];

function scores(provenance: Provenance): string[] {
  const { confirmed, searched, nominal, energySaving, speedUp, constraints, bounds } = provenance;
  const metrics = confirmed?.metrics ?? searched?.metrics ?? {};
  const names = [...new Set([...COSTS.filter((cost) => cost in metrics), ...Object.keys(metrics)])];
  const rows = names.map((metric) => {
    const { label = metric, unit = '' } = labelledMetric(metric);
    const interval = confirmed?.intervals95[metric];
    const value = interval
      ? formatInterval(metrics[metric], (interval.high - interval.low) / 2, unit)
      : formatQuantity(metrics[metric], unit);
    const reference = metric in nominal.metrics ? formatQuantity(nominal.metrics[metric], unit) : '';
    return `| ${label} | ${value} | ${reference} |`;
  });
  const source = confirmed
    ? `Means over ${confirmed.images} images of seed ${confirmed.seed}, which the search never saw, with 95% intervals.`
    : 'Scores of the search, **not confirmed on fresh seeds**: they were picked for, and are too good.';
  const kept = boundsOf(constraints).map(
    ({ metric, side, limit }) => `\`${metric} ${side === 'atMost' ? '<=' : '>='} ${limit}\``,
  );
  return [
    '## Scores',
    '',
    source,
    '',
    '| metric | this policy | nominal point |',
    '| --- | ---: | ---: |',
    ...rows,
    '',
    ...(energySaving === undefined
      ? []
      : [`- Energy against nominal: ${formatSignedPercent(-energySaving)}`]),
    ...(speedUp === undefined ? [] : [`- Speed against nominal: ${formatFactor(speedUp)}`]),
    ...(kept.length > 0 ? [`- Bounds of the study: ${kept.join(', ')}: ${BOUND_TEXTS[bounds]}`] : []),
  ];
}

function certified(certificate: Certificate): string[] {
  const { verdict, margin, level, images, looks, seeds, createdAt, command } = certificate;
  const { mean, bounds } = looks[looks.length - 1];
  const range = bounds ? `, bounds ${formatNumber(bounds.low)} and ${formatNumber(bounds.high)}` : '';
  return [
    '## Certificate',
    '',
    `**${verdict.toUpperCase()}**: claim that the mean perceptual distance from fault-free INT8 runs is below ${margin},`,
    `at a one-sided confidence of ${formatGiven(level, 'ratio')}; ${images} images, mean ${formatNumber(mean)}${range}.`,
    '',
    `Seeds ${seeds.map(({ seed }) => seed).join(', ')}; made ${formatTime(createdAt)} by`,
    '',
    '```sh',
    command,
    '```',
  ];
}

function assumptions({ constants, notes }: CardExtras): string[] {
  const assumed = constants.filter((constant) => constant.assumed);
  return [
    '## Assumptions',
    '',
    ...notes.map((note) => `- ${markdownText(note)}`),
    ...(assumed.length > 0 ? ['', 'Hardware constants without a published source:', ''] : []),
    ...assumed.map(({ name, value, unit, source }) => {
      const text = typeof value === 'number' ? formatGiven(value, unit) : value;
      return `- ${markdownText(name)}: ${markdownText(text)} (${markdownText(source)})`;
    }),
  ];
}

function reproduction({ study, trial, command, seeds, versions, hashes }: Provenance): string[] {
  return [
    '## How to reproduce',
    '',
    '```sh',
    command,
    `npx leeway export ${study} --pick id:${trial}`,
    '```',
    '',
    `Seeds: ${seeds.search} (search), ${seeds.confirmation} (confirmation). Versions: ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    '',
    '| input | SHA-256 |',
    '| --- | --- |',
    ...Object.entries(hashes).map(([name, hash]) => `| ${name} | \`${hash}\` |`),
  ];
}
