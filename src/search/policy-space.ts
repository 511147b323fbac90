import { resolveBlockGroups } from './block-groups.js';
import { orderOperatingLevels, type StressedPoint } from './operating-levels.js';
import type { ListedParameter } from './parameter.js';
import { policyAnchors } from './policy-anchors.js';
import type { PolicySpaceConfig } from './policy-space-config.js';
import {
  type PolicyStructure,
  pointParameter,
  ROLLBACK_PARAMETERS,
  type RollbackChoices,
} from './policy-structure.js';
import { createSearchSpace, type SearchSpace } from './search-space.js';
import { resolveStepSegments } from './step-segments.js';

/** A search space whose assignments are policies. Plain data. */
export interface PolicySpace extends PolicyStructure {
  readonly space: SearchSpace;
}

export interface PolicySpaceInput {
  readonly config: PolicySpaceConfig;
  /** The network's block names in execution order. */
  readonly blocks: readonly string[];
  /** Denoising steps of the sampler. */
  readonly steps: number;
  /** The accelerator's nominal point: always one of the levels. */
  readonly nominal: StressedPoint;
  /** The points asked for (see `requestedOperatingPoints`), in any order. */
  readonly points: readonly StressedPoint[];
}

/**
 * The space of policies that a configuration describes: one ordinal parameter for each segment and block group, and
 * one for each setting of the protection that has more than one value.
 *
 * @throws InputError when groups or segments are no partition, or the operating points cannot be told apart
 */
export function createPolicySpace({ config, blocks, steps, nominal, points }: PolicySpaceInput): PolicySpace {
  const structure: PolicyStructure = {
    blocks,
    groups: resolveBlockGroups(config.blockGroups, blocks),
    segments: resolveStepSegments(config.stepSegments, steps),
    levels: orderOperatingLevels(nominal, points),
    rollback: rollbackChoices(config),
  };
  const settings = rollbackParameters(structure.rollback);
  const space = createSearchSpace(
    [...pointParameters(structure), ...settings],
    policyAnchors(structure, settings),
  );
  return { ...structure, space };
}

function rollbackChoices({ protection, checkpoint }: PolicySpaceConfig): RollbackChoices | null {
  if (protection.scheme === 'none' || checkpoint === undefined) return null;
  return {
    thresholdBit: protection.thresholdBit.toSorted((a, b) => a - b),
    offloadInterval: checkpoint.offloadInterval.toSorted((a, b) => a - b),
    layout: checkpoint.layout,
  };
}

function pointParameters({ segments, groups, levels }: PolicyStructure): ListedParameter[] {
  const values = levels.map(({ label }) => label);
  return segments.flatMap((segment) =>
    groups.map(
      (group): ListedParameter => ({ name: pointParameter(segment, group), kind: 'ordinal', values }),
    ),
  );
}

function rollbackParameters(rollback: RollbackChoices | null): ListedParameter[] {
  if (rollback === null) return [];
  const parameters: ListedParameter[] = [
    { name: ROLLBACK_PARAMETERS.thresholdBit, kind: 'ordinal', values: rollback.thresholdBit },
    { name: ROLLBACK_PARAMETERS.offloadInterval, kind: 'ordinal', values: rollback.offloadInterval },
    { name: ROLLBACK_PARAMETERS.layout, kind: 'categorical', values: rollback.layout },
  ];
  return parameters.filter(({ values }) => values.length > 1);
}
