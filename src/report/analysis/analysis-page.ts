import {
  ANALYSIS_STATES,
  type Interaction,
  SENSITIVITY_DIMENSIONS,
  type SensitivityAnalysis,
} from '../../core/sensitivity.js';
import { formatNumber, formatTime } from '../format.js';
import { findings, formatRate } from './findings.js';
import { escapeHtml } from './html.js';
import { intervalBars } from './interval-bars.js';
import { type MeasuredCell, measured } from './map-range.js';
import { MEAN_DISTANCE, mapTable, SHARE_CHANGED, SHARE_EXCEEDING } from './map-table.js';
import { PAGE_STYLES } from './page-styles.js';
import { spreadGrid } from './spread-grid.js';

/** The page of an analysis: one file that needs no script and fetches nothing. */
export function analysisPage(analysis: SensitivityAnalysis): string {
  const title = `Sensitivity of ${analysis.network}`;
  const sections = [
    headline(analysis, title),
    mapSection(analysis),
    barSections(analysis),
    interactionSection(analysis),
    spreadSection(analysis),
    methodSection(analysis),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${escapeHtml(title)} - Leeway analysis</title>
<link rel="icon" href="data:," />
<style>${PAGE_STYLES}</style>
</head>
<body><main>
${sections.join('\n')}
</main></body>
</html>
`;
}

function headline(analysis: SensitivityAnalysis, title: string): string {
  const { state, images, elapsedS, settings, name, createdAt } = analysis;
  const facts =
    `Analysis ${name}, ${formatTime(createdAt)}: ${images} images with errors in ${Math.round(elapsedS)} s, ` +
    `${settings.steps} steps each, errors strike ${settings.sites}`;
  const warning =
    state === 'complete' ? '' : `<p class="warning">Not complete: ${ANALYSIS_STATES[state]}.</p>`;
  const items = findings(analysis).map((text) => `<li>${escapeHtml(text)}</li>`);
  return `<h1>${escapeHtml(title)}</h1><p class="caption">${escapeHtml(facts)}</p>${warning}<ul>${items.join('')}</ul>`;
}

function mapSection(analysis: SensitivityAnalysis): string {
  const { settings } = analysis;
  const changes = analysis.cells.some(({ classChanged }) => classChanged !== null)
    ? `<h3>Images that changed class</h3><div class="scroll">${mapTable(analysis, SHARE_CHANGED)}</div>`
    : '';
  return `<section><h2>Blocks and steps</h2>
<p class="caption">Errors strike one block during one segment of steps at a word error rate of ${formatRate(settings.wordErrorRate)}; 0 is the noisiest step. Mean perceptual distance from the golden image of the same noise, and its 95% interval.</p>
<div class="scroll">${mapTable(analysis, MEAN_DISTANCE)}</div>
<h3>Images farther than ${settings.distanceBound} from the golden image</h3><div class="scroll">${mapTable(analysis, SHARE_EXCEEDING)}</div>
${changes}</section>`;
}

const BAR_DIMENSIONS = [
  ['segment', 'By segment of steps'],
  ['block', 'By block'],
  ['layer', 'By kind of layer'],
  ['bit', 'By bit'],
  ['magnitude', 'By size of the error'],
  ['site', 'By single layer'],
] as const;

const barSections = (analysis: SensitivityAnalysis): string =>
  BAR_DIMENSIONS.map(([dimension, title]) => {
    const cells = measured(analysis, dimension);
    if (cells.length === 0) return '';
    const shown = dimension === 'site' ? [...cells].sort((a, b) => b.distance.mean - a.distance.mean) : cells;
    const what = `Errors strike ${SENSITIVITY_DIMENSIONS[dimension]}, at a word error rate of ${formatRate(cells[0].wordErrorRate)}. Mean distance with 95% intervals.`;
    return `<section><h2>${title}</h2><p class="caption">${what}</p>${intervalBars(shown, shortName, title)}</section>`;
  }).join('\n');

const shortName = ({ label }: MeasuredCell): string =>
  label.replace(' of full scale', '').replace('full scale', '');

function interactionSection({ interactions }: SensitivityAnalysis): string {
  if (interactions.length === 0) return '';
  const rows = interactions.map(interactionRow).join('');
  return `<section><h2>Is damage additive?</h2>
<p class="caption">Errors strike both places, the same words as in each of them alone; the deviation is d(A and B) - d(A) - d(B), image by image. Below 0: together they do less than the sum.</p>
<div class="scroll"><table><thead><tr><th>pair</th><th class="number">images</th><th class="number">together</th><th class="number">sum of parts</th><th class="number">deviation</th><th class="number">95% interval</th><th>reading</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function interactionRow({ label, images, together, sumOfParts, deviation }: Interaction): string {
  const reading = !deviation
    ? ''
    : deviation.high < 0
      ? 'less than additive'
      : deviation.low > 0
        ? 'more than additive'
        : 'additive within the interval';
  const numbers = [
    String(images),
    formatNumber(together),
    formatNumber(sumOfParts),
    deviation ? formatNumber(deviation.mean) : '',
    deviation ? `${formatNumber(deviation.low)} to ${formatNumber(deviation.high)}` : '',
  ];
  return `<tr><td>${escapeHtml(label)}</td>${numbers.map((text) => `<td class="number">${text}</td>`).join('')}<td>${reading}</td></tr>`;
}

function spreadSection(analysis: SensitivityAnalysis): string {
  const traces = analysis.spread.filter(({ points }) => points.length > 0);
  if (traces.length === 0) return '';
  const figures = traces.map(
    (trace) =>
      `<h3>One error in ${escapeHtml(trace.label)} (${trace.images} images)</h3><div class="grids">` +
      `<figure><figcaption class="caption">changed words: white none, dark all</figcaption>${spreadGrid(analysis, trace, 'changedShare')}</figure>` +
      `<figure><figcaption class="caption">relative deviation: white 0.001 and less, dark 1 (logarithmic)</figcaption>${spreadGrid(analysis, trace, 'relativeDeviation')}</figure></div>`,
  );
  return `<section><h2>How one error spreads</h2>
<p class="caption">One word of each image is moved by the site's full scale; the same images run beside it without the error. Accumulators of each block (downwards) at each step (to the right).</p>${figures.join('')}</section>`;
}

function methodSection(analysis: SensitivityAnalysis): string {
  const { settings, inputHashes, versions, leewayVersion, command, key } = analysis;
  const facts = {
    command,
    seed: String(settings.seed),
    'guidance scale': String(settings.guidanceScale),
    versions: Object.entries({ leeway: leewayVersion, ...versions })
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    key,
    ...Object.fromEntries(Object.entries(inputHashes).map(([name, hash]) => [`SHA-256, ${name}`, hash])),
  };
  const list = Object.entries(facts).map(
    ([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`,
  );
  return `<section><h2>How it was measured</h2>
<p class="caption">INT8 inference; each accumulator word of the struck place is wrong with the word error rate, and one bit, uniform in 0 to 30, flips. Nothing is protected. Places that span several cells of the map are struck at its rate divided by their number. Distances are in the form of LPIPS, in the features of the network's own metric network. Intervals of means are Student's t, of shares Wilson's, all at 95% and not corrected for their number; a mean over n images says little of events rarer than about 3 in n. Images are spent where intervals are widest, so that intervals that stopped just below their target are slightly too narrow.</p>
<dl>${list.join('')}</dl></section>`;
}
