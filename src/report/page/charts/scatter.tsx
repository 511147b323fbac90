import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { Explorer } from '../explorer/use-explorer.js';
import { type StudyView, titleOf } from '../study-view.js';
import { usePalette } from '../theme.js';
import { useWidth } from '../use-width.js';
import { frontExtent, linearScale, logarithmicScale, wholeExtent } from './axis-scale.js';
import { HitGrid } from './hit-grid.js';
import { insidePlane, type Plane, toPixel, toPlace } from './plane.js';
import { savePng } from './save-png.js';
import { type Drag, paintHighlights } from './scatter-overlay.js';
import { paintScatter } from './scatter-paint.js';
import { type Place, type TradeOffAxes, type TradeOffMarks, tradeOffMarks } from './trade-off-marks.js';
import { TrialTooltip } from './trial-tooltip.js';
import { useCanvas } from './use-canvas.js';
import { useDrag } from './use-drag.js';

/** How near to a mark, in pixels, a pointer has to be. */
const REACH = 10;

export interface ScatterProps {
  readonly view: StudyView;
  readonly explorer: Explorer;
  readonly axes: TradeOffAxes;
  readonly height: number;
}

/** Two objectives against each other: click a mark to select it, drag a rectangle to keep what lies inside. */
export function Scatter({ view, explorer, axes, height }: ScatterProps) {
  const container = useRef<HTMLDivElement>(null);
  const width = useWidth(container, 370);
  const palette = usePalette();
  const marks = useMemo(() => tradeOffMarks(view, axes), [view, axes]);
  const plane = useMemo(() => planeOf(marks, axes, width, height), [marks, axes, width, height]);
  const [pointed, setPointed] = useState<number | null>(null);
  const { selected, compared, kept } = explorer;
  const titles = { x: titleOf(view, axes.x), y: titleOf(view, axes.y) };
  const knee = view.data.knee;
  const base = useCanvas(
    width,
    height,
    useCallback(
      (context) => paintScatter(context, { plane, marks, knee, kept, titles, palette }),
      [plane, marks, knee, kept, titles.x, titles.y, palette],
    ),
  );
  const byTrial = useMemo(
    () => new Map([...marks.others, ...marks.front].map((mark) => [mark.trial, mark])),
    [marks],
  );
  const hits = useMemo(() => {
    const pixels = [...byTrial.values()].map((mark) => ({ trial: mark.trial, ...toPixel(plane, mark) }));
    return new HitGrid(pixels.filter((pixel) => insidePlane(plane, pixel)));
  }, [byTrial, plane]);
  const find = (place: Place) => hits.nearest(place, REACH)?.trial ?? null;
  const { drag, handlers } = useDrag({
    onPoint: (place) => setPointed(place && find(place)),
    onClick: (place) => {
      const trial = find(place);
      if (trial !== null) explorer.select(trial);
    },
    onDrag: (ended) => keepInside(ended, plane, view, axes, explorer),
  });
  const overlay = useCanvas(
    width,
    height,
    useCallback(
      (context) => {
        const mark = (trial: number | null) => (trial === null ? undefined : byTrial.get(trial));
        paintHighlights(context, {
          plane,
          palette,
          selected: mark(selected),
          compared: compared.map(mark),
          pointed: mark(pointed),
          drag,
        });
      },
      [plane, palette, byTrial, selected, compared, pointed, drag],
    ),
  );
  const walk = (event: KeyboardEvent) => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = direction && neighbour(marks, selected, direction);
    if (next === undefined || next === 0) return;
    event.preventDefault();
    explorer.select(next.trial);
  };
  const pointedMark = pointed === null ? undefined : byTrial.get(pointed);
  const label = `${axes.y.label} against ${axes.x.label} of all scored trials, front highlighted; the arrow keys walk along the front, the table below holds the same figures.`;
  return (
    <div ref={container} class="scatter" style={{ aspectRatio: `${width} / ${height}` }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk along the front */}
      <div class="surface" tabIndex={0} role="application" aria-label={label} onKeyDown={walk} {...handlers}>
        <canvas ref={base} />
        <canvas ref={overlay} />
      </div>
      <button
        type="button"
        class="plain save"
        aria-label={`Save ${axes.y.label} against ${axes.x.label} as PNG`}
        onClick={() =>
          savePng(
            [base.current, overlay.current],
            palette.background,
            `${view.data.study}-${axes.x.metric}-${axes.y.metric}.png`,
          )
        }
      >
        PNG
      </button>
      {pointedMark && !drag && (
        <TrialTooltip view={view} trial={pointedMark.trial} at={toPixel(plane, pointedMark)} width={width} />
      )}
    </div>
  );
}

function planeOf(marks: TradeOffMarks, axes: TradeOffAxes, width: number, height: number): Plane {
  const extentOf = axes.range === 'all' ? wholeExtent : frontExtent;
  const [, highest] = extentOf(marks, 'y');
  const y =
    axes.verticalScale === 'log' ? logarithmicScale(marks.floor, highest) : linearScale(extentOf(marks, 'y'));
  const x = linearScale(extentOf(marks, 'x'));
  return { width, height, left: 58, right: 12, top: 10, bottom: 44, x, y };
}

/** Restricts both metrics to what a rectangle covers. */
function keepInside(
  { from, to }: Drag,
  plane: Plane,
  { scales }: StudyView,
  { x, y }: TradeOffAxes,
  explorer: Explorer,
): void {
  const [a, b] = [toPlace(plane, from), toPlace(plane, to)];
  for (const [metric, ends] of [
    [x.metric, [a.x, b.x]],
    [y.metric, [a.y, b.y]],
  ] as const) {
    const values = ends.map((value) => value * scales[metric].divisor);
    explorer.setRange(metric, { least: Math.min(...values), most: Math.max(...values) });
  }
}

/** The front policy beside the selected one, by the horizontal axis; the first one when none is selected. */
function neighbour({ front }: TradeOffMarks, selected: number | null, direction: number) {
  const ordered = [...front].sort((a, b) => a.x - b.x || a.trial - b.trial);
  const index = ordered.findIndex(({ trial }) => trial === selected);
  return ordered[index < 0 ? 0 : Math.min(Math.max(index + direction, 0), ordered.length - 1)];
}
