import { boundsText } from './bound-text.js';
import { formatFactor, formatInterval, formatQuantity, formatSignedPercent } from './format.js';
import type { BoundStatus, ComparedPolicy, Headline } from './headline.js';
import type { HardwareConstant, ReportData } from './report-data.js';

/** A question that every reader of a report has, and what this study says to it. */
export interface Answer {
  readonly question: string;
  readonly answer: string;
}

/** What a study comes to, for somebody who has not seen Leeway; the command that repeats it stands beside this. */
export function summaryAnswers(data: ReportData, headline: Headline): Answer[] {
  return [
    { question: 'What was asked', answer: data.question },
    { question: 'What was found', answer: found(data, headline) },
    { question: 'What it saves', answer: saved(data, headline) },
    { question: 'How sure that is', answer: sureness(data, headline) },
    { question: 'What was assumed', answer: assumed(data) },
  ];
}

function found(data: ReportData, { counts, policies }: Headline): string {
  const bounds = boundsText(data);
  const kept = bounds === '' ? '' : ` among those that kept ${bounds} in the search`;
  const goals = data.objectives.map(({ label }) => label.toLowerCase()).join(', ');
  const front =
    policies.length === 0
      ? 'none is worth choosing'
      : `${policies.length} of them form the front${kept}: no other policy beats one on ${goals} at once`;
  const unusable = [
    ...(counts.infeasible > 0 ? [`${counts.infeasible} cannot be run`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
  ];
  const others = unusable.length > 0 ? ` (${unusable.join(', ')})` : '';
  return `${data.trials.length} policies were tried and ${counts.scored} scored${others}; ${front}.`;
}

function saved(data: ReportData, { bestSaving, fastest }: Headline): string {
  if (!bestSaving && data.finishedAt === null)
    return 'Not known yet: no policy has been scored on fresh seeds and found to keep the bounds.';
  if (!bestSaving)
    return `Nothing that could be relied on: no policy keeps ${boundsText(data)} on fresh seeds.`;
  const energy = Number.isNaN(bestSaving.energySaving)
    ? `Trial ${bestSaving.member.trialNumber} is the best compromise`
    : `Trial ${bestSaving.member.trialNumber} needs ${formatQuantity(bestSaving.metrics.energyJ, 'J')} per image in place of ${formatQuantity(data.nominal.metrics.energyJ, 'J')} at the nominal point (${formatSignedPercent(-bestSaving.energySaving)})`;
  const quality = data.constraints
    .map(({ metric }) => {
      const label = labelOf(data, metric);
      return `${label} ${formatInterval(bestSaving.metrics[metric], bestSaving.halfWidths[metric] ?? 0, unitOf(data, metric))}`;
    })
    .join(', ');
  const speed =
    fastest && fastest.speedUp > 1
      ? ` The fastest within bounds, trial ${fastest.member.trialNumber}, is ${formatFactor(fastest.speedUp)} as fast as nominal at ${formatSignedPercent(-fastest.energySaving)} energy.`
      : '';
  return `${energy}${quality === '' ? '' : `, with ${quality}`}.${speed}`;
}

const SURENESS: Readonly<Record<BoundStatus, string>> = {
  met: 'keeps the bounds with its whole 95% interval, at 95% for all confirmed policies together',
  'on average':
    'keeps the bounds on average, but not with its whole 95% interval: more images would have to decide',
  exceeded: 'does not keep the bounds on fresh seeds',
  unconfirmed: 'has not been run on fresh seeds yet, so that the search may have been lucky',
};

function sureness(data: ReportData, { bestSaving, policies }: Headline): string {
  const confirmed = policies.filter(({ member }) => member.confirmed);
  const images = confirmed[0]?.member.confirmed?.images;
  if (images === undefined)
    return 'No policy has been run on fresh seeds yet: these are scores of the search.';
  const how = `${confirmed.length} policies and the nominal point ran again on ${images} images of a seed that the search never saw.`;
  return data.constraints.length > 0 && bestSaving ? `${how} ${verdict(bestSaving)}` : how;
}

const verdict = ({ member, bounds }: ComparedPolicy) => `Trial ${member.trialNumber} ${SURENESS[bounds]}.`;

function assumed({ accelerator: { name, constants } }: ReportData): string {
  const guesses = assumedConstants(constants);
  if (guesses.length === 0) return `All ${constants.length} constants of ${name} have a source.`;
  return `${guesses.length} of the ${constants.length} constants of ${name} have no source: ${guesses.map((constant) => constant.name).join(', ')}.`;
}

/** The constants that no source states. */
export const assumedConstants = (constants: readonly HardwareConstant[]): HardwareConstant[] =>
  constants.filter((constant) => constant.assumed);

const metricOf = ({ objectives, otherMetrics }: ReportData, name: string) =>
  [...objectives, ...otherMetrics].find(({ metric }) => metric === name);

const labelOf = (data: ReportData, name: string) => metricOf(data, name)?.label.toLowerCase() ?? name;

const unitOf = (data: ReportData, name: string) => metricOf(data, name)?.unit ?? '';
