import { describe, expect, it } from 'vitest';
import { type Policy, policyId, protectionAt } from '../../src/core/policy.js';
import { parsePolicy } from '../../src/core/policy-schema.js';
import type { Workload } from '../../src/core/workload.js';
import {
  ABLATION_CONTESTANTS,
  type ContestantRule,
  SCHEME_CONTESTANTS,
} from '../../src/evaluation/comparison/contestants.js';
import { PROTECTION_SCHEMES } from '../../src/reliability/protection/protection-schemes.js';

const STEPS = 6;
const work: Workload = {
  blocks: ['embed', 'blocks.0', 'blocks.1', 'head'],
  gemms: [],
  vectorOps: [],
  steps: STEPS,
};
const points = {
  nominal: { voltageV: 0.9, frequencyHz: 2e9 },
  point: { voltageV: 0.7, frequencyHz: 2e9 },
};
const build = (rule: ContestantRule) => rule.build(work, points, 2);
const lowCells = ({ cells }: Policy) => cells.flat().filter(({ point }) => point === 1).length;

describe('the contestants of a comparison', () => {
  it.each(Object.entries(SCHEME_CONTESTANTS))('%s is a policy that can be read back', (name, rule) => {
    const policy = build(rule);
    expect(parsePolicy(JSON.stringify(policy), name)).toEqual(policy);
    expect(lowCells(policy)).toBe((name === 'uniform' ? STEPS : STEPS - 2) * work.blocks.length);
  });

  it('hold every scheme that there is', () => {
    const schemes = Object.values(SCHEME_CONTESTANTS).map(
      (rule) => protectionAt(build(rule), STEPS - 1, 0).scheme,
    );
    expect(new Set(schemes)).toEqual(new Set(Object.keys(PROTECTION_SCHEMES)));
  });

  it('keep a checkpoint only where it is read', () => {
    const kept = Object.entries(SCHEME_CONTESTANTS).filter(([, rule]) => build(rule).checkpoint !== null);
    expect(kept.map(([name]) => name)).toEqual(['rollback-abft', 'rollback-extrapolate']);
  });
});

describe('an ablation', () => {
  const whole = build(ABLATION_CONTESTANTS.whole);

  it('spares two steps and two blocks as a whole', () => {
    expect(lowCells(whole)).toBe((STEPS - 2) * (work.blocks.length - 2));
  });

  it('changes one ingredient at a time', () => {
    const parts = ({ cells, protections, checkpoint }: Policy) =>
      ({ cells, protections, checkpoint }) as const;
    for (const [name, rule] of Object.entries(ABLATION_CONTESTANTS)) {
      const policy = build(rule);
      const changed = (['cells', 'protections', 'checkpoint'] as const).filter(
        (part) => JSON.stringify(parts(policy)[part]) !== JSON.stringify(parts(whole)[part]),
      );
      // Without rollback nothing reads a checkpoint either.
      const expected = { whole: 0, 'no-rollback': 2, 'zero-restore': 2 }[name] ?? 1;
      expect([name, changed.length]).toEqual([name, expected]);
    }
  });

  it('has different policies only', () => {
    const ids = Object.values(ABLATION_CONTESTANTS).map((rule) => policyId(build(rule)));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
