import type { CheckpointLayout } from '../core/policy.js';
import type { BlockGroup } from './block-groups.js';
import type { OperatingLevel } from './operating-levels.js';
import type { StepSegment } from './step-segments.js';

/** The settings of rollback-ABFT to choose from; numbers from safest to most aggressive. */
export interface RollbackChoices {
  /** Ascending: a low threshold misses the fewest errors. */
  readonly thresholdBit: readonly number[];
  /** Ascending: a short interval keeps the checkpoint fresh. */
  readonly offloadInterval: readonly number[];
  readonly layout: readonly CheckpointLayout[];
}

/** What the parameters of a space of policies stand for. Plain data. */
export interface PolicyStructure {
  /** The network's block names in execution order. */
  readonly blocks: readonly string[];
  readonly groups: readonly BlockGroup[];
  readonly segments: readonly StepSegment[];
  /** The operating points: the nominal one, then the others by rising stress. */
  readonly levels: readonly OperatingLevel[];
  /** Null when nothing is protected. */
  readonly rollback: RollbackChoices | null;
}

/** Names of the parameters that a policy has once. */
export const ROLLBACK_PARAMETERS = {
  thresholdBit: 'abft.thresholdBit',
  offloadInterval: 'checkpoint.offloadInterval',
  layout: 'checkpoint.layout',
} as const satisfies Record<keyof RollbackChoices, string>;

/** Name of the parameter that holds the operating point of a block group in a segment. */
export const pointParameter = (segment: StepSegment, group: BlockGroup): string =>
  `point[${segment.name},${group.name}]`;
