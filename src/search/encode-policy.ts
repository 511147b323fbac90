import type { OperatingPoint } from '../core/operating-point.js';
import { operatingPointAt, type Policy, protectionAt } from '../core/policy.js';
import type { Assignment, ParameterValue } from '../core/trial.js';
import { isListed } from './parameter.js';
import type { PolicySpace } from './policy-space.js';
import { pointParameter, ROLLBACK_PARAMETERS } from './policy-structure.js';
import type { StepSegment } from './step-segments.js';

/**
 * The assignment whose policy is nearest to a given one: in each segment and group the level nearest to the point that
 * most of its cells have, and the nearest settings. A policy of the space comes back as it was (its settings where it
 * uses them; the first of each list elsewhere).
 *
 * @param policy for the same blocks and steps
 */
export function encodePolicy(policySpace: PolicySpace, policy: Policy): Assignment {
  const { segments, groups, levels, space } = policySpace;
  const points = segments.flatMap((segment) =>
    groups.map((group): [string, ParameterValue] => {
      const point = usualPoint(policy, segment, group.blocks);
      return [pointParameter(segment, group), nearest(levels, point).label];
    }),
  );
  const asked = settingsOf(policy);
  const settings = space.parameters.flatMap((parameter): [string, ParameterValue][] => {
    if (!(parameter.name in asked) || !isListed(parameter)) return [];
    return [[parameter.name, nearestValue(parameter.values, asked[parameter.name])]];
  });
  return Object.fromEntries([...points, ...settings]);
}

function usualPoint(policy: Policy, { first, last }: StepSegment, blocks: readonly number[]): OperatingPoint {
  const counts = new Map<OperatingPoint, number>();
  for (let step = first; step <= last; step++) {
    for (const block of blocks) {
      const point = operatingPointAt(policy, step, block);
      counts.set(point, (counts.get(point) ?? 0) + 1);
    }
  }
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

/** By the sum of the relative differences of voltage and clock. */
function nearest<L extends { readonly point: OperatingPoint }>(
  levels: readonly L[],
  point: OperatingPoint,
): L {
  const distance = (other: OperatingPoint) =>
    Math.abs(Math.log(other.voltageV / point.voltageV)) +
    Math.abs(Math.log(other.frequencyHz / point.frequencyHz));
  return levels.reduce((best, one) => (distance(one.point) < distance(best.point) ? one : best));
}

/** What a policy has set, by parameter; undefined where it sets nothing. */
function settingsOf(policy: Policy): Readonly<Record<string, ParameterValue | undefined>> {
  const thresholds = policy.cells.flatMap((row, step) =>
    row.flatMap((_, block) => {
      const protection = protectionAt(policy, step, block);
      return protection.scheme === 'rollback-abft' ? (protection.thresholdBit ?? []) : [];
    }),
  );
  return {
    [ROLLBACK_PARAMETERS.thresholdBit]: thresholds[0],
    [ROLLBACK_PARAMETERS.offloadInterval]: policy.checkpoint?.offloadInterval,
    [ROLLBACK_PARAMETERS.layout]: policy.checkpoint?.layout,
  };
}

function nearestValue(values: readonly ParameterValue[], asked: ParameterValue | undefined): ParameterValue {
  if (asked !== undefined && values.includes(asked)) return asked;
  if (typeof asked !== 'number') return values[0];
  const distance = (value: ParameterValue) => Math.abs(Number(value) - asked);
  return values.reduce((best, value) => (distance(value) < distance(best) ? value : best));
}
