import { inputError } from '../core/errors.js';
import type { PolicySpaceConfig } from './policy-space-config.js';

/** Consecutive denoising steps that share their operating points. */
export interface StepSegment {
  readonly name: string;
  /** First step, 0 = the noisiest. */
  readonly first: number;
  /** Last step, inclusive. */
  readonly last: number;
}

/**
 * The segments of a configuration, in order of time. Segments given by lengths are named by their steps ('0-1').
 *
 * @throws InputError unless the segments hold every step from 0 to steps - 1 exactly once
 */
export function resolveStepSegments(config: PolicySpaceConfig['stepSegments'], steps: number): StepSegment[] {
  const segments = Array.isArray(config) ? segmentsOfLengths(config) : namedSegments(config);
  let next = 0;
  for (const { name, first, last } of segments) {
    if (last < first) {
      throw inputError(
        `policy.stepSegments.${name}: expected [first, last] in order, got [${first}, ${last}]`,
      );
    }
    if (first !== next) {
      const problem = first > next ? 'leaves out' : 'repeats';
      throw inputError(
        `policy.stepSegments.${name}: expected to begin at step ${next}, got ${first}, which ${problem} steps`,
      );
    }
    next = last + 1;
  }
  if (next !== steps) {
    throw inputError(`policy.stepSegments: expected to hold the sampler's ${steps} steps, got ${next} steps`);
  }
  return segments;
}

function segmentsOfLengths(lengths: readonly number[]): StepSegment[] {
  let first = 0;
  return lengths.map((length) => {
    const last = first + length - 1;
    const segment = { name: length === 1 ? `${first}` : `${first}-${last}`, first, last };
    first = last + 1;
    return segment;
  });
}

function namedSegments(config: Readonly<Record<string, readonly [number, number]>>): StepSegment[] {
  return Object.entries(config)
    .map(([name, [first, last]]) => ({ name, first, last }))
    .sort((a, b) => a.first - b.first);
}
