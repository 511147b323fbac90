import { dominates } from '../../core/pareto.js';
import type { ScoredTrial, TrialFold } from '../scored-trials.js';

/** Trials of one rank, none better than another. */
export interface Front {
  readonly feasible: boolean;
  /** Oldest first. */
  readonly trials: readonly ScoredTrial[];
}

interface Entry {
  readonly age: number;
  readonly trial: ScoredTrial;
}

/**
 * Scored trials by constrained non-dominated rank (Deb et al., IEEE TEVC 6(2), 2002, section VI): those that meet
 * their constraints by non-dominated sorting, then the others by how much they violate them.
 *
 * A trial that comes in displaces those it dominates by one rank, and these the next ones (K. Li et al., "Efficient
 * non-domination level update", IEEE TCYB 47(9), 2017), so that a search need not sort a thousand trials each time.
 */
export class RankedTrials implements TrialFold {
  /** Feasible trials, a list for each rank. */
  private readonly levels: Entry[][] = [];
  /** The others by the amount of their violation. */
  private readonly violating = new Map<number, ScoredTrial[]>();
  private count = 0;

  add(trial: ScoredTrial): void {
    const { violation } = trial.score;
    const age = this.count++;
    if (violation <= 0) this.insert({ age, trial });
    else this.violating.set(violation, [...(this.violating.get(violation) ?? []), trial]);
  }

  /** The fronts, best first. */
  fronts(): Front[] {
    const feasible = this.levels.map((level) => ({
      feasible: true,
      trials: level.toSorted((a, b) => a.age - b.age).map(({ trial }) => trial),
    }));
    const others = [...this.violating]
      .sort(([a], [b]) => a - b)
      .map(([, trials]) => ({ feasible: false, trials }));
    return [...feasible, ...others];
  }

  private insert(entry: Entry): void {
    let level = this.levels.findIndex((members) => !members.some((member) => isBetter(member, entry)));
    if (level < 0) level = this.levels.length;
    let moving = [entry];
    while (moving.length > 0) {
      const members = this.levels[level] ?? [];
      const displaced = members.filter((member) => moving.some((other) => isBetter(other, member)));
      const staying =
        displaced.length > 0 ? members.filter((member) => !displaced.includes(member)) : members;
      this.levels[level++] = [...staying, ...moving];
      moving = displaced;
    }
  }
}

const isBetter = (a: Entry, b: Entry) => dominates(a.trial.score.objectives, b.trial.score.objectives);
