import type { Interaction, SensitivityCell } from '../../core/sensitivity.js';
import { mean } from '../../core/statistics/summary.js';
import { meanEstimate } from './estimates.js';

/**
 * How far each pair is from additive, over the images that the pair and both parts were run on. The three share noise
 * and fault streams, so that the deviation is taken image by image: d(A and B) - d(A) - d(B). Pairs without a common
 * image are left out.
 */
export function interactionsOf(cells: readonly SensitivityCell[]): Interaction[] {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  return cells.flatMap((cell) => {
    const { dimension, label, id, parts } = cell;
    if (!parts || (dimension !== 'blockPair' && dimension !== 'segmentPair')) return [];
    const [a, b] = parts.map((part) => byId.get(part)?.samples.distances ?? []);
    const pair = cell.samples.distances;
    const images = Math.min(pair.length, a.length, b.length);
    if (images === 0) return [];
    const together = pair.slice(0, images);
    const sums = together.map((_, i) => a[i] + b[i]);
    return {
      dimension,
      label,
      pair: id,
      parts,
      images,
      sumOfParts: mean(sums),
      together: mean(together),
      deviation: meanEstimate(together.map((distance, i) => distance - sums[i])),
    };
  });
}
