import type { SensitivityAnalysis, SensitivityCell } from '../../core/sensitivity.js';
import { formatNumber } from '../format.js';
import { shade } from './colour-scale.js';
import { escapeHtml } from './html.js';

/** What a heatmap shows of a cell. */
export interface MapQuantity {
  /** Value and half the width of its interval; null where it is not known. */
  readonly value: (
    cell: SensitivityCell,
  ) => { readonly value: number; readonly low: number; readonly high: number } | null;
  /** Written into the cell. */
  readonly text: (value: number) => string;
}

export const MEAN_DISTANCE: MapQuantity = {
  value: ({ distance }) => distance && { ...distance, value: distance.mean },
  text: (value) => formatNumber(value, 2),
};

const percent = (share: number) => `${Math.round(100 * share)} %`;

export const SHARE_EXCEEDING: MapQuantity = {
  value: ({ exceeded }) => exceeded && { ...exceeded, value: exceeded.share },
  text: percent,
};

export const SHARE_CHANGED: MapQuantity = {
  value: ({ classChanged }) => classChanged && { ...classChanged, value: classChanged.share },
  text: percent,
};

/** The map as a table of coloured cells: blocks in rows, step segments in columns, intervals below the values. */
export function mapTable(analysis: SensitivityAnalysis, quantity: MapQuantity): string {
  const { settings, blocks } = analysis;
  const map = analysis.cells.filter(({ dimension }) => dimension === 'map');
  const most = Math.max(0, ...map.map((cell) => quantity.value(cell)?.value ?? 0));
  const rows = [...new Set(map.map(({ blocks }) => blocks[0]))].map((block) => {
    const cells = settings.segments.map((_, segment) =>
      mapCell(
        map.find((cell) => cell.blocks[0] === block && cell.segments[0] === segment),
        quantity,
        most,
      ),
    );
    return `<tr><th scope="row">${escapeHtml(blocks[block])}</th>${cells.join('')}</tr>`;
  });
  const head = settings.segments.map(({ name }) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  return `<table class="map"><thead><tr><th scope="col">block \\ steps</th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function mapCell(cell: SensitivityCell | undefined, { value, text }: MapQuantity, most: number): string {
  const known = cell && value(cell);
  if (!cell || !known) return '<td class="unknown">not measured</td>';
  const { fill, text: ink } = shade(most > 0 ? known.value / most : 0);
  const words = cell.samples.faultyWords;
  const hits = words.reduce((sum, count) => sum + count, 0) / words.length;
  const title = `${cell.label}: ${cell.images} images, ${formatNumber(hits)} words hit per image`;
  return (
    `<td style="background:${fill};color:${ink}" title="${escapeHtml(title)}">${text(known.value)}` +
    `<small>${text(known.low)} to ${text(known.high)}</small></td>`
  );
}
