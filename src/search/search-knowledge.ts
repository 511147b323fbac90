import type { Assignment } from '../core/trial.js';

/** A parameter that sets how hard one part of a run is driven: a group of blocks during a segment of steps. */
export interface Cell {
  /** Name of an ordinal parameter without a condition, its values from safest to most aggressive. */
  readonly parameter: string;
  /** Names of the group and the segment; both in the order in which they are executed. */
  readonly block: string;
  readonly segment: string;
}

/** What is known of a cell's damage before the study. */
export interface CellPrior {
  /** Natural logarithm of the damage relative to the other cells' at the same level; only differences matter. */
  readonly logDamage: number;
  /** Standard error of it, > 0. */
  readonly standardError: number;
}

/**
 * What a search may know beyond its space and the trials; every part is optional, and general algorithms use none.
 * What has been derived from a part is kept as long as the part stays the same object.
 */
export interface SearchKnowledge {
  /** The parameters that are cells, in the order in which they are executed; all others are settings. */
  readonly cells?: readonly Cell[];
  /**
   * The objectives that are known exactly and for free, in the order of the scores' objectives; null where only an
   * evaluation tells. Pure, and cheap: it is called some hundred times a suggestion.
   */
  readonly exact?: (assignment: Assignment) => readonly (number | null)[];
  /** Worst value of interest of each objective; by default a little beyond the worst seen. */
  readonly reference?: readonly number[];
  /** By the name of the cell's parameter. */
  readonly prior?: ReadonlyMap<string, CellPrior>;
  /**
   * What it costs, in the first objective's unit, to enter a cell (by index) at one level from another level in the
   * cell before it; >= 0. Candidates are made with it; their scores are taken from `exact`.
   */
  readonly transitionCost?: (fromLevel: number, toLevel: number, cell: number) => number;
}
