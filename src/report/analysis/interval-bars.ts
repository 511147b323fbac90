import { formatNumber } from '../format.js';
import { escapeHtml } from './html.js';
import type { MeasuredCell } from './map-range.js';

const LEFT = 120;
const WIDTH = 860;
const RIGHT = 20;
const ROW = 20;
const AXIS = 26;

/**
 * Mean distances as horizontal bars with their 95% intervals, as SVG; a bar's title tells its figures. The scale begins
 * at 0 and ends at the highest end of an interval.
 *
 * @param nameOf what is written beside a bar
 */
export function intervalBars(
  cells: readonly MeasuredCell[],
  nameOf: (cell: MeasuredCell) => string,
  label: string,
): string {
  const most = Math.max(...cells.map(({ distance }) => distance.high), Number.MIN_VALUE);
  const at = (value: number) => LEFT + ((WIDTH - LEFT - RIGHT) * value) / most;
  const height = cells.length * ROW + AXIS;
  const bars = cells.map((cell, i) => bar(cell, nameOf(cell), i * ROW, at));
  return (
    `<svg class="bars" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(label)}">` +
    `${axis(most, cells.length * ROW, at)}${bars.join('')}</svg>`
  );
}

type Place = (value: number) => number;

function bar(cell: MeasuredCell, name: string, top: number, at: Place): string {
  const { mean, low, high } = cell.distance;
  const middle = top + ROW / 2;
  const [from, to] = [at(low).toFixed(1), at(high).toFixed(1)];
  const title = `${cell.label}: ${formatNumber(mean)}, 95% ${formatNumber(low)} to ${formatNumber(high)}, ${cell.images} images`;
  return (
    `<g><title>${escapeHtml(title)}</title>` +
    `<text x="${LEFT - 8}" y="${middle}" class="name">${escapeHtml(name)}</text>` +
    `<rect x="${LEFT}" y="${top + 4}" width="${(at(mean) - LEFT).toFixed(1)}" height="${ROW - 8}" />` +
    `<path class="interval" d="M${from} ${middle}H${to}M${from} ${middle - 4}v8M${to} ${middle - 4}v8" /></g>`
  );
}

function axis(most: number, height: number, at: Place): string {
  return ticks(most)
    .map((value) => {
      const x = at(value).toFixed(1);
      return `<path class="grid" d="M${x} 0V${height}" /><text class="tick" x="${x}" y="${height + 14}">${formatNumber(value, 2)}</text>`;
    })
    .join('');
}

/**
 * Round numbers from 0 up to `most`: steps of 1, 2 or 5 times a power of ten, about five of them.
 *
 * @example ticks(1) // [0, 0.2, 0.4, 0.6, 0.8, 1]
 */
export function ticks(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(most / 5));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => most / size <= 5.001) ?? most;
  const count = Math.floor(most / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}
