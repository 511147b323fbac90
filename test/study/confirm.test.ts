import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job.js';
import { policyId, uniformPolicy } from '../../src/core/policy.js';
import type { Outcome } from '../../src/core/trial.js';
import { confirmationSeed, confirmPolicies, nextToConfirm, type Verdict } from '../../src/study/confirm.js';
import type { Candidate } from '../../src/study/front.js';
import { toyOutcome } from '../execution/toy-evaluator.js';
import { memoryStore, ToyExecutor } from './toy-study.js';

const policies = [0.9, 0.8, 0.7].map((voltageV) =>
  uniformPolicy(['block'], 2, { voltageV, frequencyHz: 2e9 }),
);
const FRESH = { seed: 9, images: 32, detailImages: 4 };
const expectedOutcome = (policy: Job['policy']) => toyOutcome({ trialNumber: 0, policy, ...FRESH });

describe('confirmPolicies', () => {
  it('evaluates each policy once with the fresh seed and stores it', async () => {
    const store = await memoryStore();
    const executor = new ToyExecutor({ concurrency: 2, delaysMs: [1] });
    const request = { policies: [...policies, policies[0]], ...FRESH, store };
    const confirmations = await confirmPolicies({ ...request, executor });
    expect(confirmations.map((confirmation) => confirmation.policyId)).toEqual(
      request.policies.map(policyId),
    );
    expect(confirmations.map(({ outcome }) => outcome)).toEqual(request.policies.map(expectedOutcome));
    expect(executor.jobs).toHaveLength(3);
    expect(executor.jobs[0]).toEqual({ trialNumber: 0, policy: policies[0], ...FRESH });
    expect(store.confirmations()).toHaveLength(3);

    const idle = new ToyExecutor();
    expect(await confirmPolicies({ ...request, executor: idle })).toEqual(confirmations);
    expect(idle.jobs).toEqual([]);
    await confirmPolicies({ ...request, images: 33, executor: idle });
    expect(idle.jobs).toHaveLength(3);
  });

  it('gives back a failed evaluation, and repeats it the next time', async () => {
    const store = await memoryStore();
    const failed: Outcome = { status: 'failed', error: { kind: 'BugError', message: 'broken' } };
    const once = (job: Job) => (job.policy === policies[1] ? failed : toyOutcome(job));
    const request = { policies, ...FRESH, store };
    const first = await confirmPolicies({ ...request, executor: new ToyExecutor({ evaluate: once }) });
    expect(first.map(({ outcome }) => outcome.status)).toEqual(['scored', 'failed', 'scored']);
    const executor = new ToyExecutor();
    const second = await confirmPolicies({ ...request, executor });
    expect(second.map(({ outcome }) => outcome)).toEqual(policies.map(expectedOutcome));
    expect(executor.jobs).toHaveLength(1);
  });

  it('rejects when it is cancelled, and keeps what was finished', async () => {
    const store = await memoryStore();
    const executor = new ToyExecutor({ concurrency: 3 });
    const onEvent = () => executor.cancel();
    const run = confirmPolicies({ policies, ...FRESH, store, executor, onEvent });
    await expect(run).rejects.toMatchObject({ kind: 'ExecutionError' });
    expect(store.confirmations()).toHaveLength(1);
  });
});

describe('confirmationSeed', () => {
  it('is another seed, of 32 bits, and another one for each study seed', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), (a, b) => {
        const seed = confirmationSeed(a);
        expect(Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff).toBe(true);
        expect(seed).not.toBe(a);
        expect(seed === confirmationSeed(b)).toBe(a === b);
      }),
    );
  });
});

describe('nextToConfirm', () => {
  const front = (points: readonly (readonly number[])[]): Candidate[] =>
    points.map((objectives, number) => ({
      objectives,
      trial: {
        number,
        assignment: {},
        policyId: String(number),
        outcome: { status: 'infeasible', reason: '' },
      },
    }));
  const line = front(Array.from({ length: 11 }, (_, i) => [i, 1000 * (10 - i)]));

  /** Confirms one member after the other; `refuted` says which of them exceed the bounds. */
  function sequence(
    members: readonly Candidate[],
    knee: number,
    count: number,
    refuted: readonly number[] = [],
  ) {
    const verdicts = new Map<number, Verdict | null>();
    for (let n = 0; n < count; n++) {
      const next = nextToConfirm(members, knee, bound, verdicts);
      if (next === null) break;
      verdicts.set(next, refuted.includes(next) ? 'refuted' : 'kept');
    }
    return [...verdicts.keys()];
  }
  const bound = [{ metric: 'distance', atMost: 0.06 }];

  it('takes the knee, then the best of each objective, then the largest gaps', () => {
    expect(sequence(line, 4, 5)).toEqual([4, 0, 10, 7, 2]);
  });

  it('goes on to the next best of an objective when the best is refuted', () => {
    expect(sequence(line, 4, 6, [0, 1, 10])).toEqual([4, 0, 1, 2, 10, 9]);
  });

  it('takes the whole of a small front, and nothing of an empty one', () => {
    expect(sequence(line, 4, 99).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(sequence(front([[1, 1]]), 0, 5)).toEqual([0]);
    expect(sequence([], -1, 5)).toEqual([]);
  });

  it('prefers members that keep the bounds with a margin of one standard error', () => {
    const members = line.map((candidate, i) => {
      const outcome = {
        status: 'scored' as const,
        metrics: { distance: 0.05, energyJ: i },
        standardErrors: { distance: i % 2 === 0 ? 0.02 : 0.001 },
        diagnostics: {},
      };
      return { ...candidate, trial: { ...candidate.trial, outcome } };
    });
    expect(sequence(members, 4, 99).toSorted((a, b) => a - b)).toEqual([1, 3, 4, 5, 7, 9]);
  });

  it('believes the model of all trials more than a single score', () => {
    const members = line.map((candidate, i) => {
      const outcome = {
        status: 'scored' as const,
        metrics: { distance: 0.01, energyJ: i },
        standardErrors: { distance: 0.001 },
        diagnostics: {},
      };
      const belief = { metric: 'distance', mean: 0.04, low: 0.02, high: i < 3 ? 0.07 : 0.05 };
      return { ...candidate, trial: { ...candidate.trial, outcome }, belief };
    });
    expect(sequence(members, 4, 99).toSorted((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
