/** Time as executors see it: monotonic, so that a wall clock that is set back or forth changes nothing. */
export interface Clock {
  /** Milliseconds since whenever. */
  now(): number;
  /** Calls back after so many milliseconds, unless cancelled by what is returned. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Longest time that a timer of Node takes, some 25 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock; it does not run while the machine is suspended, so that no job is overdue for that. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(milliseconds, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
