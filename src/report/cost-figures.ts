import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import type { Accelerator } from '../accelerator/accelerator.js';
import { type Cost, ENERGY_COMPONENTS, type PartCost } from '../accelerator/cost.js';
import { dramBandwidthBytesPerS } from '../accelerator/dram.js';
import { COLOURS } from './colours.js';
import { FIGURE_FONT } from './figures/figure-font.js';
import { displayScale, formatLargeCount } from './format.js';

use([
  BarChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  TitleComponent,
  LabelLayout,
  SVGRenderer,
]);

const WIDTH = 1100;
const HEIGHT = 920;
/** Without a browser text is measured too short; the gap keeps entries apart. */
const LEGEND = { left: 90, width: WIDTH - 120, itemGap: 34 } as const;

/** What a figure of costs is drawn from. */
export interface CostFigure {
  readonly title: string;
  readonly accelerator: Accelerator;
  readonly blocks: readonly string[];
  /** Cost without undervolting, overclocking or protection. */
  readonly nominal: Cost;
  /** Cost under the policy asked for; null when that is the nominal one. */
  readonly policy: Cost | null;
}

/** Roofline of the blocks above, energy by component below, as one SVG. */
export function costFigure(figure: CostFigure): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const roofline = rooflineOf(figure);
  const energy = energyOf(figure);
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FIGURE_FONT },
    title: [
      { text: figure.title, left: 20, top: 12, textStyle: { fontSize: 18 } },
      { text: roofline.caption, left: 20, top: 40, textStyle: { fontSize: 13, fontWeight: 'normal' } },
      { text: 'Energy per image by component', left: 20, top: 580, textStyle: { fontSize: 15 } },
    ],
    legend: [
      { ...LEGEND, top: 66, data: roofline.series.map(({ name }) => name) },
      { ...LEGEND, top: 610, data: energy.series.map(({ name }) => name) },
    ],
    grid: [
      { left: 90, right: 40, top: 110, height: 400 },
      { left: 90, right: 40, top: 690, height: 150 },
    ],
    xAxis: [roofline.xAxis, energy.xAxis],
    yAxis: [roofline.yAxis, energy.yAxis],
    series: [...roofline.series, ...energy.series],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/**
 * Work per second over work per DRAM byte (Williams et al., CACM 2009). A block that moves no byte has no place on
 * the axis and stands at its right end.
 */
function rooflineOf({ accelerator, blocks, nominal, policy }: CostFigure) {
  const { array, core, dram } = accelerator;
  const peak = array.rows * array.cols * core.nominal.frequencyHz;
  const bandwidth = dramBandwidthBytesPerS(dram);
  const costs = policy ? [nominal, policy] : [nominal];
  const finite = costs.flatMap(({ blocks }) => blocks.map(intensity)).filter(Number.isFinite);
  const ridge = peak / bandwidth;
  const left = 10 ** Math.floor(Math.log10(Math.min(ridge / 10, ...finite)));
  const right = 10 ** Math.ceil(Math.log10(Math.max(ridge * 100, ...finite) * 1.5));
  const points = (cost: Cost) =>
    cost.blocks.flatMap((block, i) =>
      block.macs > 0
        ? [{ name: blocks[i], value: [Math.min(intensity(block), right), block.macs / block.latencyS] }]
        : [],
    );
  const marks = [
    { name: 'blocks, nominal', cost: nominal, symbol: 'circle', color: '#0072b2' },
    ...(policy ? [{ name: 'blocks, policy', cost: policy, symbol: 'diamond', color: '#d55e00' }] : []),
  ];
  const lowest = Math.min(...marks.flatMap(({ cost }) => points(cost).map(({ value }) => value[1])));
  return {
    caption: `Roofline: ${blocks.length} blocks; ridge at ${ridge.toPrecision(3)} MAC/B of DRAM traffic. Blocks without DRAM traffic stand at the right edge.`,
    xAxis: logAxis('MAC per byte of DRAM traffic', left, right),
    yAxis: logAxis('MAC/s', 10 ** Math.floor(Math.log10(lowest)), 10 ** Math.ceil(Math.log10(peak * 1.2))),
    series: [
      {
        name: 'roof at the nominal point',
        type: 'line' as const,
        symbol: 'none',
        color: '#555555',
        data: [
          [left, left * bandwidth],
          [ridge, peak],
          [right, peak],
        ],
      },
      ...marks.map(({ name, cost, symbol, color }) => ({
        name,
        type: 'scatter' as const,
        symbol,
        symbolSize: 9,
        color,
        itemStyle: { opacity: 0.75 },
        label: { show: true, position: 'left' as const, formatter: '{b}', color: '#555555' },
        labelLayout: { hideOverlap: true },
        data: points(cost),
      })),
    ],
  };
}

const intensity = ({ macs, dramBytes }: PartCost) => macs / dramBytes;

const logAxis = (name: string, min: number, max: number) => ({
  type: 'log' as const,
  axisLabel: { formatter: formatLargeCount },
  name,
  nameLocation: 'middle' as const,
  nameGap: 34,
  min,
  max,
  gridIndex: 0,
});

function energyOf({ nominal, policy }: CostFigure) {
  const rows = [...(policy ? [{ name: 'policy', cost: policy }] : []), { name: 'nominal', cost: nominal }];
  const scale = displayScale(
    'J',
    rows.map(({ cost }) => cost.energyJ),
  );
  return {
    xAxis: {
      type: 'value' as const,
      name: `energy per image [${scale.symbol}]`,
      nameLocation: 'middle' as const,
      nameGap: 28,
      gridIndex: 1,
    },
    yAxis: { type: 'category' as const, data: rows.map(({ name }) => name), gridIndex: 1 },
    series: ENERGY_COMPONENTS.map((component, i) => ({
      name: component,
      type: 'bar' as const,
      stack: 'energy',
      xAxisIndex: 1,
      yAxisIndex: 1,
      barWidth: 40,
      color: COLOURS[i],
      data: rows.map(({ cost }) => cost.energyByComponentJ[component] / scale.divisor),
    })).filter(({ data }) => data.some((value) => value > 0)),
  };
}
