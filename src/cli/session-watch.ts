import type { StudyExecutor } from '../execution/study-executor.js';
import { requestedOf } from '../study/study-control.js';
import type { Interrupt } from './interrupt.js';
import type { StudyOutput } from './study-output.js';

const INTERVAL_MS = 500;

export interface Watched {
  /** The study's folder. */
  readonly directory: string;
  readonly executor: StudyExecutor;
  readonly interrupt: Interrupt;
  readonly output: StudyOutput;
}

/** Looks after a running study twice a second: what other processes ask of it, its budget, and what is shown of it. */
export class SessionWatch {
  private readonly timer: NodeJS.Timeout;
  private paused = false;
  private secondsLeft: () => number = () => Infinity;
  private show: () => void = () => {};

  constructor(private readonly watched: Watched) {
    this.timer = setInterval(() => this.look(), INTERVAL_MS);
  }

  /**
   * What is watched from now on.
   *
   * @param secondsLeft evaluations that run when this is not above 0 are given up, once
   * @param show called each time
   */
  follow(secondsLeft: () => number, show: () => void = () => {}): void {
    this.secondsLeft = secondsLeft;
    this.show = show;
  }

  dispose(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { directory, executor, interrupt } = this.watched;
    const request = requestedOf(directory);
    if (request === 'stop') interrupt.request();
    if ((request === 'pause') !== this.paused) this.setPaused(request === 'pause');
    if (this.secondsLeft() <= 0) {
      this.secondsLeft = () => Infinity;
      executor.abandon();
    }
    this.show();
  }

  private setPaused(paused: boolean): void {
    const { executor, output } = this.watched;
    this.paused = paused;
    if (paused) executor.pause();
    else executor.resume();
    const text = paused ? 'Paused: what runs is finished, and nothing started.' : 'Going on.';
    output.say(paused ? 'paused' : 'resumed', text);
  }
}
