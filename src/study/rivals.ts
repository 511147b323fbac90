import { paretoFront } from '../core/pareto.js';
import type { Runner } from '../core/race.js';
import type { Outcome, Trial } from '../core/trial.js';
import { type Candidate, candidateOf } from './front.js';
import type { Goals } from './score.js';

/** The policies that a new candidate has to beat: the front of the trials that its suggestion knew. */
export class Rivals {
  private front: readonly Candidate[] = [];
  private seen = 0;

  constructor(private readonly goals: Goals) {}

  /** Takes in trials that have become known. @param known all known trials by rising number, those of earlier calls first */
  follow(known: readonly Trial[]): void {
    for (const trial of known.slice(this.seen)) this.add(trial);
    this.seen = known.length;
  }

  /** A policy that comes again has the outcome that it had. */
  private add(trial: Trial): void {
    const candidate = candidateOf(trial, this.goals);
    if (!candidate || this.front.some((member) => member.trial.policyId === trial.policyId)) return;
    const all = [...this.front, candidate];
    this.front = paretoFront(all.map(({ objectives }) => objectives)).map((i) => all[i]);
  }

  runners(): Runner[] {
    return this.front.flatMap(({ trial: { outcome } }) => runnerOf(outcome) ?? []);
  }
}

function runnerOf(outcome: Outcome): Runner | null {
  if (outcome.status !== 'scored' || !outcome.imageScores) return null;
  const { metrics, imageScores } = outcome;
  return { metrics, imageScores };
}
