/** What an analysis may spend, over all its runs; null for no bound. */
export interface Budget {
  readonly seconds: number | null;
  readonly images: number | null;
}

const DEFAULT_SECONDS = 600;

/** A number of images alone leaves the time open, so that the result depends on nothing but the number. */
export function budgetOf({ budget, images }: { budget?: number; images?: number }): Budget {
  return { seconds: budget ?? (images === undefined ? DEFAULT_SECONDS : null), images: images ?? null };
}

/** Time kept for writing the report, in seconds. */
const RESERVE_S = 3;

/** Watches what an analysis spends. */
export class Spending {
  private longestJobS = 0;

  /** @param since seconds that earlier runs took, and when this one began, in milliseconds as `now` gives them */
  constructor(
    private readonly budget: Budget,
    private readonly since: { readonly beforeS: number; readonly startedAt: number },
    private readonly now: () => number,
  ) {}

  /** Seconds spent over all runs. */
  get elapsedS(): number {
    return this.since.beforeS + (this.now() - this.since.startedAt) / 1000;
  }

  /** Seconds that are left; null without a bound. */
  get leftS(): number | null {
    return this.budget.seconds === null ? null : Math.max(0, this.budget.seconds - this.elapsedS);
  }

  /** Whether a job may start that brings the images to a number, and that takes as long as the longest so far. */
  allows(images: number): boolean {
    if (this.budget.images !== null && images > this.budget.images) return false;
    return this.leftS === null || this.leftS > this.longestJobS + RESERVE_S;
  }

  /** Runs a job and takes its time. */
  async timed<T>(job: () => Promise<T>): Promise<T> {
    const begun = this.now();
    const result = await job();
    this.longestJobS = Math.max(this.longestJobS, (this.now() - begun) / 1000);
    return result;
  }
}
