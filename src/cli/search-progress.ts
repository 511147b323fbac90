import type { Trial } from '../core/trial.js';
import type { WorkerStatus } from '../execution/supervised-worker.js';
import { referenceVector } from '../study/front.js';
import { RunningFront } from '../study/running-front.js';
import type { StudyConfig } from '../study/study-config.js';
import { hypervolumeShare, worstValues } from '../study/study-goals.js';
import { liveView } from './live-view.js';
import { formatDuration } from './progress.js';

/** Failures that are shown. */
const SHOWN_FAILURES = 3;

/** How far a search has come. */
export class SearchProgress {
  private readonly front: RunningFront;
  private readonly startedAt: number;
  /** Trials of earlier runs of the study: they say nothing about this run's rate. */
  private readonly before: number;
  private done: number;
  private readonly trace: number[] = [];
  private readonly failures: string[] = [];

  /**
   * @param now milliseconds on a clock that is never set
   * @param searchLeftS seconds until a budget ends the search; infinite without one
   */
  constructor(
    private readonly config: StudyConfig,
    known: readonly Trial[],
    private readonly now: () => number,
    private readonly searchLeftS: () => number = () => Infinity,
  ) {
    const { objectives } = config;
    this.front = new RunningFront(config, referenceVector(objectives, worstValues(objectives)));
    for (const trial of known) this.front.add(trial);
    this.startedAt = now();
    this.before = known.length;
    this.done = known.length;
  }

  add(trial: Trial): void {
    this.front.add(trial);
    this.done++;
    this.trace.push(this.front.hypervolume);
    if (trial.outcome.status !== 'failed') return;
    this.failures.push(`trial ${trial.number}: ${trial.outcome.error.message}`);
    if (this.failures.length > SHOWN_FAILURES) this.failures.shift();
  }

  /** Several lines for a terminal; the first one is {@link line}. */
  view(workers: readonly WorkerStatus[]): string {
    const { objectives, study } = this.config;
    return liveView({
      line: this.line,
      done: Math.max(this.done / study.trials, this.spent),
      workers,
      front: this.front.objectives,
      axes: objectives.map(({ metric }) => metric),
      trace: this.trace,
      failures: this.failures,
    });
  }

  /** @example '12/64 trials | 31/min | 1 min 41 s left | front 5 | hypervolume 38.20%' */
  get line(): string {
    const { study, objectives } = this.config;
    const share = hypervolumeShare(this.front.hypervolume, objectives);
    return [
      `${this.done}/${study.trials} trials`,
      ...this.pace(),
      `front ${this.front.size}`,
      `hypervolume ${(100 * share).toFixed(2)}%`,
    ].join(' | ');
  }

  /** Share of the search's time that is over, 0..1; 0 without a budget. */
  private get spent(): number {
    const [elapsed, left] = [this.now() - this.startedAt, 1000 * Math.max(0, this.searchLeftS())];
    return elapsed > 0 ? elapsed / (elapsed + left) : 0;
  }

  /** Rate and time left; nothing before the first trial of this run. */
  private pace(): string[] {
    const finished = this.done - this.before;
    const perTrial = (this.now() - this.startedAt) / finished;
    if (finished === 0 || perTrial <= 0) return [];
    const forTrials = (this.config.study.trials - this.done) * perTrial;
    const left = Math.max(0, Math.min(forTrials, 1000 * this.searchLeftS()));
    return [`${(60_000 / perTrial).toFixed(0)}/min`, `${formatDuration(left)} left`];
  }

  get summary(): string {
    return `Search done: ${this.done} trials, ${this.front.size} policies on the front.`;
  }
}
