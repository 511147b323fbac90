import type { SensitivityTarget } from '../../core/sensitivity.js';
import type { Scope } from './scope.js';

/**
 * Pairs of blocks and pairs of segments whose joint damage is compared with the damage of their parts: neighbours and
 * distant ones, at the rate of the parts, so that the words hit are those of the parts.
 */
export function pairTargets(scope: Scope): SensitivityTarget[] {
  const { workload, blocks, segments, everySegment, rateOver } = scope;
  const blockPairs = pairsOf(blocks.length).map(([i, j]): SensitivityTarget => {
    const [a, b] = [workload.blocks[blocks[i]], workload.blocks[blocks[j]]];
    return {
      id: `blockPair/${a}+${b}`,
      dimension: 'blockPair',
      label: `${a} and ${b}`,
      blocks: [blocks[i], blocks[j]],
      segments: everySegment,
      parts: [`block/${a}`, `block/${b}`],
      wordErrorRate: rateOver(everySegment.length),
    };
  });
  const segmentPairs = pairsOf(segments.length).map(([i, j]): SensitivityTarget => {
    const [a, b] = [segments[i].name, segments[j].name];
    return {
      id: `segmentPair/${a}+${b}`,
      dimension: 'segmentPair',
      label: `steps ${a} and ${b}`,
      blocks,
      segments: [i, j],
      parts: [`segment/${a}`, `segment/${b}`],
      wordErrorRate: rateOver(blocks.length),
    };
  });
  return [...blockPairs, ...segmentPairs];
}

/**
 * Every pair among the first, second, middle and last of `count` places, and the middle one with the next.
 *
 * @example pairsOf(3) // [[0, 1], [0, 2], [1, 2]]
 */
export function pairsOf(count: number): (readonly [number, number])[] {
  const middle = Math.floor(count / 2);
  const chosen = [...new Set([0, 1, middle, count - 1])].filter((i) => i >= 0 && i < count);
  const among = chosen.flatMap((i, n) => chosen.slice(n + 1).map((j) => ordered(i, j)));
  const next = middle + 1 < count ? [ordered(middle, middle + 1)] : [];
  const seen = new Map([...among, ...next].map((pair) => [pair.join(), pair]));
  return [...seen.values()].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
}

const ordered = (i: number, j: number): readonly [number, number] => (i < j ? [i, j] : [j, i]);
