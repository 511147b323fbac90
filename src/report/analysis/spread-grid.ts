import type { SensitivityAnalysis, SpreadPoint, SpreadTrace } from '../../core/sensitivity.js';
import { formatNumber } from '../format.js';
import { shade } from './colour-scale.js';
import { escapeHtml } from './html.js';

const LEFT = 78;
const CELL = { width: 15, height: 13 } as const;
const AXIS = 20;

/** Relative deviations from this on are visible; the darkest is 1. Three decades hold what INT8 can tell apart. */
const LEAST_DEVIATION = 1e-3;

/** What a spread grid shows of a point, as a position on the colour scale in 0..1. */
export const SPREAD_QUANTITIES = {
  changedShare: ({ changedShare }: SpreadPoint) => changedShare,
  relativeDeviation: ({ relativeDeviation }: SpreadPoint) =>
    relativeDeviation <= LEAST_DEVIATION ? 0 : 1 - Math.log(relativeDeviation) / Math.log(LEAST_DEVIATION),
} as const;

/** How far one error has come: blocks downwards, steps to the right, as SVG. */
export function spreadGrid(
  { blocks, settings }: SensitivityAnalysis,
  { points, label }: SpreadTrace,
  quantity: keyof typeof SPREAD_QUANTITIES,
): string {
  const width = LEFT + settings.steps * CELL.width + 4;
  const height = blocks.length * CELL.height + AXIS;
  const names = blocks.map(
    (name, i) =>
      `<text class="name" x="${LEFT - 6}" y="${(i + 0.5) * CELL.height}">${escapeHtml(name)}</text>`,
  );
  const rects = points.map((point) => cell(point, blocks[point.block], SPREAD_QUANTITIES[quantity](point)));
  const every = Math.max(1, Math.ceil(settings.steps / 10));
  const steps = Array.from({ length: Math.ceil(settings.steps / every) }, (_, i) => i * every).map(
    (step) =>
      `<text class="tick" x="${LEFT + (step + 0.5) * CELL.width}" y="${blocks.length * CELL.height + 13}">${step}</text>`,
  );
  return (
    `<svg class="spread" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${escapeHtml(`${quantity} of an error in ${label}`)}">` +
    `${names.join('')}${rects.join('')}${steps.join('')}</svg>`
  );
}

function cell({ step, block, changedShare, relativeDeviation }: SpreadPoint, name: string, position: number) {
  const title =
    `${name}, step ${step}: ${formatNumber(100 * changedShare)} % of words changed, ` +
    `relative deviation ${formatNumber(relativeDeviation)}`;
  return (
    `<rect x="${LEFT + step * CELL.width}" y="${block * CELL.height}" width="${CELL.width - 1}" height="${CELL.height - 1}" ` +
    `fill="${shade(position).fill}"><title>${escapeHtml(title)}</title></rect>`
  );
}
