import { crowdingDistances } from '../../core/pareto.js';
import type { RandomStream } from '../../core/random-stream.js';
import { encoded } from '../encoded-assignments.js';
import type { ScoredTrial } from '../scored-trials.js';
import type { Positions, SearchSpace } from '../search-space.js';
import type { Front } from './ranked-trials.js';

/** An assignment that may become a parent. */
export interface Member {
  readonly positions: Positions;
  /** 0 for the best front. */
  readonly rank: number;
  /** How lonely it is within its front, such as its crowding distance; of equal rank the larger is preferred. */
  readonly loneliness: number;
}

/**
 * The best `size` trials, best first: by rank, then by crowding distance within the front, then by age (Deb et al.,
 * IEEE TEVC 6(2), 2002).
 */
export function leastCrowded(space: SearchSpace, fronts: readonly Front[], size: number): Member[] {
  const members: Member[] = [];
  for (const [rank, { trials }] of fronts.entries()) {
    if (members.length >= size) break;
    const distances = crowdingDistances(trials.map(({ score }) => score.objectives));
    const ranked = trials.map((trial, i) => memberOf(space, trial, rank, distances[i]));
    members.push(...ranked.sort((a, b) => descending(a.loneliness, b.loneliness)));
  }
  return members.slice(0, size);
}

export const memberOf = (
  space: SearchSpace,
  { assignment }: ScoredTrial,
  rank: number,
  loneliness: number,
): Member => ({ positions: encoded(space, assignment).positions, rank, loneliness });

/** The better of two members drawn at random (binary tournament). */
export function selectParent(population: readonly Member[], stream: RandomStream): Member {
  const a = population[stream.integer(population.length)];
  const b = population[stream.integer(population.length)];
  return b.rank < a.rank || (b.rank === a.rank && b.loneliness > a.loneliness) ? b : a;
}

const descending = (a: number, b: number) => (a > b ? -1 : a < b ? 1 : 0);
