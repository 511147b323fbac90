import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { COLOURS } from './colours.js';
import { FIGURE_FONT } from './figures/figure-font.js';

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 900;
const HEIGHT = 460;

/** How a study's front grew. */
export interface StudyTrace {
  readonly study: string;
  /** Its search algorithm. */
  readonly algorithm: string;
  /** Share of the objectives' box that is dominated after each trial, 0..1; never falls. */
  readonly hypervolumes: readonly number[];
  /** The same by posterior means, where a model says them. */
  readonly believed?: readonly number[];
}

/** Of long traces the first trials are left out: they would take most of the height. */
const SHOWN_FROM = 30;

const line = (shares: readonly number[], from: number, style: object) => ({
  ...style,
  type: 'line' as const,
  step: 'end' as const,
  symbol: 'none',
  data: shares.map((share, trial) => [trial + 1, 100 * share]).slice(from - 1),
});

/** Hypervolume over trials (logarithmic) of several studies, as one SVG: by posterior means, and dotted as measured. */
export function tracesFigure(title: string, traces: readonly StudyTrace[]): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const longest = Math.max(...traces.map(({ hypervolumes }) => hypervolumes.length));
  const from = longest >= 10 * SHOWN_FROM ? SHOWN_FROM : 1;
  const names = traces.map(({ study, algorithm }) => `${study} (${algorithm})`);
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FIGURE_FONT },
    title: { text: title, left: 20, top: 12, textStyle: { fontSize: 16 } },
    legend: { left: 70, top: 42, width: WIDTH - 100, itemGap: 34, data: names },
    grid: { left: 80, right: 40, top: 90, bottom: 60 },
    xAxis: { type: 'log', name: 'trials', nameLocation: 'middle', nameGap: 32, min: from, max: longest },
    yAxis: {
      type: 'value',
      name: 'hypervolume [%]',
      nameLocation: 'middle',
      nameGap: 48,
      scale: true,
    },
    series: traces.flatMap(({ hypervolumes, believed }, i) => {
      const color = COLOURS[(3 * i) % COLOURS.length];
      const solid = { name: names[i], color, lineStyle: { width: 2.5 } };
      return believed
        ? [
            line(believed, from, solid),
            line(hypervolumes, from, { color, lineStyle: { width: 1.2, type: 'dotted' } }),
          ]
        : [line(hypervolumes, from, solid)];
    }),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
