import type { Gemm } from './workload.js';

/** One matrix product of the network at one denoising step: the place where a fault happens. */
export interface Site {
  readonly gemm: Gemm;
  /** Denoising step, 0 = the noisiest. */
  readonly step: number;
}

/** The INT8 operands that a site's accumulators are sums of. */
export interface Operands {
  /**
   * The k-th of the `depth` products whose sum an accumulator is: an integer of at most 17 bits, zero points taken off.
   *
   * @param word index into the accumulators of the whole batch
   * @param k 0..depth-1
   */
  product(word: number, k: number): number;
}

/** The INT32 accumulators of one site for a batch of images, as the hardware would hold them before requantising. */
export interface Accumulators {
  /** `images x count x rows x cols`, row-major; hooks change it in place. */
  readonly data: Int32Array;
  readonly images: number;
  /** Real value of one accumulator unit, per column (length `cols`) or for all (length 1), at this step. */
  readonly scale: Float32Array;
  /** Largest magnitude the site's real output reached in calibration: full scale of its INT8 output. */
  readonly outputRange: number;
  /** Only when the network was asked to expose them; valid during the hook's call. */
  readonly operands?: Operands;
}

/** Called by the network for every site in execution order, between accumulation and requantisation. */
export type SiteHook = (site: Site, accumulators: Accumulators) => void;
