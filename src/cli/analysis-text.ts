import { ANALYSIS_STATES, type SensitivityAnalysis } from '../core/sensitivity.js';
import type { AnalysisFiles } from '../report/analysis/analysis-files.js';
import { findings, formatRate } from '../report/analysis/findings.js';
import { formatNumber } from '../report/format.js';
import { plainTable } from './plain-table.js';
import { formatDuration } from './progress.js';

/** What a terminal shows of an analysis: the map, the findings and where the files are. */
export function analysisText(analysis: SensitivityAnalysis, { page, json, csv }: AnalysisFiles): string {
  const { state, images, elapsedS, settings } = analysis;
  return [
    `Mean perceptual distance, errors in one block (rows) during some steps (columns), word error rate ${formatRate(settings.wordErrorRate)}`,
    mapText(analysis),
    ...findings(analysis).map((text) => `- ${text}`),
    `${images} images in ${formatDuration(elapsedS * 1000)}: ${ANALYSIS_STATES[state]}`,
    `Report  ${page}`,
    `Data    ${[json, ...csv].join(', ')}`,
  ].join('\n');
}

function mapText({ cells, blocks, settings }: SensitivityAnalysis): string {
  const map = cells.filter(({ dimension }) => dimension === 'map');
  const table = plainTable(['block', ...settings.segments.map(({ name }) => name)], ['block']);
  for (const block of new Set(map.map(({ blocks }) => blocks[0]))) {
    const row = settings.segments.map((_, segment) => {
      const distance = map.find((cell) => cell.blocks[0] === block && cell.segments[0] === segment)?.distance;
      if (!distance) return '-';
      return `${formatNumber(distance.mean, 2)} ± ${formatNumber((distance.high - distance.low) / 2, 1)}`;
    });
    table.push([blocks[block], ...row]);
  }
  return table.toString();
}
