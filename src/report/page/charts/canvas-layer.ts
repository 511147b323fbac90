/** The page's font (styles/base.css); canvases and charts do not inherit it. */
export const FONT = 'system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

/** Sizes a canvas for sharp lines on screen and on paper, empties it, and gives its context in CSS pixels. */
export function preparedContext(
  canvas: HTMLCanvasElement | null,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const context = canvas?.getContext('2d') ?? null;
  if (!canvas || !context) return null;
  const ratio = Math.max(2, window.devicePixelRatio);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  context.font = `12px ${FONT}`;
  context.textBaseline = 'middle';
  return context;
}

/** Strokes one line through the points, which come as x, y, x, y, ... */
export function strokeLine(context: CanvasRenderingContext2D, ...points: readonly number[]): void {
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) context.lineTo(points[i], points[i + 1]);
  context.stroke();
}
