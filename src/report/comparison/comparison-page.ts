import type { Comparison } from '../../core/comparison.js';
import { escapeHtml } from '../analysis/html.js';
import { PAGE_STYLES } from '../analysis/page-styles.js';
import { formatTime } from '../format.js';
import { comparisonFigure } from './comparison-figure.js';
import { costTable, distanceTable, type TextTable } from './comparison-rows.js';

const TITLES: Readonly<Record<Comparison['question'], string>> = {
  schemes: 'Protection schemes compared',
  ablation: 'What each ingredient is worth',
};

/** The page of a comparison: one file that needs no script and fetches nothing. */
export function comparisonPage(comparison: Comparison): string {
  const { name, question, createdAt, settings, command } = comparison;
  const title = TITLES[question];
  const facts =
    `Comparison ${name}, ${formatTime(createdAt)}: ${settings.images} images of seed ${settings.seed}, the same noise ` +
    `and fault streams for all; ${settings.nominalSteps} nominal steps first. Made by: ${command}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${escapeHtml(`${title}: ${name}`)} - Leeway comparison</title>
<link rel="icon" href="data:," />
<style>${PAGE_STYLES}</style>
</head>
<body><main>
<h1>${escapeHtml(title)}</h1><p class="caption">${escapeHtml(facts)}</p>
<section><h2>Quality by word error rate</h2>
<p class="caption">Mean perceptual distance from the fault-free image with half of its 95% bootstrap interval. "safe": no
worse than fault-free images by more than ${settings.margin}, at 95%; "?": these images do not tell. The lowest safe voltage is
the last one measured up to which every rate is safe; images identical to the fault-free ones count as safe.</p>
${htmlTable(distanceTable(comparison))}</section>
<section><h2>Energy, time and detection</h2>
<p class="caption">Energy saved against the nominal run; speed and detection at the highest rate. Recall: share of
faulty words that were flagged; precision: share of flagged words that were faulty.</p>
${htmlTable(costTable(comparison))}</section>
<section>${comparisonFigure(comparison)}</section>
</main></body>
</html>
`;
}

function htmlTable({ head, rows }: TextTable): string {
  const cells = (tag: string, row: readonly string[]) =>
    row.map((text, i) => `<${tag}${i > 0 ? ' class="number"' : ''}>${escapeHtml(text)}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n');
  return `<div class="scroll"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>\n${body}</tbody></table></div>`;
}
