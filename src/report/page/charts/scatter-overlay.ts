import type { Palette } from '../palette.js';
import { insidePlane, type Plane, toPixel } from './plane.js';
import type { Place, TrialMark } from './trade-off-marks.js';

/** Two opposite corners of a dragged rectangle, in pixels. */
export interface Drag {
  readonly from: Place;
  readonly to: Place;
}

export interface ScatterHighlights {
  readonly plane: Plane;
  readonly palette: Palette;
  readonly selected: TrialMark | undefined;
  readonly compared: readonly (TrialMark | undefined)[];
  readonly pointed: TrialMark | undefined;
  readonly drag: Drag | null;
}

/** What changes while marks are pointed at and selected: rings, and the rectangle that is being dragged. */
export function paintHighlights(context: CanvasRenderingContext2D, highlights: ScatterHighlights): void {
  const { plane, palette, selected, compared, pointed, drag } = highlights;
  compared.forEach((mark, i) => {
    ring(context, plane, mark, 9, palette.series[i], 2);
  });
  ring(context, plane, selected, 12, palette.selected, 2.5);
  ring(context, plane, pointed, 8, palette.text, 1.5);
  if (!drag) return;
  const [x, y] = [Math.min(drag.from.x, drag.to.x), Math.min(drag.from.y, drag.to.y)];
  const [width, height] = [Math.abs(drag.to.x - drag.from.x), Math.abs(drag.to.y - drag.from.y)];
  context.fillStyle = palette.accent;
  context.strokeStyle = palette.accent;
  context.globalAlpha = 0.15;
  context.fillRect(x, y, width, height);
  context.globalAlpha = 1;
  context.strokeRect(x, y, width, height);
}

function ring(
  context: CanvasRenderingContext2D,
  plane: Plane,
  mark: TrialMark | undefined,
  radius: number,
  colour: string,
  lineWidth: number,
): void {
  if (!mark) return;
  const pixel = toPixel(plane, mark);
  if (!insidePlane(plane, pixel)) return;
  context.strokeStyle = colour;
  context.lineWidth = lineWidth;
  context.beginPath();
  context.arc(pixel.x, pixel.y, radius, 0, 2 * Math.PI);
  context.stroke();
}
