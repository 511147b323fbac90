import type { WorkerStatus } from '../execution/supervised-worker.js';
import { scatter, sparkline } from './character-plot.js';
import { formatDuration } from './progress.js';

/** How a search stands. */
export interface SearchState {
  /** The most important in one line: all that is shown where there is no terminal. */
  readonly line: string;
  /** Trials that are there, as a share of all, 0..1. */
  readonly done: number;
  readonly workers: readonly WorkerStatus[];
  /** The front's objectives, all minimised; only the first two are plotted. */
  readonly front: readonly (readonly number[])[];
  /** What the first two objectives are called. */
  readonly axes: readonly string[];
  /** Hypervolume after each trial, in the order in which they finished. */
  readonly trace: readonly number[];
  /** Last failures, oldest first. */
  readonly failures: readonly string[];
}

const PLOT_COLUMNS = 48;
const PLOT_ROWS = 8;
const BAR_COLUMNS = 48;

/** More points make a plot of fewer dots no clearer. */
const FEWEST_PLOTTED = 2;

/** A search as a terminal shows it while it runs; its first line says enough alone. */
export function liveView(state: SearchState): string {
  const { line, done, workers, front, axes, trace, failures } = state;
  const filled = Math.round(BAR_COLUMNS * Math.min(1, done));
  return [
    line,
    `${'█'.repeat(filled)}${'░'.repeat(BAR_COLUMNS - filled)}`,
    ...workers.map(workerLine),
    ...(front.length < FEWEST_PLOTTED || axes.length < 2
      ? []
      : [`${axes[1]} over ${axes[0]}`, ...scatter(front, PLOT_COLUMNS, PLOT_ROWS)]),
    ...(trace.length === 0 ? [] : [`hypervolume ${sparkline(trace, PLOT_COLUMNS)}`]),
    ...failures.map((failure) => `failed: ${failure}`),
  ].join('\n');
}

function workerLine({ name, pid, trialNumber, busyMs }: WorkerStatus): string {
  const work = trialNumber === null ? 'waits' : `trial ${trialNumber}, ${formatDuration(busyMs)}`;
  return `worker ${name ?? pid ?? 'ended'}: ${work}`;
}
