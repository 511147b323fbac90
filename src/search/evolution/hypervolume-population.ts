import { hypervolumeContributions } from '../../core/hypervolume.js';
import { nonDominatedRanks } from '../../core/pareto.js';
import { scaleToExtent } from '../scale-to-extent.js';
import type { ScoredTrial, TrialFold } from '../scored-trials.js';

/** Where the reference point lies beyond the worst of a front, in units of the front's extent. */
const REFERENCE_MARGIN = 1;

/**
 * The population of SMS-EMOA: each trial joins, and if there are more than `size`, the worst one leaves for good: the
 * one with the largest violation; or if all meet their constraints, of the last front the one that contributes the
 * least hypervolume (N. Beume, B. Naujoks, M. Emmerich, EJOR 181(3), 2007, algorithms 1 and 2). Of equal ones the
 * latest leaves.
 *
 * Objectives are scaled to the extent of the front first, so that their units do not matter.
 */
export class HypervolumePopulation implements TrialFold {
  private readonly trials: ScoredTrial[] = [];

  constructor(private readonly size: number) {}

  /** Oldest first. */
  get members(): readonly ScoredTrial[] {
    return this.trials;
  }

  add(trial: ScoredTrial): void {
    this.trials.push(trial);
    if (this.trials.length > this.size) this.trials.splice(this.worst(), 1);
  }

  private worst(): number {
    const violations = this.trials.map(({ score }) => Math.max(0, score.violation));
    const largest = Math.max(...violations);
    if (largest > 0) return violations.lastIndexOf(largest);
    const objectives = this.trials.map(({ score }) => score.objectives);
    const ranks = nonDominatedRanks(objectives);
    const lastRank = Math.max(...ranks);
    const front = ranks.flatMap((rank, i) => (rank === lastRank ? [i] : []));
    if (front.length === 1) return front[0];
    const scaled = scaleToExtent(front.map((i) => objectives[i]));
    const reference = scaled[0].map(() => 1 + REFERENCE_MARGIN);
    const contributions = hypervolumeContributions(scaled, reference);
    return front[contributions.lastIndexOf(Math.min(...contributions))];
  }
}
