import { useMemo } from 'preact/hooks';
import { formatGiven, formatNumber } from '../../format.js';
import type { ReportData } from '../../report-data.js';
import { Chart } from '../charts/chart.js';
import type { Palette } from '../palette.js';
import type { StudyView } from '../study-view.js';
import { usePalette } from '../theme.js';
import { BoundUseTable } from './bound-use-table.js';

/** How the search went: growth of the front, and the trials that gave no score. */
export function SearchPanel({ view }: { view: StudyView }) {
  const { data } = view;
  const palette = usePalette();
  const option = useMemo(() => hypervolumeOption(data.hypervolume.values, palette), [data, palette]);
  const reference = data.objectives
    .map(({ metric, label, unit }) => {
      const value = data.hypervolume.referencePoint[metric];
      return `${label.toLowerCase()} ${value === undefined ? 'n/a' : formatGiven(Number(value.toPrecision(3)), unit)}`;
    })
    .join(', ');
  return (
    <section aria-labelledby="search">
      <h2 id="search">Search</h2>
      <div class="halves">
        <figure>
          <figcaption>Hypervolume over trials</figcaption>
          <Chart
            share={0.46}
            option={option}
            height={260}
            label="Hypervolume dominated by the front after each trial."
          />
          <p class="caption">
            Share of the final hypervolume (the objective space that the front dominates, up to {reference}).
            A long flat end says that more trials would hardly help.
          </p>
        </figure>
        <div>
          <Unscored data={data} />
          <BoundUseTable view={view} />
        </div>
      </div>
    </section>
  );
}

function hypervolumeOption(values: readonly number[], palette: Palette) {
  const final = values.at(-1) || 1;
  return {
    animation: false,
    grid: { left: 8, right: 24, top: 12, bottom: 30, containLabel: true },
    tooltip: {
      trigger: 'axis',
      formatter: ([{ value }]: { value: [number, number] }[]) =>
        `after trial ${value[0]}: ${formatNumber(value[1] * final)} (${formatNumber(value[1] * 100)} % of the final)`,
    },
    xAxis: {
      type: 'value',
      name: 'trial',
      nameLocation: 'middle',
      nameGap: 28,
      max: values.length - 1,
      axisLabel: { color: palette.muted },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      axisLabel: { color: palette.muted },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        type: 'line',
        step: 'end',
        showSymbol: false,
        lineStyle: { color: palette.accent, width: 2 },
        itemStyle: { color: palette.accent },
        data: growth(values).map((trial) => [trial, values[trial] / final]),
      },
    ],
  };
}

/** The trials after which the hypervolume has grown, and the last: of thousands few others would show anything. */
const growth = (values: readonly number[]): number[] =>
  [...values.keys()].filter((n) => n === values.length - 1 || values[n] !== values[n - 1]);

/** Trials without a score, counted by reason. */
function Unscored({ data }: { data: ReportData }) {
  const reasons = countReasons(data);
  return (
    <div>
      <h3>Trials without a score</h3>
      {reasons.length === 0 ? (
        <p>None.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Trials</th>
              <th scope="col">Status</th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {reasons.map(({ status, reason, count }) => (
              <tr key={`${status} ${reason}`}>
                <td class="number">{count}</td>
                <td>{status}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

interface ReasonCount {
  readonly status: string;
  readonly reason: string;
  readonly count: number;
}

function countReasons({ trials }: ReportData): ReasonCount[] {
  const counts = new Map<string, ReasonCount>();
  for (const { outcome } of trials) {
    if (outcome.status === 'scored') continue;
    const reason = outcome.status === 'infeasible' ? outcome.reason : outcome.error.message;
    const key = `${outcome.status} ${reason}`;
    counts.set(key, { status: outcome.status, reason, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}
