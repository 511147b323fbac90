import { formatGiven } from '../../format.js';
import type { ReportMetric } from '../../report-data.js';
import { COLOURS, VIRIDIS } from '../palette.js';
import { type StudyView, titleOf } from '../study-view.js';
import type { EChartsCoreOption } from './echarts.js';
import { errorBars } from './error-bars.js';
import {
  type Extent,
  type FrontMark,
  frontExtent,
  type Place,
  type TradeOffAxes,
  tradeOffMarks,
} from './trade-off-marks.js';
import {
  frontSeries,
  nominalSeries,
  otherSeries,
  searchedSeries,
  selectionSeries,
} from './trade-off-series.js';
import { nominalTooltip, trialTooltip } from './trade-off-tooltip.js';

const FRONT_ID = 'front';

export interface TradeOffChart {
  readonly option: EChartsCoreOption;
  /** Scored trials outside the part of the plane that is shown. */
  readonly outside: number;
}

/** The trade-off between two objectives, with a third as colour. */
export function tradeOffChart(view: StudyView, axes: TradeOffAxes, selected: number | null): TradeOffChart {
  const marks = tradeOffMarks(view, axes);
  const whole: readonly [Extent | null, Extent | null] = [null, null];
  const [x, y] = axes.range === 'all' ? whole : [frontExtent(marks, 'x'), frontExtent(marks, 'y')];
  const inside = (place: Place) => within(place.x, x) && within(place.y, y);
  const others = marks.others.filter(inside);
  const option = {
    animation: false,
    grid: { left: 70, right: 150, top: 24, bottom: 48 },
    tooltip: {
      formatter: ({ data }: { data: { trial?: number } }) =>
        data.trial === undefined ? nominalTooltip(view) : trialTooltip(view, data.trial),
    },
    xAxis: { ...axis(titleOf(view, axes.x), x), nameGap: 30 },
    yAxis: { ...axis(titleOf(view, axes.y), y), nameGap: 50, ...logarithmic(marks.floor) },
    visualMap: colourBar(view, axes.colour, marks.front),
    series: [
      otherSeries(others),
      searchedSeries(marks.front),
      errorBars(marks.front),
      frontSeries(marks, FRONT_ID, view.data.knee),
      nominalSeries(marks.nominal),
      selectionSeries([...marks.front, ...others].find(({ trial }) => trial === selected)),
    ],
  };
  return { option, outside: marks.others.length - others.length };
}

const within = (value: number, extent: Extent | null) =>
  extent === null || (value >= extent[0] && value <= extent[1]);

const axisNumber = (value: number) => formatGiven(value, '');

function axis(name: string, extent: Extent | null) {
  return {
    type: 'value',
    name,
    nameLocation: 'middle',
    nameTextStyle: { color: COLOURS.text, fontSize: 13 },
    axisLine: { show: true, lineStyle: { color: COLOURS.muted } },
    axisLabel: { color: COLOURS.muted, formatter: axisNumber },
    splitLine: { lineStyle: { color: COLOURS.nominal } },
    ...(extent ? { min: extent[0], max: extent[1] } : { scale: true }),
  };
}

/** What turns an axis into a logarithmic one that begins at `floor` and calls it 0. */
function logarithmic(floor: number) {
  if (floor === -Infinity) return {};
  const formatter = (value: number) => (value === floor ? '0' : axisNumber(value));
  return { type: 'log', min: floor, axisLabel: { color: COLOURS.muted, formatter } };
}

function colourBar(view: StudyView, metric: ReportMetric, front: readonly FrontMark[]) {
  const { decimals } = view.scales[metric.metric];
  const values = front.map(({ colour }) => colour);
  const min = values.length > 0 ? Math.min(...values) : 0;
  const max = Math.max(min, ...values);
  const end = (value: number) => axisNumber(Number(value.toFixed(decimals)));
  return {
    type: 'continuous',
    show: max > min,
    seriesId: FRONT_ID,
    dimension: 2,
    min,
    max: max > min ? max : min + 1,
    inRange: { color: [...VIRIDIS] },
    text: [`${titleOf(view, metric)}\n\n${end(max)}`, end(min)],
    textStyle: { color: COLOURS.muted },
    right: 4,
    top: 16,
    itemHeight: 220,
    itemWidth: 14,
    hoverLink: false,
  };
}
