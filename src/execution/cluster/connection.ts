import { setTimeout as sleep } from 'node:timers/promises';

/** Waits between two attempts, in ms: doubled from the first to the last. */
const BACK_OFF_MS = [250, 5_000] as const;

/** The wait before an attempt, in ms; the first attempt after a failure is number 1. */
export const backOffMs = (attempt: number): number =>
  Math.min(BACK_OFF_MS[0] * 2 ** (attempt - 1), BACK_OFF_MS[1]);

/** Whether a server can be reached, as far as is known; tells changes. */
export class Connection {
  private isLost = false;
  private ended = false;

  /** @param onChange called when the connection is lost, with the reason, and when it is back, with null */
  constructor(private readonly onChange: (reason: string | null) => void) {}

  get lost(): boolean {
    return this.isLost;
  }

  noteLost(reason: string): void {
    if (this.isLost || this.ended) return;
    this.isLost = true;
    this.onChange(reason);
  }

  noteBack(): void {
    if (!this.isLost || this.ended) return;
    this.isLost = false;
    this.onChange(null);
  }

  /** From now on nothing is told, and nothing tried again. */
  end(): void {
    this.ended = true;
  }

  /**
   * Does something that a lost connection may interrupt, until it is done: it may be done twice.
   *
   * @param isLoss whether an error is a loss of the connection; others are thrown
   */
  async persist<T>(work: () => Promise<T>, isLoss: (error: unknown) => boolean): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await work();
        this.noteBack();
        return result;
      } catch (error) {
        if (this.ended || !isLoss(error)) throw error;
        this.noteLost(error instanceof Error ? error.message : String(error));
        await sleep(backOffMs(attempt));
      }
    }
  }
}
