import type { ECharts } from 'echarts/core';
import { useEffect, useRef } from 'preact/hooks';
import { type EChartsCoreOption, init } from './echarts.js';

/** Width in CSS pixels that an A4 page leaves to a chart. */
const PRINT_WIDTH = 680;

/** The page's font (styles/base.css); charts do not inherit it. */
const FONT = 'system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

export interface ChartProps {
  readonly option: EChartsCoreOption;
  readonly height: number;
  /** What the chart shows, for people who do not see it. */
  readonly label: string;
  /** SVG prints sharply; canvas stays quick with thousands of marks. */
  readonly renderer?: 'svg' | 'canvas';
  /** Part of the page's width that the chart takes on paper. */
  readonly share?: number;
  /** Called with the `trial` of a clicked mark. */
  readonly onSelect?: (trialNumber: number) => void;
}

/** An ECharts chart that follows its container's width, on screen and on paper. */
export function Chart({ option, height, label, renderer = 'svg', share = 1, onSelect }: ChartProps) {
  const container = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  useEffect(() => {
    if (!container.current) return;
    const made = init(container.current, null, { renderer });
    chart.current = made;
    const stop = followWidth(made, container.current, PRINT_WIDTH * share);
    return () => {
      stop();
      made.dispose();
    };
  }, [renderer, share]);
  useEffect(() => {
    chart.current?.setOption({ textStyle: { fontFamily: FONT }, ...option }, { notMerge: true });
  }, [option, renderer, share]);
  useEffect(() => {
    const made = chart.current;
    const click = ({ data }: { data?: unknown }) => {
      if (hasTrial(data)) onSelect?.(data.trial);
    };
    made?.on('click', click);
    return () => {
      if (made && !made.isDisposed()) made.off('click', click);
    };
  }, [onSelect, renderer, share]);
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

const hasTrial = (data: unknown): data is { trial: number } =>
  typeof data === 'object' && data !== null && 'trial' in data && typeof data.trial === 'number';
