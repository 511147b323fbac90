import type { AnalysedSegment } from '../../core/sensitivity.js';

/**
 * Cuts the steps 0..steps-1 into `count` segments whose lengths differ by at most one, longer ones first; no more
 * segments than steps.
 *
 * @example equalSegments(20, 5) // 0-3, 4-7, 8-11, 12-15, 16-19
 */
export function equalSegments(steps: number, count: number): AnalysedSegment[] {
  const segments = Math.min(count, steps);
  const begin = (i: number) => i * Math.floor(steps / segments) + Math.min(i, steps % segments);
  return Array.from({ length: segments }, (_, i) => {
    const [first, last] = [begin(i), begin(i + 1) - 1];
    return { name: first === last ? `${first}` : `${first}-${last}`, first, last };
  });
}
