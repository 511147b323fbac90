import { formatGiven } from '../../format.js';
import { type Palette, viridis } from '../palette.js';
import { strokeLine } from './canvas-layer.js';
import { insidePlane, type Plane, toPixel } from './plane.js';
import type { FrontMark, Place, TradeOffMarks } from './trade-off-marks.js';

/** Half the length of the stroke that ends an error bar, in pixels. */
const CAP = 3;

export interface ScatterPicture {
  readonly plane: Plane;
  readonly marks: TradeOffMarks;
  readonly knee: number | null;
  /** Trials that are not faded; null for all. */
  readonly kept: ReadonlySet<number> | null;
  readonly titles: { readonly x: string; readonly y: string };
  readonly palette: Palette;
}

/** Everything of a scatter panel that stays while marks are pointed at and selected. */
export function paintScatter(context: CanvasRenderingContext2D, picture: ScatterPicture): void {
  paintAxes(context, picture);
  context.save();
  const { plane } = picture;
  context.beginPath();
  context.rect(
    plane.left,
    plane.top - 6,
    plane.width - plane.left,
    plane.height - plane.top - plane.bottom + 6,
  );
  context.clip();
  paintBounds(context, picture);
  paintOthers(context, picture);
  paintNominal(context, picture);
  paintFront(context, picture);
  context.restore();
}

function paintAxes(context: CanvasRenderingContext2D, { plane, titles, palette }: ScatterPicture): void {
  const { left, top, width, height, right, bottom } = plane;
  const base = height - bottom;
  context.lineWidth = 1;
  context.fillStyle = palette.muted;
  for (const { value, text } of plane.x.ticks) {
    const { x } = toPixel(plane, { x: value, y: plane.y.extent[0] });
    context.strokeStyle = palette.line;
    strokeLine(context, x, top, x, base);
    context.textAlign = 'center';
    context.fillText(text, x, base + 12);
  }
  for (const { value, text } of plane.y.ticks) {
    const { y } = toPixel(plane, { x: plane.x.extent[0], y: value });
    context.strokeStyle = palette.line;
    strokeLine(context, left, y, width - right, y);
    context.textAlign = 'right';
    context.fillText(text, left - 6, y);
  }
  context.strokeStyle = palette.muted;
  strokeLine(context, left, top, left, base, width - right, base);
  context.fillStyle = palette.text;
  context.textAlign = 'center';
  context.fillText(titles.x, (left + width - right) / 2, height - 10);
  context.save();
  context.translate(10, (top + base) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(titles.y, 0, 0);
  context.restore();
}

function paintBounds(context: CanvasRenderingContext2D, { plane, marks, palette }: ScatterPicture): void {
  context.strokeStyle = palette.muted;
  context.fillStyle = palette.text;
  context.setLineDash([5, 4]);
  const right = plane.width - plane.right;
  for (const bound of marks.bounds.y) {
    const { y } = toPixel(plane, { x: 0, y: bound });
    strokeLine(context, plane.left, y, right, y);
    context.textAlign = 'right';
    context.fillText(`bound ${formatGiven(bound, '')}`, right - 2, y - 8);
  }
  for (const bound of marks.bounds.x) {
    const { x } = toPixel(plane, { x: bound, y: 0 });
    strokeLine(context, x, plane.top, x, plane.height - plane.bottom);
    context.textAlign = 'right';
    context.fillText(`bound ${formatGiven(bound, '')}`, x - 4, plane.top + 8);
  }
  context.setLineDash([]);
}

/** Squares, which are filled many times faster than discs; those outside the ranges are hardly there. */
function paintOthers(
  context: CanvasRenderingContext2D,
  { plane, marks, kept, palette }: ScatterPicture,
): void {
  context.fillStyle = palette.dominated;
  for (const mark of marks.others) {
    const pixel = toPixel(plane, mark);
    if (!insidePlane(plane, pixel)) continue;
    context.globalAlpha = kept && !kept.has(mark.trial) ? 0.12 : 0.6;
    context.fillRect(pixel.x - 2, pixel.y - 2, 4, 4);
  }
  context.globalAlpha = 1;
}

function paintNominal(context: CanvasRenderingContext2D, { plane, marks, palette }: ScatterPicture): void {
  const { x, y } = toPixel(plane, marks.nominal);
  if (!insidePlane(plane, { x, y })) return;
  context.fillStyle = palette.text;
  context.fillRect(x - 5, y - 5, 10, 10);
  label(context, 'nominal', { x, y }, plane);
}

function paintFront(context: CanvasRenderingContext2D, picture: ScatterPicture): void {
  const { plane, marks, knee, kept, palette } = picture;
  const colours = marks.front.map(({ colour }) => colour).filter(Number.isFinite);
  const low = Math.min(...colours);
  const range = Math.max(...colours) - low || 1;
  for (const mark of marks.front) {
    context.globalAlpha = kept && !kept.has(mark.trial) ? 0.15 : 1;
    paintErrorBars(context, mark, picture);
    const pixel = toPixel(plane, mark);
    context.fillStyle = viridis((mark.colour - low) / range);
    context.strokeStyle = palette.text;
    context.lineWidth = 1;
    context.beginPath();
    if (mark.trial === knee) diamond(context, pixel, 8);
    else context.arc(pixel.x, pixel.y, 5, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    if (mark.trial === knee) {
      context.fillStyle = palette.text;
      label(context, 'knee', clearOf(toPixel(plane, marks.nominal), pixel), plane);
    }
  }
  context.globalAlpha = 1;
}

/** The 95% interval on fresh seeds, and a thin line to where the search had seen the policy. */
function paintErrorBars(
  context: CanvasRenderingContext2D,
  mark: FrontMark,
  { plane, palette }: ScatterPicture,
): void {
  const at = toPixel(plane, mark);
  const [low, high, searched] = [mark.low, mark.high, mark.searched].map((place) => toPixel(plane, place));
  context.lineWidth = 1;
  context.strokeStyle = palette.dominated;
  strokeLine(context, at.x, at.y, searched.x, searched.y);
  context.strokeStyle = palette.text;
  if (high.x !== low.x) strokeLine(context, low.x, at.y, high.x, at.y);
  if (high.y === low.y) return;
  strokeLine(context, at.x, low.y, at.x, high.y);
  for (const y of [low.y, high.y]) strokeLine(context, at.x - CAP, y, at.x + CAP, y);
}

function diamond(context: CanvasRenderingContext2D, { x, y }: Place, radius: number): void {
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y);
  context.lineTo(x, y + radius);
  context.lineTo(x - radius, y);
  context.closePath();
}

/** A place for a second label that does not cover the one of a mark. */
const clearOf = (mark: Place, { x, y }: Place): Place =>
  Math.hypot(mark.x - x, mark.y - y) < 40 ? { x, y: y - 15 } : { x, y };

/** A word above a mark, kept inside the plane. */
function label(context: CanvasRenderingContext2D, text: string, { x, y }: Place, plane: Plane): void {
  const half = context.measureText(text).width / 2;
  const centre = Math.min(Math.max(x, plane.left + half + 2), plane.width - half - 2);
  context.textAlign = 'center';
  context.fillText(text, centre, y < plane.top + 16 ? y + 15 : y - 14);
}
