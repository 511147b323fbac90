import { describe, expect, it } from 'vitest';
import { resolveBlockGroups } from '../../src/search/block-groups.js';
import { orderOperatingLevels, requestedOperatingPoints } from '../../src/search/operating-levels.js';
import { isListed, type Parameter } from '../../src/search/parameter.js';
import type { PolicySpaceConfig } from '../../src/search/policy-space-config.js';
import { resolveStepSegments } from '../../src/search/step-segments.js';
import {
  BLOCKS,
  NOMINAL,
  POLICY_YAML,
  parsePolicyConfig,
  policySpaceOf,
  stressed,
} from './policy-fixtures.js';

const valuesOf = (parameter: Parameter) => (isListed(parameter) ? parameter.values : []);

describe('resolveBlockGroups', () => {
  it('takes names, ranges and globs, in the order of the first blocks', () => {
    expect(
      resolveBlockGroups({ rest: ['blocks.1..3', 'head'], front: ['embed', 'blocks.0'] }, BLOCKS),
    ).toEqual([
      { name: 'front', blocks: [0, 1] },
      { name: 'rest', blocks: [2, 3, 4, 5] },
    ]);
    expect(resolveBlockGroups({ ends: ['head', 'embed'], blocks: ['bl*.*'] }, BLOCKS)).toEqual([
      { name: 'ends', blocks: [0, 5] },
      { name: 'blocks', blocks: [1, 2, 3, 4] },
    ]);
    expect(resolveBlockGroups('each-block', ['a', 'b'])).toEqual([
      { name: 'a', blocks: [0] },
      { name: 'b', blocks: [1] },
    ]);
  });

  it('takes a name literally where a block has it', () => {
    expect(resolveBlockGroups({ a: ['x*'], b: ['x1'] }, ['x*', 'x1'])).toHaveLength(2);
  });

  it.each([
    [{ all: ['embed', 'blocks.*'] }, 'no group holds head; add them to one'],
    [{ all: ['*'], first: ['blocks.0'] }, "block 'blocks.0' is in 'all' and in 'first'"],
    [{ all: ['*', 'head'] }, "block 'head' is twice in 'all'"],
    [
      { all: ['embed', 'block.0'] },
      "blockGroups.all: 'block.0' names no block of the network; its blocks are embed, ",
    ],
    [{ all: ['embed', 'blocks.2..5'] }, "'blocks.2..5' names no block of the network (blocks.4, blocks.5)"],
    [{ all: ['blocks.3..1'] }, "'blocks.3..1' names no block"],
    [{ all: ['layer*'] }, "'layer*' names no block"],
  ])('refuses %j', (groups, message) => {
    expect(() => resolveBlockGroups(groups, BLOCKS)).toThrow(message);
  });
});

describe('resolveStepSegments', () => {
  it('takes lengths and named ranges in any order', () => {
    expect(resolveStepSegments([1, 3], 4)).toEqual([
      { name: '0', first: 0, last: 0 },
      { name: '1-3', first: 1, last: 3 },
    ]);
    expect(resolveStepSegments({ late: [2, 4], early: [0, 1] }, 5)).toEqual([
      { name: 'early', first: 0, last: 1 },
      { name: 'late', first: 2, last: 4 },
    ]);
  });

  it.each<[PolicySpaceConfig['stepSegments'], string]>([
    [[2, 3], "stepSegments: expected to hold the sampler's 20 steps, got 5 steps"],
    [
      { early: [0, 4], late: [6, 19] },
      'stepSegments.late: expected to begin at step 5, got 6, which leaves out steps',
    ],
    [
      { early: [0, 4], late: [4, 19] },
      'stepSegments.late: expected to begin at step 5, got 4, which repeats steps',
    ],
    [{ early: [4, 0] }, 'stepSegments.early: expected [first, last] in order, got [4, 0]'],
    [{ all: [0, 24] }, "the sampler's 20 steps, got 25 steps"],
  ])('refuses %j', (segments, message) => {
    expect(() => resolveStepSegments(segments, 20)).toThrow(message);
  });
});

describe('orderOperatingLevels', () => {
  const point = (voltageV: number, gigahertz: number) => stressed({ voltageV, frequencyHz: gigahertz * 1e9 });

  it('puts the nominal point first and the others by rising stress', () => {
    const points = [point(0.7, 2), point(0.9, 2.4), point(0.9, 2), point(0.8, 2), point(0.8, 1.2)];
    const levels = orderOperatingLevels(stressed(NOMINAL), points);
    expect(levels.map(({ label, stressed }) => [label, stressed])).toEqual([
      ['0.900V@2.00GHz', false],
      ['0.800V@1.20GHz', false],
      ['0.900V@2.40GHz', true],
      ['0.800V@2.00GHz', true],
      ['0.700V@2.00GHz', true],
    ]);
  });

  it('refuses points that labels cannot tell apart, and a list of nothing but the nominal point', () => {
    expect(() => orderOperatingLevels(stressed(NOMINAL), [point(0.7001, 2), point(0.7, 2)])).toThrow(
      'operatingPoints: two points round to 0.700V@2.00GHz',
    );
    expect(() => orderOperatingLevels(stressed(NOMINAL), [stressed(NOMINAL)])).toThrow(
      'operatingPoints: expected a point beside the nominal one',
    );
  });

  it("takes the accelerator's own points when the configuration says so", () => {
    const config = { ...parsePolicyConfig(POLICY_YAML), operatingPoints: 'accelerator' as const };
    expect(requestedOperatingPoints(config, [NOMINAL])).toEqual([NOMINAL]);
  });
});

describe('createPolicySpace', () => {
  const { space } = policySpaceOf(POLICY_YAML);

  it('has one ordinal parameter for each segment and group, and one for each setting', () => {
    expect(space.parameters.map(({ name }) => name)).toEqual([
      ...['0-1', '2-4', '5-19'].flatMap((s) => ['embed', 'first', 'rest'].map((g) => `point[${s},${g}]`)),
      'abft.thresholdBit',
      'checkpoint.offloadInterval',
      'checkpoint.layout',
    ]);
    expect(space.parameters[0]).toEqual({
      name: 'point[0-1,embed]',
      kind: 'ordinal',
      values: ['0.900V@2.00GHz', '0.800V@2.00GHz', '0.900V@3.00GHz', '0.700V@2.00GHz'],
    });
    expect(valuesOf(space.parameters.at(-3)!)).toEqual([8, 10, 12]);
    expect(space.parameters.at(-1)?.kind).toBe('categorical');
    expect(space.size).toBe(4 ** 9 * 3 * 3 * 2);
  });

  it('does not search what has one value, or what nothing uses', () => {
    const fixed = POLICY_YAML.replace('[12, 8, 10]', '10').replace(
      '[row-major, tile-contiguous]',
      'row-major',
    );
    expect(
      policySpaceOf(fixed)
        .space.parameters.slice(9)
        .map(({ name }) => name),
    ).toEqual(['checkpoint.offloadInterval']);
    const none = POLICY_YAML.replace(/rollback-abft.*/s, 'none');
    expect(policySpaceOf(none).space.parameters).toHaveLength(9);
  });

  describe('anchors', () => {
    const rows = space.anchors.map((anchor) =>
      ['0-1', '2-4', '5-19'].map((segment) =>
        ['embed', 'first', 'rest'].map((group) => {
          return valuesOf(space.parameters[0]).indexOf(anchor[`point[${segment},${group}]`]);
        }),
      ),
    );
    const all = (level: number) => [level, level, level];

    it('begin with the nominal policy, then the first segment nominal, then uniform levels, middle level first', () => {
      expect(rows.slice(0, 7)).toEqual([
        [all(0), all(0), all(0)],
        [all(0), all(2), all(2)],
        [all(0), all(1), all(1)],
        [all(0), all(3), all(3)],
        [all(2), all(2), all(2)],
        [all(1), all(1), all(1)],
        [all(3), all(3), all(3)],
      ]);
      expect(rows.slice(7, 8)).toEqual([[all(0), [0, 0, 2], [0, 0, 2]]]);
    });

    it('are all different, and go on to more segments and groups', () => {
      expect(rows).toContainEqual([all(0), all(0), all(3)]);
      expect(rows).toContainEqual([
        [0, 3, 3],
        [0, 3, 3],
        [0, 3, 3],
      ]);
      expect(rows).toHaveLength(1 + 3 * 9);
    });

    it("have DRIFT's threshold and layout, or those in the middle where these are no choice, and the longest interval", () => {
      for (const anchor of space.anchors) {
        expect(anchor).toMatchObject({
          'abft.thresholdBit': 10,
          'checkpoint.offloadInterval': 20,
          'checkpoint.layout': 'tile-contiguous',
        });
      }
    });

    it('are still useful when there is one group and one segment', () => {
      const yaml = POLICY_YAML.replace(
        /blockGroups:.*stepSegments: \[2, 3, 15\]/s,
        'blockGroups: { all: "*" }\n  stepSegments: [20]',
      );
      expect(policySpaceOf(yaml).space.anchors).toHaveLength(4);
    });
  });
});
