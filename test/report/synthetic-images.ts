import type { RandomStream } from '../../src/core/random-stream.js';
import { pngDataUri } from '../../src/report/png.js';
import type { FaultyImage, GoldenImage } from '../../src/report/report-data.js';

const SIDE = 32;
const SHAPE = { channels: 1, height: SIDE, width: SIDE };
const LABELS = ['T-shirt', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Bag'];

/** Half-width of a garment-like outline at a height in 0..1, by label; 0 is outside. */
const OUTLINES: readonly ((y: number) => number)[] = [
  (y) => (y < 0.35 ? 0.42 - y * 0.1 : 0.25),
  (y) => 0.2 + y * 0.05,
  (y) => (y < 0.8 ? 0.42 - y * 0.05 : 0.24),
  (y) => 0.12 + 0.2 * y * y,
  (y) => (y < 0.9 ? 0.4 : 0.28),
  (y) => (y > 0.6 ? 0.45 : 0.15 * y),
  (y) => (y < 0.5 ? 0.38 : 0.26),
  (y) => (y < 0.3 ? 0.18 : 0.42),
];

function garment(image: number): Float32Array {
  const outline = OUTLINES[image % OUTLINES.length];
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = ((i % SIDE) + 0.5) / SIDE - 0.5;
    const y = (Math.floor(i / SIDE) + 0.5) / SIDE;
    const inside = y > 0.1 && y < 0.92 && Math.abs(x) < outline((y - 0.1) / 0.82);
    const gap = image % OUTLINES.length === 1 && y > 0.35 && Math.abs(x) < 0.05;
    return inside && !gap ? 0.35 + 0.4 * Math.cos(x * 9 + image) * Math.sin(y * 7) : -1;
  });
}

export const syntheticGolden = (image: number): GoldenImage => ({
  image,
  label: LABELS[image % LABELS.length],
  uri: pngDataUri(garment(image), SHAPE),
});

/** The garment with noise whose strength follows the distance. */
export function syntheticFaulty(image: number, distance: number, rng: RandomStream): FaultyImage {
  const perceptualDistance = distance * Math.exp(0.5 * rng.normal());
  const strength = Math.min(1, 1.5 * perceptualDistance);
  const noisy = garment(image).map((value) => value + strength * rng.normal());
  return {
    image,
    uri: pngDataUri(noisy, SHAPE),
    perceptualDistance,
    psnrDb: perceptualDistance === 0 ? null : 40 - 10 * Math.log10(1 + 400 * perceptualDistance),
    recognisedAs: LABELS[(image + (perceptualDistance > 0.08 ? 2 : 0)) % LABELS.length],
  };
}
