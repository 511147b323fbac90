import { type OperatingPoint, sameOperatingPoint } from '../../core/operating-point.js';
import type { Policy } from '../../core/policy.js';
import { formatPoint } from '../format.js';
import type { PolicyDetail, ReportData } from '../report-data.js';
import { FIGURE_FONT } from './figure-font.js';

const CELL = { width: 34, height: 18 } as const;
const LEFT = 110;
const TOP = 50;

/** Of operating points by falling voltage; the nominal point is grey. */
const COLOURS = [
  '#b4de2c',
  '#6dcd59',
  '#35b779',
  '#1f9e89',
  '#26828e',
  '#31688e',
  '#3e4a89',
  '#482878',
  '#440154',
];
const NOMINAL = '#eceff2';

/** A policy as a map, blocks by steps, coloured by operating point; unchecked cells are hatched. One SVG. */
export function policyMapFigure({ title, nominal }: ReportData, detail: PolicyDetail): string {
  const { policy, checkpointSteps, trialNumber } = detail;
  const points = usedPoints(policy);
  const colourOf = (point: OperatingPoint) => {
    if (sameOperatingPoint(point, nominal.operatingPoint)) return NOMINAL;
    const place = points.findIndex((candidate) => sameOperatingPoint(candidate, point));
    return COLOURS[Math.round((place * (COLOURS.length - 1)) / Math.max(1, points.length - 1))];
  };
  const cells = policy.cells.flatMap((row, step) =>
    row.map((cell, block) => {
      const box = `x="${LEFT + step * CELL.width}" y="${TOP + block * CELL.height}" width="${CELL.width - 1}" height="${CELL.height - 1}"`;
      const bare = policy.protections[cell.protection].scheme === 'none';
      return `<rect ${box} fill="${colourOf(policy.operatingPoints[cell.point])}"/>${bare ? `<rect ${box} fill="url(#bare)"/>` : ''}`;
    }),
  );
  const base = TOP + policy.blocks.length * CELL.height;
  const centre = (step: number) => LEFT + (step + 0.5) * CELL.width;
  const axis = policy.cells.map((_, step) => text(centre(step), base + 26, String(step), 'middle'));
  const marks = checkpointSteps.map(
    (step) => `<path d="M${centre(step)} ${base + 3}l5 8h-10z" fill="#1b1f24"/>`,
  );
  const legend = points.map((point, i) => {
    const y = base + 62 + i * 20;
    return `<rect x="${LEFT}" y="${y - 10}" width="14" height="14" fill="${colourOf(point)}" stroke="#59636e"/>${text(LEFT + 22, y + 2, formatPoint(point), 'start')}`;
  });
  const width = Math.max(520, LEFT + policy.cells.length * CELL.width + 20);
  const height = base + 80 + points.length * 20;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FIGURE_FONT}" font-size="12" fill="#1b1f24">`,
    '<defs><pattern id="bare" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" stroke="#59636e" stroke-width="1.6"/></pattern></defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(20, 24, `${title}: policy of trial ${trialNumber}`, 'start', 'font-size="15" font-weight="600"'),
    ...policy.blocks.map((block, row) => text(LEFT - 8, TOP + (row + 0.7) * CELL.height, block, 'end')),
    ...cells,
    ...marks,
    ...axis,
    text(
      LEFT,
      base + 44,
      'denoising step; hatched: not checked; triangle: checkpoint refreshed after it',
      'start',
    ),
    ...legend,
    '</svg>',
  ].join('\n');
}

/** The operating points that cells have, the least stressed first. */
function usedPoints({ operatingPoints, cells }: Policy): OperatingPoint[] {
  const used = new Set(cells.flat().map(({ point }) => point));
  return operatingPoints
    .filter((_, index) => used.has(index))
    .filter((point, i, all) => all.findIndex((other) => sameOperatingPoint(point, other)) === i)
    .sort((a, b) => b.voltageV - a.voltageV || a.frequencyHz - b.frequencyHz);
}

const text = (x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end', more = '') =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" ${more}>${escapeXml(words)}</text>`;

const escapeXml = (words: string) =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
