import { ScatterChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Metrics } from '../../core/trial.js';
import { displayScale } from '../format.js';
import type { Headline } from '../headline.js';
import type { ReportData, ReportMetric } from '../report-data.js';
import { roundExtent } from '../round-extent.js';

use([ScatterChart, GridComponent, TitleComponent, SVGRenderer]);

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
    front: policies.map(({ metrics }) => metrics),
    nominal: [data.nominal.metrics],
    others: shown,
  };
  const panels = pairs.map(({ x, y }) => panelOf(x, y, marks));
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    title: {
      text: data.title,
      subtext: 'Blue: policies on the front. Grey: other trials. Black square: nominal point.',
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
  readonly front: readonly Metrics[];
  readonly nominal: readonly Metrics[];
  readonly others: readonly Metrics[];
}

function panelOf(x: ReportMetric, y: ReportMetric, { front, nominal, others }: Marks) {
  const scales = [x, y].map(({ metric, unit }) =>
    displayScale(
      unit,
      [...front, ...nominal].map((scores) => scores[metric] ?? 0),
    ),
  );
  const axis = ({ label, metric }: ReportMetric, k: number) => {
    const { divisor, symbol } = scales[k];
    const [min, max] = roundExtent([...front, ...nominal].map((scores) => scores[metric] / divisor));
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
  const series = (all: readonly Metrics[], symbol: string, symbolSize: number, color: string) => ({
    type: 'scatter' as const,
    data: all.map(at),
    symbol,
    symbolSize,
    clip: true,
    itemStyle: { color, opacity: color === OTHER ? 0.6 : 1 },
  });
  return {
    x: axis(x, 0),
    y: axis(y, 1),
    series: [
      series(others, 'circle', 4, OTHER),
      series(nominal, 'rect', 10, '#1b1f24'),
      series(front, 'circle', 9, '#0072b2'),
    ],
  };
}
