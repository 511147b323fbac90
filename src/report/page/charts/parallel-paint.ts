import type { Ranges } from '../explorer/ranges.js';
import { type Palette, viridis } from '../palette.js';
import { type StudyView, titleOf } from '../study-view.js';
import { positionOf } from './axis-scale.js';
import { strokeLine } from './canvas-layer.js';
import { axisX, MARGIN, type ParallelLine, type ParallelLines, positionY } from './parallel-lines.js';

/** Lines stroked together: few enough to stay quick, enough to save calls. */
const BATCH = 50;

export interface ParallelPicture {
  readonly view: StudyView;
  readonly lines: ParallelLines;
  readonly kept: ReadonlySet<number> | null;
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
}

/** Axes and lines; lines outside the ranges are left out, so that the others can be followed. */
export function paintParallel(context: CanvasRenderingContext2D, picture: ParallelPicture): void {
  const { lines, kept, width, height, palette } = picture;
  const shown = ({ trial }: ParallelLine) => kept === null || kept.has(trial);
  context.save();
  context.beginPath();
  context.rect(0, MARGIN.top - 3, width, height - MARGIN.top - MARGIN.bottom + 6);
  context.clip();
  context.strokeStyle = palette.dominated;
  context.globalAlpha = Math.max(0.1, 0.5 - lines.others.length / 5000);
  const others = lines.others.filter(shown);
  for (let i = 0; i < others.length; i += BATCH) {
    context.beginPath();
    for (const line of others.slice(i, i + BATCH)) traceLine(context, line, picture);
    context.stroke();
  }
  context.globalAlpha = 0.9;
  context.lineWidth = 1.4;
  for (const line of lines.front.filter(shown)) {
    context.strokeStyle = viridis(line.positions[0]);
    context.beginPath();
    traceLine(context, line, picture);
    context.stroke();
  }
  context.restore();
  paintAxes(context, picture);
}

/** Adds a line to the path, broken where a trial has no score. */
export function traceLine(
  context: CanvasRenderingContext2D,
  { positions }: ParallelLine,
  { width, height }: Pick<ParallelPicture, 'width' | 'height'>,
): void {
  let broken = true;
  positions.forEach((position, axis) => {
    if (Number.isNaN(position)) {
      broken = true;
      return;
    }
    const x = axisX(axis, positions.length, width);
    if (broken) context.moveTo(x, positionY(position, height));
    else context.lineTo(x, positionY(position, height));
    broken = false;
  });
}

function paintAxes(context: CanvasRenderingContext2D, picture: ParallelPicture): void {
  const { view, lines, width, height, palette } = picture;
  lines.axes.forEach(({ metric, scale }, axis) => {
    const x = axisX(axis, lines.axes.length, width);
    context.strokeStyle = palette.text;
    strokeLine(context, x, MARGIN.top, x, height - MARGIN.bottom);
    context.fillStyle = palette.text;
    context.textAlign = 'center';
    context.fillText(titleOf(view, metric), x, 10);
    context.fillStyle = palette.muted;
    context.textAlign = 'left';
    for (const { value, text } of scale.ticks) {
      const y = positionY(positionOf(scale, value), height);
      strokeLine(context, x, y, x + 4, y);
      outlined(context, text, x + 7, y, palette);
    }
  });
}

/** Text with a rim in the background's colour, to be read above lines. */
function outlined(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  palette: Palette,
): void {
  context.save();
  context.strokeStyle = palette.background;
  context.lineWidth = 3;
  context.strokeText(text, x, y);
  context.restore();
  context.fillText(text, x, y);
}

/** The ranges as bars on their axes. */
export function paintRanges(
  context: CanvasRenderingContext2D,
  { view, lines, width, height, palette }: Omit<ParallelPicture, 'kept'>,
  ranges: Ranges,
): void {
  context.fillStyle = palette.accent;
  lines.axes.forEach(({ metric: { metric }, scale }, axis) => {
    const range = ranges[metric];
    if (!range) return;
    const y = (end: number | undefined, otherwise: number) =>
      positionY(
        end === undefined
          ? otherwise
          : Math.min(Math.max(positionOf(scale, end / view.scales[metric].divisor), 0), 1),
        height,
      );
    const [low, high] = [y(range.least, 0), y(range.most, 1)];
    context.globalAlpha = 0.45;
    context.fillRect(axisX(axis, lines.axes.length, width) - 5, high, 10, Math.max(2, low - high));
    context.globalAlpha = 1;
  });
}
