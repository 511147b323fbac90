import { crowdingDistances, nonDominatedRanks } from '../core/pareto.js';
import type { RandomStream } from '../core/random-stream.js';
import type { HistoryEntry, Score } from './search-algorithm.js';
import { encodeAssignment, type IndexVector, type SearchSpace } from './search-space.js';

/** An assignment that may become a parent. */
export interface Member {
  readonly indices: IndexVector;
  /** 0 for the best front. */
  readonly rank: number;
  /** Crowding distance within its front. */
  readonly crowding: number;
}

/**
 * The best `size` scored trials of a history, best first: by constrained non-dominated rank, then by crowding
 * distance, then by age (Deb et al., IEEE TEVC 6(2), 2002).
 * A trial that meets its constraints beats every one that does not; those rank by their violation (Deb's rule).
 */
export function selectPopulation(
  space: SearchSpace,
  history: readonly HistoryEntry[],
  size: number,
): Member[] {
  const scored = history.flatMap(({ assignment, result }) =>
    isUsable(result) ? [{ assignment, score: result }] : [],
  );
  const ranks = constrainedRanks(scored.map(({ score }) => score));
  const crowding = crowdingByFront(
    scored.map(({ score }) => score.objectives),
    ranks,
  );
  return scored
    .map((_, i) => i)
    .sort((i, j) => ranks[i] - ranks[j] || descending(crowding[i], crowding[j]))
    .slice(0, size)
    .map((i) => ({
      indices: encodeAssignment(space, scored[i].assignment),
      rank: ranks[i],
      crowding: crowding[i],
    }));
}

/** The better of two members drawn at random (binary tournament). */
export function selectParent(population: readonly Member[], stream: RandomStream): Member {
  const a = population[stream.integer(population.length)];
  const b = population[stream.integer(population.length)];
  return b.rank < a.rank || (b.rank === a.rank && b.crowding > a.crowding) ? b : a;
}

function isUsable(result: HistoryEntry['result']): result is Score {
  return typeof result === 'object' && ![...result.objectives, result.violation].some(Number.isNaN);
}

/** Non-dominated ranks of the feasible scores, followed by one rank for each amount of violation. */
function constrainedRanks(scores: readonly Score[]): number[] {
  const feasible = scores.filter(({ violation }) => violation <= 0);
  const feasibleRanks = nonDominatedRanks(feasible.map(({ objectives }) => objectives));
  const fronts = new Set(feasibleRanks).size;
  const violations = [...new Set(scores.map(({ violation }) => violation))]
    .filter((violation) => violation > 0)
    .sort((a, b) => a - b);
  let next = 0;
  return scores.map(({ violation }) =>
    violation <= 0 ? feasibleRanks[next++] : fronts + violations.indexOf(violation),
  );
}

function crowdingByFront(objectives: readonly (readonly number[])[], ranks: readonly number[]): number[] {
  const crowding = objectives.map(() => 0);
  for (const rank of new Set(ranks)) {
    const front = ranks.flatMap((other, i) => (other === rank ? [i] : []));
    crowdingDistances(front.map((i) => objectives[i])).forEach((distance, k) => {
      crowding[front[k]] = distance;
    });
  }
  return crowding;
}

const descending = (a: number, b: number) => (a > b ? -1 : a < b ? 1 : 0);
