/** What images cost, measured while they are run. */
export class Pace {
  private images = 0;
  private milliseconds = 0;

  /** Takes in that one worker ran so many images in so many milliseconds; no images tell nothing. */
  add(images: number, milliseconds: number): void {
    if (!(images > 0)) return;
    this.images += images;
    this.milliseconds += milliseconds;
  }

  /** Forgets what was measured. */
  clear(): void {
    this.images = 0;
    this.milliseconds = 0;
  }

  /** Seconds of one worker per image; null before anything was measured. */
  get secondsPerImage(): number | null {
    return this.images === 0 ? null : this.milliseconds / 1000 / this.images;
  }
}

/** The evaluations after a search. */
export interface ConfirmationWork {
  /** Policies of the front, besides the nominal one. */
  readonly policies: number;
  /** How many of them are evaluated at the same time where there are as many workers. */
  readonly atATime: number;
  readonly images: number;
  readonly workers: number;
}

/**
 * Images that are run one after the other: the nominal policy's, each round's, and the fault-free runs of the fresh
 * seed, which each worker makes for itself.
 */
function imagesInSequence({ policies, atATime, images, workers }: ConfirmationWork): number {
  const together = Math.min(atATime, workers);
  return images * (1 + Math.ceil(policies / together) + together);
}

/** Multiple of an evaluation's expected time that is kept for it; assumed. */
const SAFETY = 1.3;

/** Time kept for writing report and exports, in seconds; assumed. */
const REPORT_S = 10;

/** The time that a study may take, divided so that it always ends with confirmation and report. */
export class Budget {
  /**
   * @param endS when everything has to be done, in seconds as `nowS` gives them; null for whenever
   * @param nowS a clock that is never set
   */
  constructor(
    private readonly endS: number | null,
    private readonly nowS: () => number,
    private readonly pace: Pace,
    private readonly confirmation: ConfirmationWork,
  ) {}

  /** Seconds until everything has to be done; infinite without an end. */
  get leftS(): number {
    return this.endS === null ? Infinity : this.endS - this.nowS();
  }

  /** Seconds kept for confirmation and report. */
  get reserveS(): number {
    return SAFETY * imagesInSequence(this.confirmation) * (this.pace.secondsPerImage ?? 0) + REPORT_S;
  }

  /** Seconds that are left for the search: trials that run when there are none are given up. */
  get searchLeftS(): number {
    return this.leftS - this.reserveS;
  }

  /** Whether a trial of at most so many images will probably be finished. */
  allowsTrial(images: number): boolean {
    return this.searchLeftS > SAFETY * images * (this.pace.secondsPerImage ?? 0);
  }

  /** Seconds that are left for confirmations: those that run when there are none are given up. */
  get confirmationLeftS(): number {
    return this.leftS - REPORT_S;
  }

  /** Trials of so many images that fit before the search has to end; infinitely many without an end. */
  fittingTrials(images: number): number | null {
    const { secondsPerImage } = this.pace;
    if (secondsPerImage === null) return null;
    const each = (images * secondsPerImage) / this.confirmation.workers;
    return Math.max(0, Math.floor(this.searchLeftS / each));
  }
}
