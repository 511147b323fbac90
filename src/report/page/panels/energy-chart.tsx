import { useMemo } from 'preact/hooks';
import { type DisplayScale, displayScale, formatScaled } from '../../format.js';
import type { PolicyDetail, ReportBaseline } from '../../report-data.js';
import { Chart } from '../charts/chart.js';
import { COLOURS } from '../palette.js';

export interface EnergyChartProps {
  readonly nominal: ReportBaseline;
  readonly detail: PolicyDetail;
}

/** Where the energy goes: components of the selected policy beside those of the nominal point. */
export function EnergyChart({ nominal, detail }: EnergyChartProps) {
  const bars = useMemo(() => energyBars(nominal, detail), [nominal, detail]);
  const option = useMemo(() => energyOption(bars, `trial ${detail.trialNumber}`), [bars, detail]);
  return (
    <figure>
      <figcaption>Energy by component ({bars.scale.symbol})</figcaption>
      <Chart
        option={option}
        share={0.46}
        height={60 + 33 * bars.names.length}
        label={`Energy by component: ${bars.names.join(', ')}; nominal point against trial ${detail.trialNumber}.`}
      />
    </figure>
  );
}

/** What the chart draws: the total and the components, the dearest first. */
interface EnergyBars {
  readonly names: readonly string[];
  readonly nominal: readonly number[];
  readonly selected: readonly number[];
  readonly scale: DisplayScale;
}

function energyBars(nominal: ReportBaseline, detail: PolicyDetail): EnergyBars {
  const components = componentsOf(nominal, detail);
  const withTotal = (parts: Readonly<Record<string, number>>) => [
    components.reduce((sum, name) => sum + (parts[name] ?? 0), 0),
    ...components.map((name) => parts[name] ?? 0),
  ];
  const bars = {
    nominal: withTotal(nominal.energyByComponentJ),
    selected: withTotal(detail.energyByComponentJ),
  };
  const scale = displayScale('J', [...bars.nominal, ...bars.selected]);
  return { names: ['total', ...components], ...bars, scale };
}

/** Components that cost anything, the dearest first. */
function componentsOf(nominal: ReportBaseline, detail: PolicyDetail): string[] {
  const cost = (name: string) =>
    Math.max(nominal.energyByComponentJ[name] ?? 0, detail.energyByComponentJ[name] ?? 0);
  const names = Object.keys({ ...nominal.energyByComponentJ, ...detail.energyByComponentJ });
  return [...new Set(names)].filter((name) => cost(name) > 0).sort((a, b) => cost(b) - cost(a));
}

function energyOption({ names, nominal, selected, scale }: EnergyBars, selectedName: string) {
  const label = {
    show: true,
    position: 'right',
    color: COLOURS.text,
    fontSize: 11,
    formatter: ({ data }: { data: { energyJ: number } }) =>
      data.energyJ === 0 ? '0' : formatScaled(data.energyJ, scale),
  };
  const bar = (name: string, energies: readonly number[], color: string) => ({
    type: 'bar',
    name,
    data: energies.map((energyJ) => ({ value: energyJ / scale.divisor, energyJ })),
    itemStyle: { color },
    label,
    barGap: '10%',
    barCategoryGap: '30%',
  });
  return {
    animation: false,
    grid: { left: 8, right: 56, top: 34, bottom: 26, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, selectedMode: false },
    xAxis: { type: 'value', splitLine: { lineStyle: { color: COLOURS.nominal } } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: names,
      axisTick: { show: false },
      axisLabel: { color: COLOURS.text },
    },
    series: [bar('nominal point', nominal, COLOURS.nominalBar), bar(selectedName, selected, COLOURS.accent)],
  };
}
