interface Share {
  weight: number;
  /** Worker time that was spent on it, over its weight, in ms; raised when it comes back from a pause. */
  servedMs: number;
  running: number;
  /** Whether it had a job when it was last asked. */
  hungry: boolean;
}

/**
 * Which study a worker asks for a job: the one that had the least time in proportion to its weight (stride scheduling,
 * Waldspurger and Weihl 1995). Who had nothing to do for a while does not get the time back.
 */
export class FairShare {
  private readonly shares = new Map<string, Share>();

  /** @param turnMs what a study that is being worked on is charged for each of its jobs until they have ended */
  constructor(private readonly turnMs: number) {}

  add(study: string, weight: number): void {
    const share = this.shares.get(study);
    if (share) share.weight = weight;
    else this.shares.set(study, { weight, servedMs: 0, running: 0, hungry: false });
  }

  remove(study: string): void {
    this.shares.delete(study);
  }

  /** The studies, the one whose turn it is first. */
  order(): string[] {
    const due = ({ weight, servedMs, running }: Share) => servedMs + (running * this.turnMs) / weight;
    return [...this.shares].sort(([, a], [, b]) => due(a) - due(b)).map(([study]) => study);
  }

  /** A job of the study begins. */
  began(study: string): void {
    const share = this.shares.get(study);
    if (!share) return;
    if (!share.hungry) share.servedMs = Math.max(share.servedMs, this.leastServedMs(study));
    share.hungry = true;
    share.running++;
  }

  /** A job of the study has ended after so long. */
  ended(study: string, milliseconds: number): void {
    const share = this.shares.get(study);
    if (!share) return;
    share.running--;
    share.servedMs += milliseconds / share.weight;
  }

  /** The study had no job. */
  hadNone(study: string): void {
    const share = this.shares.get(study);
    if (share && share.running === 0) share.hungry = false;
  }

  private leastServedMs(except: string): number {
    const others = [...this.shares].filter(([study, { hungry }]) => study !== except && hungry);
    return others.length === 0 ? 0 : Math.min(...others.map(([, { servedMs }]) => servedMs));
  }
}
