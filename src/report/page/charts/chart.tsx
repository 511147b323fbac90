import type { ECharts } from 'echarts/core';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePalette } from '../theme.js';
import { FONT } from './canvas-layer.js';
import { type EChartsCoreOption, init } from './echarts.js';

/** Width in CSS pixels that an A4 page leaves to a chart. */
const PRINT_WIDTH = 680;

export interface ChartProps {
  readonly option: EChartsCoreOption;
  readonly height: number;
  /** What the chart shows, for people who do not see it. */
  readonly label: string;
  /** Part of the page's width that the chart takes on paper. */
  readonly share?: number;
}

/** An ECharts chart that follows its container's width, on screen and on paper. */
export function Chart({ option, height, label, share = 1 }: ChartProps) {
  const container = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const { text } = usePalette();
  useLayoutEffect(() => {
    if (!container.current) return;
    const made = init(container.current, null, { renderer: 'svg' });
    chart.current = made;
    const stop = followWidth(made, container.current, PRINT_WIDTH * share);
    return () => {
      stop();
      made.dispose();
    };
  }, [share]);
  useLayoutEffect(() => {
    const textStyle = { fontFamily: FONT, color: text };
    chart.current?.setOption({ textStyle, ...option }, { notMerge: true });
  }, [option, text, share]);
  return (
    <div ref={container} class="chart" style={{ height: `${height}px` }} role="img" aria-label={label} />
  );
}

function followWidth(chart: ECharts, container: HTMLElement, printWidth: number): () => void {
  const observer = new ResizeObserver(() => chart.resize());
  const toPaper = () => {
    chart.resize({ width: printWidth });
    // The page is printed before the next frame would draw.
    chart.getZr().flush();
  };
  const toScreen = () => chart.resize({ width: 'auto' });
  observer.observe(container);
  window.addEventListener('beforeprint', toPaper);
  window.addEventListener('afterprint', toScreen);
  return () => {
    observer.disconnect();
    window.removeEventListener('beforeprint', toPaper);
    window.removeEventListener('afterprint', toScreen);
  };
}
