import { ScatterChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Metrics } from '../../core/trial.js';
import { displayScale } from '../format.js';
import type { Headline } from '../headline.js';
import type { ReportData, ReportMetric } from '../report-data.js';
import { roundExtent } from '../round-extent.js';
import { FIGURE_FONT } from './figure-font.js';

use([ScatterChart, GridComponent, TitleComponent, SVGRenderer]);

const FRONT = '#0072b2';
const OTHER = '#a8b0b8';
const PANEL = 380;
const HEIGHT = 430;

/** Trials beside the front that are drawn; of more, evenly many are left out. */
const MOST_OTHERS = 1500;

/** Every pair of objectives as a panel: the front as confirmed, other trials, the nominal point. One SVG. */
export function tradeOffFigure(data: ReportData, { policies }: Headline): string {
  const pairs = data.objectives.flatMap((x, i) => data.objectives.slice(i + 1).map((y) => ({ x, y })));
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: Math.max(1, pairs.length) * PANEL + 20,
    height: HEIGHT,
  });
  const front = new Set(data.front.map(({ trialNumber }) => trialNumber));
  const others = data.trials.filter(
    ({ number, outcome }) => outcome.status === 'scored' && !front.has(number),
  );
  const every = Math.ceil(others.length / MOST_OTHERS);
  const shown = others
    .filter((_, i) => i % every === 0)
    .flatMap(({ outcome }) => (outcome.status === 'scored' ? [outcome.metrics] : []));
  const marks = {
    confirmed: policies.filter(({ member }) => member.confirmed).map(({ metrics }) => metrics),
    unconfirmed: policies.filter(({ member }) => !member.confirmed).map(({ metrics }) => metrics),
    nominal: [data.nominal.metrics],
    others: shown,
  };
  const panels = pairs.map(({ x, y }) => panelOf(x, y, marks));
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FIGURE_FONT },
    title: {
      text: data.title,
      subtext:
        'Blue: policies on the front, filled where confirmed on fresh seeds. Grey: other trials. Black square: nominal point.',
      left: 20,
      top: 10,
      textStyle: { fontSize: 15 },
    },
    grid: panels.map((_, i) => ({ left: i * PANEL + 70, width: PANEL - 90, top: 80, bottom: 60 })),
    xAxis: panels.map(({ x }, i) => ({ ...x, gridIndex: i, nameGap: 28 })),
    yAxis: panels.map(({ y }, i) => ({ ...y, gridIndex: i, nameGap: 44 })),
    series: panels.flatMap(({ series }, i) =>
      series.map((one) => ({ ...one, xAxisIndex: i, yAxisIndex: i })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

interface Marks {
  readonly confirmed: readonly Metrics[];
  readonly unconfirmed: readonly Metrics[];
  readonly nominal: readonly Metrics[];
  readonly others: readonly Metrics[];
}

function panelOf(x: ReportMetric, y: ReportMetric, { confirmed, unconfirmed, nominal, others }: Marks) {
  const shown = [...confirmed, ...unconfirmed, ...nominal];
  const scales = [x, y].map(({ metric, unit }) =>
    displayScale(
      unit,
      shown.map((scores) => scores[metric] ?? 0),
    ),
  );
  const axis = ({ label, metric }: ReportMetric, k: number) => {
    const { divisor, symbol } = scales[k];
    const [min, max] = roundExtent(shown.map((scores) => scores[metric] / divisor));
    return {
      type: 'value' as const,
      name: symbol === '' ? label : `${label} (${symbol})`,
      nameLocation: 'middle' as const,
      min,
      max,
      axisLabel: { hideOverlap: true },
    };
  };
  const at = (scores: Metrics) => [x, y].map(({ metric }, k) => scores[metric] / scales[k].divisor);
  const series = (all: readonly Metrics[], symbol: string, symbolSize: number, itemStyle: object) => ({
    type: 'scatter' as const,
    data: all.map(at),
    symbol,
    symbolSize,
    clip: true,
    itemStyle,
  });
  return {
    x: axis(x, 0),
    y: axis(y, 1),
    series: [
      series(others, 'circle', 4, { color: OTHER, opacity: 0.6 }),
      series(nominal, 'rect', 11, { color: '#1b1f24', opacity: 1 }),
      series(unconfirmed, 'circle', 8, {
        color: '#ffffff',
        borderColor: FRONT,
        borderWidth: 1.5,
        opacity: 1,
      }),
      series(confirmed, 'circle', 9, { color: FRONT, opacity: 1 }),
    ],
  };
}
