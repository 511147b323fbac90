import type { Trial } from '../core/trial.js';
import { referenceVector } from '../study/front.js';
import { RunningFront } from '../study/running-front.js';
import type { StudyConfig } from '../study/study-config.js';
import { hypervolumeShare, worstValues } from '../study/study-goals.js';
import { formatDuration } from './progress.js';

/** How far a search has come, in a line. */
export class SearchProgress {
  private readonly front: RunningFront;
  private readonly startedAt: number;
  /** Trials of earlier runs of the study: they say nothing about this run's rate. */
  private readonly before: number;
  private done: number;

  /** @param now milliseconds */
  constructor(
    private readonly config: StudyConfig,
    known: readonly Trial[],
    private readonly now: () => number,
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
  }

  /** @example '12/64 trials | 31/min | 1 min 41 s left | front 5 | hypervolume 38.20%' */
  get line(): string {
    const { study, objectives } = this.config;
    const perTrial = (this.now() - this.startedAt) / Math.max(1, this.done - this.before);
    const share = hypervolumeShare(this.front.hypervolume, objectives);
    return [
      `${this.done}/${study.trials} trials`,
      `${(60_000 / perTrial).toFixed(0)}/min`,
      `${formatDuration((study.trials - this.done) * perTrial)} left`,
      `front ${this.front.size}`,
      `hypervolume ${(100 * share).toFixed(2)}%`,
    ].join(' | ');
  }

  get summary(): string {
    return `Search done: ${this.done} trials, ${this.front.size} policies on the front.`;
  }
}
