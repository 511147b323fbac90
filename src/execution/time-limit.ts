/** How long a job may take before its worker is taken to hang; all assumed, and generous: a false alarm costs a trial. */
export interface TimeLimitSettings {
  /** Multiple of the greatest time per unit of work that any job has taken, >= 1. */
  readonly factor: number;
  /** No limit is below this, in ms: small jobs also wait for other programs. */
  readonly leastMs: number;
  /** The limit of every job as long as none has finished, in ms. */
  readonly firstMs: number;
}

export const TIME_LIMIT_SETTINGS: TimeLimitSettings = {
  factor: 10,
  leastMs: 60_000,
  firstMs: 3_600_000,
};

/** The limit on a job's time, learnt from the jobs that finished. */
export class TimeLimit {
  private greatestMsPerUnit: number | null = null;

  constructor(private readonly settings: TimeLimitSettings = TIME_LIMIT_SETTINGS) {}

  /** @param units work that the job did, such as images run; a job that did none teaches nothing */
  learn(units: number, milliseconds: number): void {
    if (!(units > 0)) return;
    this.greatestMsPerUnit = Math.max(this.greatestMsPerUnit ?? 0, milliseconds / units);
  }

  /** @param units work that the job has to do at most. @returns ms */
  of(units: number): number {
    const { factor, leastMs, firstMs } = this.settings;
    if (this.greatestMsPerUnit === null) return firstMs;
    return Math.max(leastMs, factor * units * this.greatestMsPerUnit);
  }
}
