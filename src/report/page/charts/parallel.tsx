import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { Explorer } from '../explorer/use-explorer.js';
import type { StudyView } from '../study-view.js';
import { usePalette } from '../theme.js';
import { useWidth } from '../use-width.js';
import { valueAt } from './axis-scale.js';
import { axisX, MARGIN, nearestLine, type ParallelLines, parallelLines } from './parallel-lines.js';
import { paintParallel, paintRanges, traceLine } from './parallel-paint.js';
import type { Drag } from './scatter-overlay.js';
import type { Place } from './trade-off-marks.js';
import { TrialTooltip } from './trial-tooltip.js';
import { useCanvas } from './use-canvas.js';
import { useDrag } from './use-drag.js';

/** How near to a line, in pixels, a pointer has to be. */
const REACH = 5;

export interface ParallelProps {
  readonly view: StudyView;
  readonly explorer: Explorer;
  readonly range: 'front' | 'all';
  readonly height: number;
}

/** Every metric as an axis, every scored trial as a line: drag along an axis to keep a range, click a line to select. */
export function Parallel({ view, explorer, range, height }: ParallelProps) {
  const container = useRef<HTMLDivElement>(null);
  const width = useWidth(container, 1130);
  const palette = usePalette();
  const lines = useMemo(() => parallelLines(view, range), [view, range]);
  const [pointed, setPointed] = useState<{ trial: number; at: Place } | null>(null);
  const { selected, compared, ranges, kept } = explorer;
  const picture = { view, lines, width, height, palette };
  const base = useCanvas(
    width,
    height,
    useCallback(
      (context) => paintParallel(context, { ...picture, kept }),
      [lines, kept, width, height, palette],
    ),
  );
  const byTrial = useMemo(
    () => new Map([...lines.others, ...lines.front].map((line) => [line.trial, line])),
    [lines],
  );
  const find = (place: Place) => nearestLine(lines, place, { width, height }, REACH);
  const { drag, handlers } = useDrag({
    onPoint: (place) => {
      const trial = place && find(place);
      setPointed(place === null || trial === null ? null : { trial, at: place });
    },
    onClick: (place) => {
      const trial = find(place);
      if (trial !== null) explorer.select(trial);
    },
    onDrag: (ended) => keepRange(ended, lines, view, { width, height }, explorer),
  });
  const overlay = useCanvas(
    width,
    height,
    useCallback(
      (context) => {
        paintRanges(context, picture, ranges);
        const highlight = (trial: number | null, colour: string, lineWidth: number) => {
          const line = trial === null ? undefined : byTrial.get(trial);
          if (!line) return;
          context.strokeStyle = colour;
          context.lineWidth = lineWidth;
          context.beginPath();
          traceLine(context, line, picture);
          context.stroke();
        };
        compared.forEach((trial, i) => {
          highlight(trial, palette.series[i], 2.5);
        });
        highlight(selected, palette.selected, 3);
        highlight(pointed?.trial ?? null, palette.text, 1.5);
        if (drag) paintDrag(context, drag, lines.axes.length, width, palette.accent);
      },
      [lines, byTrial, ranges, selected, compared, pointed, drag, width, height, palette],
    ),
  );
  return (
    <div ref={container} class="scatter" style={{ aspectRatio: `${width} / ${height}` }}>
      <canvas ref={base} />
      <canvas
        ref={overlay}
        role="img"
        aria-label={`Parallel coordinates of ${view.metrics.map(({ label }) => label).join(', ')}; the fields above set the same ranges as dragging along an axis.`}
        {...handlers}
      />
      {pointed && !drag && <TrialTooltip view={view} trial={pointed.trial} at={pointed.at} width={width} />}
    </div>
  );
}

/** The axis nearest to a horizontal pixel. */
function nearestAxis(x: number, axes: number, width: number): number {
  const gap = (width - MARGIN.left - MARGIN.right) / Math.max(1, axes - 1);
  return Math.min(Math.max(Math.round((x - MARGIN.left) / gap), 0), axes - 1);
}

function keepRange(
  { from, to }: Drag,
  { axes }: ParallelLines,
  { scales }: StudyView,
  { width, height }: { readonly width: number; readonly height: number },
  explorer: Explorer,
): void {
  const { metric, scale } = axes[nearestAxis(from.x, axes.length, width)];
  const values = [from, to].map(({ y }) => {
    const position = (height - MARGIN.bottom - y) / (height - MARGIN.top - MARGIN.bottom);
    return valueAt(scale, position) * scales[metric.metric].divisor;
  });
  explorer.setRange(metric.metric, { least: Math.min(...values), most: Math.max(...values) });
}

function paintDrag(
  context: CanvasRenderingContext2D,
  { from, to }: Drag,
  axes: number,
  width: number,
  colour: string,
): void {
  const x = axisX(nearestAxis(from.x, axes, width), axes, width);
  context.fillStyle = colour;
  context.globalAlpha = 0.3;
  context.fillRect(x - 8, Math.min(from.y, to.y), 16, Math.abs(to.y - from.y));
  context.globalAlpha = 1;
}
