import { useMemo, useState } from 'preact/hooks';
import type { ReportMetric } from '../../report-data.js';
import { Parallel } from '../charts/parallel.js';
import { Scatter } from '../charts/scatter.js';
import type { TradeOffAxes } from '../charts/trade-off-marks.js';
import { Choice } from '../choice.js';
import type { Explorer } from '../explorer/use-explorer.js';
import { VIRIDIS } from '../palette.js';
import { type StudyView, titleOf } from '../study-view.js';
import { RangeFields } from './range-fields.js';

export interface ExplorerPanelProps {
  readonly view: StudyView;
  readonly explorer: Explorer;
}

/** The trade-off: every pair of objectives as a scatter panel, all metrics as parallel coordinates, and ranges. */
export function ExplorerPanel({ view, explorer }: ExplorerPanelProps) {
  const [range, setRange] = useState<TradeOffAxes['range']>('front');
  const [scale, setScale] = useState<TradeOffAxes['verticalScale']>('linear');
  const panels = useMemo(() => objectivePairs(view.data.objectives, range, scale), [view, range, scale]);
  return (
    <section aria-labelledby="trade-off">
      <h2 id="trade-off">Trade-off</h2>
      <div class="controls">
        <Choice label="Range" value={range} options={RANGES} onChoose={setRange} />
        <Choice label="Scale of quality" value={scale} options={SCALES} onChoose={setScale} />
      </div>
      <RangeFields view={view} explorer={explorer} />
      <div class={`panels of-${Math.min(3, panels.length)}`}>
        {panels.map((axes) => (
          <figure key={`${axes.x.metric} ${axes.y.metric}`}>
            <Scatter view={view} explorer={explorer} axes={axes} height={panels.length > 1 ? 320 : 440} />
            <ColourBar view={view} metric={axes.colour} />
          </figure>
        ))}
      </div>
      <Parallel view={view} explorer={explorer} range={range} height={240} />
      <p class="caption">
        Coloured: policies that no other trial beats on all objectives, placed where fresh seeds confirmed
        them, with 95% intervals; a thin line leads to where the search had seen them. Grey: other trials.
        Square: everything at the nominal point. Click a mark or a line to see its policy in every chart and
        table; drag a rectangle, or along an axis, to keep what lies inside.
      </p>
    </section>
  );
}

const RANGES = [
  ['front', 'around the front'],
  ['all', 'all trials'],
] as const;
const SCALES = [
  ['linear', 'linear'],
  ['log', 'logarithmic'],
] as const;

/** Energy across before time across, quality upwards; the colour is an objective that is on neither axis. */
function objectivePairs(
  objectives: readonly ReportMetric[],
  range: TradeOffAxes['range'],
  scale: TradeOffAxes['verticalScale'],
): TradeOffAxes[] {
  const rank = ({ unit }: ReportMetric) => (unit === 'J' ? 0 : unit === 's' ? 1 : 2);
  const ordered = [...objectives].sort((a, b) => rank(a) - rank(b));
  if (ordered.length === 1) ordered.push(ordered[0]);
  return ordered.flatMap((x, i) =>
    ordered.slice(i + 1).map((y) => ({
      x,
      y,
      colour: ordered.find((candidate) => candidate !== x && candidate !== y) ?? y,
      range,
      verticalScale: rank(y) === 2 ? scale : 'linear',
    })),
  );
}

/** What the colours of the front mean. */
function ColourBar({ view, metric }: { view: StudyView; metric: ReportMetric }) {
  const scale = view.scales[metric.metric];
  const values = view.headline.policies
    .map(({ metrics }) => metrics[metric.metric] / scale.divisor)
    .filter(Number.isFinite);
  if (values.length < 2) return null;
  const text = (value: number) => value.toFixed(scale.decimals);
  return (
    <figcaption class="colour-bar">
      {titleOf(view, metric)} {text(Math.min(...values))}{' '}
      <span style={{ background: `linear-gradient(to right, ${VIRIDIS.join(', ')})` }} />{' '}
      {text(Math.max(...values))}
    </figcaption>
  );
}
