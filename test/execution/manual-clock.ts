import type { Clock } from '../../src/execution/clock.js';

interface Timer {
  readonly at: number;
  readonly milliseconds: number;
  readonly callback: () => void;
}

/** Timers up to this are those of jobs; starts and ends of processes have others, which never fire here. */
const PROCESS_LIMITS_MS: ReadonlySet<number> = new Set([600_000, 30_000]);

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  private time = 0;
  private readonly timers = new Set<Timer>();

  now(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.time + milliseconds, milliseconds, callback };
    if (!PROCESS_LIMITS_MS.has(milliseconds)) this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** The times that the jobs under way were given, in ms. */
  limits(): number[] {
    return [...this.timers].map(({ milliseconds }) => milliseconds);
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
    for (const timer of [...this.timers]) {
      if (timer.at > this.time) continue;
      this.timers.delete(timer);
      timer.callback();
    }
  }
}
