import { encoded } from '../encoded-assignments.js';
import type { HistoryEntry, Score } from '../search-algorithm.js';
import { createDesign, type Design, type StructuredSpace } from './design.js';

/** A trial that the models can learn from. */
export interface UsableTrial {
  readonly number: number;
  readonly design: Design;
  readonly score: Score;
}

const designs = new WeakMap<StructuredSpace, WeakMap<HistoryEntry['assignment'], Design>>();

/** The design of an assignment, computed once for each assignment object. */
export function designOf(structured: StructuredSpace, assignment: HistoryEntry['assignment']): Design {
  let ofSpace = designs.get(structured);
  if (!ofSpace) {
    ofSpace = new WeakMap();
    designs.set(structured, ofSpace);
  }
  let design = ofSpace.get(assignment);
  if (!design) {
    design = createDesign(structured, encoded(structured.space, assignment).positions);
    ofSpace.set(assignment, design);
  }
  return design;
}

/** The trials of a history with scores that are finite numbers throughout, in their order. */
export function usableTrials(structured: StructuredSpace, history: readonly HistoryEntry[]): UsableTrial[] {
  return history.flatMap(({ number, assignment, result }) =>
    typeof result === 'object' && [...result.objectives, result.violation].every(Number.isFinite)
      ? [{ number, design: designOf(structured, assignment), score: result }]
      : [],
  );
}
