import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type Comparison, type Contestant, entriesOf } from '../../core/comparison.js';
import { FIGURE_FONT } from '../figures/figure-font.js';

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 1080;
const HEIGHT = 900;
/** Distances below this share one mark: a logarithmic axis has no 0. */
const FLOOR = 1e-3;

/** Okabe and Ito's colours; line styles tell contestants apart that share one. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#555555', '#8c564b'];
const LINES = ['solid', 'dashed', 'dotted'] as const;

/** Quality against voltage, and against energy saved: one line a contestant, as one SVG. */
export function comparisonFigure(comparison: Comparison): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const { contestants, settings } = comparison;
  const series = (grid: number, x: (entry: Comparison['entries'][number]) => number) =>
    contestants.map((contestant, i) => line(comparison, contestant, i, grid, x));
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FIGURE_FONT },
    title: [
      {
        text: `Perceptual distance against voltage (margin ${settings.margin})`,
        left: 20,
        top: 8,
        textStyle: TITLE,
      },
      { text: 'Perceptual distance against energy saved', left: 20, top: 405, textStyle: TITLE },
    ],
    legend: {
      left: 70,
      top: 800,
      width: WIDTH - 90,
      itemGap: 36,
      data: contestants.map(({ label }) => label),
    },
    grid: [
      { left: 70, right: 30, top: 45, height: 300 },
      { left: 70, right: 30, top: 442, height: 300 },
    ],
    xAxis: [
      { ...axis('voltage [V]', 0), inverse: true, scale: true },
      { ...axis('energy saved [%]', 1), scale: true },
    ],
    yAxis: [distanceAxis(0), distanceAxis(1)],
    series: [
      ...series(0, ({ point }) => point.voltageV),
      ...series(1, ({ energySaving }) => 100 * energySaving),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const TITLE = { fontSize: 15 } as const;

const axis = (name: string, gridIndex: number) => ({
  type: 'value' as const,
  name,
  nameLocation: 'middle' as const,
  nameGap: 28,
  gridIndex,
});

const distanceAxis = (gridIndex: number) => ({
  type: 'log' as const,
  name: 'distance',
  nameLocation: 'middle' as const,
  nameGap: 45,
  gridIndex,
  axisLine: { onZero: false },
  min: FLOOR,
});

function line(
  comparison: Comparison,
  contestant: Contestant,
  index: number,
  grid: number,
  x: (entry: Comparison['entries'][number]) => number,
) {
  const colour = COLOURS[index % COLOURS.length];
  return {
    name: contestant.label,
    type: 'line' as const,
    xAxisIndex: grid,
    yAxisIndex: grid,
    symbolSize: 7,
    color: colour,
    lineStyle: { type: LINES[Math.floor(index / COLOURS.length) % LINES.length] },
    data: entriesOf(comparison, contestant).map((entry) => [
      x(entry),
      Math.max(FLOOR, entry.metrics.perceptualDistance),
    ]),
  };
}
