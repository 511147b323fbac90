import { philox4x32 } from './philox.js';

/** What a stream is for: streams of different purposes never meet, whatever their other coordinates. */
export const STREAM_PURPOSES = {
  noise: 1,
  label: 2,
  fault: 3,
  search: 4,
  bootstrap: 5,
  calibration: 6,
} as const;

export type StreamPurpose = keyof typeof STREAM_PURPOSES;

/** The coordinates of a stream: unsigned 32-bit integers, 0 where one does not apply. */
export interface StreamCoordinates {
  readonly site?: number;
  readonly image?: number;
  readonly trial?: number;
}

const UNIT_24 = 1 / 0x1000000;

/**
 * An addressable stream of random numbers: Philox with key = (study seed, purpose) and counter = (draw, site,
 * image, trial). Streams share no state, so the order in which they are used changes nothing.
 */
export class RandomStream {
  private draw = 0;
  private used = 4;
  private readonly words = new Uint32Array(4);
  private site = 0;
  private image = 0;
  private trial = 0;
  private readonly purposeWord: number;

  constructor(
    private readonly seed: number,
    purpose: StreamPurpose,
    coordinates: StreamCoordinates = {},
  ) {
    this.purposeWord = STREAM_PURPOSES[purpose];
    this.seek(coordinates.site ?? 0, coordinates.image ?? 0, coordinates.trial ?? 0);
  }

  /** Moves to the beginning of another stream of the same seed and purpose. */
  seek(site: number, image: number, trial: number): void {
    this.site = site;
    this.image = image;
    this.trial = trial;
    this.draw = 0;
    this.used = 4;
  }

  /** Uniform integer in 0..2^32-1. */
  uint32(): number {
    if (this.used === 4) {
      philox4x32(this.draw++, this.site, this.image, this.trial, this.seed, this.purposeWord, this.words);
      this.used = 0;
    }
    return this.words[this.used++];
  }

  /** Uniform number in (0, 1), never 0 or 1: 32 random bits, centred. */
  uniform(): number {
    return (this.uint32() + 0.5) / 0x100000000;
  }

  /** Uniform integer in 0..bound-1, bound in 1..2^24 (bias below 2^-8 of a part in bound; multiply-shift). */
  integer(bound: number): number {
    return Math.floor(this.uint32() * (bound / 0x100000000));
  }

  /** Standard normal number by Box-Muller (one of the pair is dropped, so that draws are addressable). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    const angle = 2 * Math.PI * (this.uint32() >>> 8) * UNIT_24;
    return radius * Math.cos(angle);
  }

  /** The integers 0..length-1 in random order (Fisher-Yates). */
  permutation(length: number): number[] {
    const order = Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}
