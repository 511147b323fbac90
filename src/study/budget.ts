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

/** The report that ends a study. */
export interface ReportWork {
  /** Trials that it shows. */
  readonly trials: number;
  /** Seconds that the model of all trials is expected to take, which chooses what is confirmed. */
  readonly outlookS: number;
}

/**
 * Time kept for writing report, figures and exports, in seconds: some ten times what they took on an idle core, 0.75 s for 24
 * trials, 1.4 s for 3000 and, with 60 parameters to tell the importance of, 5 s for 10,000.
 */
const WRITING_S = 10;
const WRITING_S_PER_TRIAL = 0.002;

/** The time that a study may take, divided so that it always ends with confirmation and report. */
export class Budget {
  /**
   * @param endS when everything has to be done, in seconds as `nowS` gives them; null for whenever
   * @param nowS a clock that is never set
   * @param report what the report would be if the search ended now
   */
  constructor(
    private readonly endS: number | null,
    private readonly nowS: () => number,
    private readonly pace: Pace,
    private readonly confirmation: ConfirmationWork,
    private readonly report: () => ReportWork,
  ) {}

  /** Seconds until everything has to be done; infinite without an end. */
  get leftS(): number {
    return this.endS === null ? Infinity : this.endS - this.nowS();
  }

  /** Seconds kept for what follows the search: the model of all trials, confirmation and report. */
  get reserveS(): number {
    const confirmingS = imagesInSequence(this.confirmation) * (this.pace.secondsPerImage ?? 0);
    return SAFETY * (confirmingS + this.report().outlookS) + this.writingS;
  }

  private get writingS(): number {
    return WRITING_S + WRITING_S_PER_TRIAL * this.report().trials;
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
    return this.leftS - this.writingS;
  }

  /** Whether there is time for the model of all trials; where there is not, the front is taken as measured. */
  get allowsOutlook(): boolean {
    return this.confirmationLeftS > SAFETY * this.report().outlookS;
  }

  /** Trials of so many images that fit before the search has to end; infinitely many without an end. */
  fittingTrials(images: number): number | null {
    const { secondsPerImage } = this.pace;
    if (secondsPerImage === null) return null;
    const each = (images * secondsPerImage) / this.confirmation.workers;
    return Math.max(0, Math.floor(this.searchLeftS / each));
  }
}
