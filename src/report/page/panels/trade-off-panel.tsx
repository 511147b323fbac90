import { useMemo, useState } from 'preact/hooks';
import type { ReportMetric } from '../../report-data.js';
import { Chart } from '../charts/chart.js';
import type { TradeOffAxes } from '../charts/trade-off-marks.js';
import { tradeOffChart } from '../charts/trade-off-option.js';
import { Choice } from '../choice.js';
import type { StudyView } from '../study-view.js';

/** Trials above which the chart is drawn on a canvas. */
const CANVAS_FROM = 2000;

export interface TradeOffPanelProps {
  readonly view: StudyView;
  readonly selected: number | null;
  readonly onSelect: (trialNumber: number) => void;
}

/** The front as a chart: two objectives as axes, a third as colour. */
export function TradeOffPanel({ view, selected, onSelect }: TradeOffPanelProps) {
  const [axes, setAxes] = useState(() => firstAxes(view.data.objectives));
  const { option, outside } = useMemo(() => tradeOffChart(view, axes, selected), [view, axes, selected]);
  const choose = (change: Partial<TradeOffAxes>) => setAxes({ ...axes, ...change });
  return (
    <section aria-labelledby="trade-off">
      <h2 id="trade-off">Trade-off</h2>
      <div class="controls">
        {(['x', 'y', 'colour'] as const).map((role) => (
          <Choice
            key={role}
            label={ROLE_LABELS[role]}
            value={axes[role].metric}
            options={view.data.objectives.map(({ metric, label }) => [metric, label])}
            onChoose={(metric) => choose({ [role]: objective(view, metric) })}
          />
        ))}
        <Choice label="Range" value={axes.range} options={RANGES} onChoose={(range) => choose({ range })} />
        <Choice
          label="Vertical scale"
          value={axes.verticalScale}
          options={SCALES}
          onChoose={(verticalScale) => choose({ verticalScale })}
        />
      </div>
      <Chart
        option={option}
        height={440}
        label={`${axes.y.label} against ${axes.x.label} of all scored trials, front highlighted; the table below holds the same figures.`}
        renderer={view.data.trials.length > CANVAS_FROM ? 'canvas' : 'svg'}
        onSelect={onSelect}
      />
      <p class="caption">
        Coloured: policies that no other trial beats on all objectives, placed where fresh seeds confirmed
        them, with 95% intervals; a thin line leads to the hollow dot where the search had seen them. Grey:
        other trials
        {outside > 0 && ` (${outside} lie outside this range)`}. Square: everything at the nominal point.
        Click a mark to see its policy.
      </p>
    </section>
  );
}

const ROLE_LABELS = { x: 'Horizontal', y: 'Vertical', colour: 'Colour' } as const;
const RANGES = [
  ['front', 'around the front'],
  ['all', 'all trials'],
] as const;
const SCALES = [
  ['linear', 'linear'],
  ['log', 'logarithmic'],
] as const;

/** Energy across, quality upwards, the rest as colour, as far as a study has them. */
function firstAxes(objectives: readonly ReportMetric[]): TradeOffAxes {
  const x = objectives.find(({ unit }) => unit === 'J') ?? objectives[0];
  const others = objectives.filter((candidate) => candidate !== x);
  const y = others.find(({ unit }) => unit !== 's') ?? others[0] ?? x;
  const colour = others.find((candidate) => candidate !== y) ?? y;
  return { x, y, colour, range: 'front', verticalScale: 'linear' };
}

const objective = (view: StudyView, metric: string) =>
  view.data.objectives.find((candidate) => candidate.metric === metric) ?? view.data.objectives[0];
