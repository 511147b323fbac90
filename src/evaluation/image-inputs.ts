import { RandomStream } from '../core/random-stream.js';

/** Which images: a seed names an endless row of them. */
export type ImageStream = 'noise' | 'calibration';

/**
 * Writes the initial noise x_T of image `image`: standard normal numbers that depend on (seed, image) alone, so that
 * every policy of a study starts from the same noise and scores are paired.
 */
export function writeNoise(
  seed: number,
  image: number,
  out: Float32Array,
  stream: ImageStream = 'noise',
): void {
  const random = new RandomStream(seed, stream, { image });
  for (let i = 0; i < out.length; i++) out[i] = random.normal();
}

/**
 * The class of image `image`: each run of `classes` consecutive images holds every class once, in an order drawn
 * from the seed, so that even a few images are balanced.
 *
 * @returns an integer in 0..classes-1
 */
export function labelOf(seed: number, image: number, classes: number): number {
  const round = Math.floor(image / classes);
  return new RandomStream(seed, 'label', { image: round }).permutation(classes)[image % classes];
}
