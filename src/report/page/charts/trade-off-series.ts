import type { ScatterSeriesOption } from 'echarts/charts';
import { formatGiven } from '../../format.js';
import { COLOURS } from '../palette.js';
import type { FrontMark, Place, TradeOffMarks, TrialMark } from './trade-off-marks.js';

const at = ({ x, y }: Place) => [x, y];

/** Trials that are not on the front. */
export const otherSeries = (others: readonly TrialMark[]): ScatterSeriesOption => ({
  type: 'scatter',
  data: others.map((mark) => ({ trial: mark.trial, value: at(mark) })),
  symbolSize: 6,
  itemStyle: { color: COLOURS.dominated, opacity: 0.6 },
});

/** Front policies where the search had seen them. */
export const searchedSeries = (front: readonly FrontMark[]): ScatterSeriesOption => ({
  type: 'scatter',
  silent: true,
  data: front.map(({ searched }) => at(searched)),
  symbolSize: 5,
  itemStyle: { color: '#fff', borderColor: COLOURS.muted, borderWidth: 1, opacity: 1 },
});

/** Front policies where fresh seeds put them; the third value is what the colour shows. */
export function frontSeries(
  { front, bounds }: TradeOffMarks,
  id: string,
  knee: number | null,
): ScatterSeriesOption {
  const label = { show: true, formatter: 'knee', position: 'top', color: COLOURS.text } as const;
  return {
    type: 'scatter',
    id,
    z: 4,
    data: front.map((mark) => ({
      trial: mark.trial,
      value: [...at(mark), mark.colour],
      ...(mark.trial === knee ? { symbol: 'diamond', symbolSize: 18, label } : {}),
    })),
    symbolSize: 12,
    itemStyle: { color: COLOURS.accent, borderColor: COLOURS.text, borderWidth: 1, opacity: 1 },
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: COLOURS.muted, type: 'dashed', width: 1.2 },
      label: {
        color: COLOURS.text,
        position: 'insideEndTop',
        formatter: ({ value }) => `bound ${formatGiven(Number(value), '')}`,
      },
      data: [...bounds.x.map((xAxis) => ({ xAxis })), ...bounds.y.map((yAxis) => ({ yAxis }))],
    },
  };
}

export const nominalSeries = (nominal: Place): ScatterSeriesOption => ({
  type: 'scatter',
  z: 4,
  data: [at(nominal)],
  symbol: 'rect',
  symbolSize: 11,
  itemStyle: { color: COLOURS.text, opacity: 1 },
  label: { show: true, formatter: 'nominal', position: 'top', color: COLOURS.text },
});

/** A ring around the selected policy. */
export const selectionSeries = (chosen: Place | undefined): ScatterSeriesOption => ({
  type: 'scatter',
  silent: true,
  z: 5,
  data: chosen ? [at(chosen)] : [],
  symbolSize: 24,
  itemStyle: { color: 'transparent', borderColor: COLOURS.selected, borderWidth: 2.5, opacity: 1 },
});
