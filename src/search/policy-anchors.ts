import type { Assignment, ParameterValue } from '../core/trial.js';
import type { ListedParameter } from './parameter.js';
import { type PolicyStructure, pointParameter, ROLLBACK_PARAMETERS } from './policy-structure.js';

/** Which part of a policy is spared: so many segments from the front, and so many block groups throughout. */
type Shape = readonly [segments: number, groups: number];

/** Most useful first: the first segment spared, nothing spared (uniform levels), then the first groups as well. */
const FIRST_SHAPES: readonly Shape[] = [
  [1, 0],
  [0, 0],
  [1, 2],
  [0, 2],
  [1, 1],
  [0, 1],
];

/**
 * Policies worth trying before anything is known: nominal everywhere, then every other level in each of several
 * shapes, which spare the first segments and the first block groups: the first timesteps and blocks are the most
 * sensitive (DRIFT, arXiv 2604.09073). What is spared runs at the most stressed level that is free of errors: what
 * DRIFT leaves at the nominal voltage can have all of its guard band taken.
 * Levels are in bisection order, so that few anchors already span their range.
 *
 * @param settings the other parameters of the space
 */
export function policyAnchors(
  structure: PolicyStructure,
  settings: readonly ListedParameter[],
): Assignment[] {
  const { segments, groups, levels } = structure;
  const defaults = settings.map(defaultValue);
  const sparedLevel = Math.max(
    0,
    levels.findLastIndex(({ errorFree }) => errorFree),
  );
  const anchor = ([sparedSegments, sparedGroups]: Shape, level: number): Assignment => {
    const points = segments.flatMap((segment, s) =>
      groups.map((group, g) => {
        const spared = s < sparedSegments || g < sparedGroups;
        return [pointParameter(segment, group), levels[spared ? sparedLevel : level].label];
      }),
    );
    return Object.fromEntries([...points, ...defaults]);
  };
  const others = bisectionOrder(1, levels.length);
  return [
    anchor([0, 0], 0),
    ...shapes(segments.length, groups.length).flatMap((shape) => others.map((level) => anchor(shape, level))),
  ];
}

/** The shapes that leave something to vary: {@link FIRST_SHAPES}, then 2, 4, 8, ... segments spared. */
function shapes(segments: number, groups: number): Shape[] {
  const all = [...FIRST_SHAPES];
  for (let spared = 2; spared < segments; spared *= 2) all.push([spared, 0], [spared, 2], [spared, 1]);
  return all.filter(([sparedSegments, sparedGroups]) => sparedSegments < segments && sparedGroups < groups);
}

/**
 * DRIFT's own settings where they can be chosen (threshold 2^10, tiles in one piece), or the middle; of intervals the
 * longest: every refresh writes the whole checkpoint, and DRIFT's quality for 2, 5 and 10 steps hardly differs.
 */
function defaultValue({ name, values }: ListedParameter): [string, ParameterValue] {
  if (name === ROLLBACK_PARAMETERS.offloadInterval) return [name, values[values.length - 1]];
  const preferred = name === ROLLBACK_PARAMETERS.layout ? 'tile-contiguous' : 10;
  return [name, values.includes(preferred) ? preferred : values[Math.floor((values.length - 1) / 2)]];
}

/** The integers from `begin` to below `end`: the middle one, then the middles of the two halves, and so on. */
function bisectionOrder(begin: number, end: number): number[] {
  const order: number[] = [];
  const ranges: [number, number][] = [[begin, end]];
  for (const [from, to] of ranges) {
    if (from >= to) continue;
    const middle = Math.floor((from + to) / 2);
    order.push(middle);
    ranges.push([from, middle], [middle + 1, to]);
  }
  return order;
}
