/** A part of a network's run: some of its matrix products, during some of its denoising steps. */
export interface Place {
  /** Indices into the workload's products. */
  readonly gemms: readonly number[];
  /** First and last denoising step, both included; 0 = the noisiest. */
  readonly firstStep: number;
  readonly lastStep: number;
}

/** What an error does to an accumulator word. */
export type WordError =
  /** One bit flips, uniform in `lowest`..`highest`, both in 0..30. */
  | { readonly kind: 'flip'; readonly lowest: number; readonly highest: number }
  /**
   * The word's real value moves by `share` x the site's full scale (the largest magnitude that its output reached in
   * calibration), up or down with equal chance; share > 0.
   */
  | { readonly kind: 'magnitude'; readonly share: number };

/** Errors that strike only some places: the experiment of which a sensitivity is the result. */
export interface Injection {
  /** A word is hit when its site is in any of the places, and not twice when it is in several. */
  readonly places: readonly Place[];
  /** Probability in (0, 1) that an accumulator word of these places is wrong. */
  readonly wordErrorRate: number;
  readonly error: WordError;
}

/** The first denoising step that an injection can change: the steps before it run as in the golden run. */
export const firstStruckStep = ({ places }: Injection): number =>
  Math.min(...places.map(({ firstStep }) => firstStep));

/** Whether an injection strikes anything at a step. */
export const strikesAt = ({ places }: Injection, step: number): boolean =>
  places.some(({ firstStep, lastStep }) => step >= firstStep && step <= lastStep);

/** The errors of DRIFT (arXiv 2604.09073): a bit uniform in 0..30. */
export const UNIFORM_FLIP: WordError = { kind: 'flip', lowest: 0, highest: 30 };
