import type { CheckpointPlan, Policy, Protection } from '../core/policy.js';
import type { Assignment } from '../core/trial.js';
import type { OperatingLevel } from './operating-levels.js';
import type { PolicySpace } from './policy-space.js';
import { pointParameter, ROLLBACK_PARAMETERS, type RollbackChoices } from './policy-structure.js';
import { encodeAssignment } from './search-space.js';

const UNPROTECTED: Protection = { scheme: 'none' };

/** The value that an assignment gives a parameter; the only value where there is no such parameter. */
type Choose = <T>(parameter: string, values: readonly T[]) => T;

/**
 * The policy that an assignment stands for. Cells under no more than nominal stress are unprotected (their checksums
 * gated off), all others have the space's scheme; where nothing is protected there is no checkpoint.
 * The settings of a protection that protects nothing leave no trace: such assignments share one policy and policyId.
 *
 * @throws InputError when the assignment is not one of the space
 */
export function decodePolicy(policySpace: PolicySpace, assignment: Assignment): Policy {
  const { blocks, segments, rollback } = policySpace;
  const choose = chooser(policySpace, assignment);
  const rows = chosenLevels(policySpace, choose);
  const protection = chosenProtection(rollback, choose);
  const protectionOf = ({ stressed }: OperatingLevel) => (stressed ? protection : UNPROTECTED);
  // Tables list what is used, in order of first use, so that a policy has one form only.
  const levels = [...new Set(rows.flat())];
  const protections = [...new Set(levels.map(protectionOf))];
  return {
    format: 'leeway-policy/1',
    blocks,
    operatingPoints: levels.map(({ point }) => point),
    protections,
    checkpoint:
      rollback !== null && levels.some(({ stressed }) => stressed)
        ? chosenCheckpoint(rollback, choose)
        : null,
    cells: segments.flatMap(({ first, last }, s) => {
      const row = rows[s].map((level) => ({
        point: levels.indexOf(level),
        protection: protections.indexOf(protectionOf(level)),
      }));
      return Array.from({ length: last - first + 1 }, () => row);
    }),
  };
}

function chooser({ space }: PolicySpace, assignment: Assignment): Choose {
  const indices = encodeAssignment(space, assignment);
  const positions = new Map(space.parameters.map(({ name }, p) => [name, indices[p]]));
  return (parameter, values) => values[positions.get(parameter) ?? 0];
}

/** The level of each block in each segment, `segments x blocks`. */
function chosenLevels({ blocks, groups, segments, levels }: PolicySpace, choose: Choose): OperatingLevel[][] {
  const groupOf = blocks.map((_, block) => groups.find((group) => group.blocks.includes(block))!);
  return segments.map((segment) => groupOf.map((group) => choose(pointParameter(segment, group), levels)));
}

function chosenProtection(rollback: RollbackChoices | null, choose: Choose): Protection {
  if (rollback === null) return UNPROTECTED;
  const thresholdBit = choose(ROLLBACK_PARAMETERS.thresholdBit, rollback.thresholdBit);
  return { scheme: 'rollback-abft', thresholdBit };
}

function chosenCheckpoint(rollback: RollbackChoices, choose: Choose): CheckpointPlan {
  return {
    offloadInterval: choose(ROLLBACK_PARAMETERS.offloadInterval, rollback.offloadInterval),
    layout: choose(ROLLBACK_PARAMETERS.layout, rollback.layout),
  };
}
