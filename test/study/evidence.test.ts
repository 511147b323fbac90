import { describe, expect, it } from 'vitest';
import type { Trial } from '../../src/core/trial.js';
import { createSearchSpace } from '../../src/search/search-space.js';
import { carriedTrials, requireSameEvaluation } from '../../src/study/evidence.js';
import { type StudyConfig, searchSpaceSchema } from '../../src/study/study-config.js';
import { decode, FAILED, referenceTrials, SPACE } from './toy-study.js';

describe('carriedTrials', () => {
  it('keeps all trials in the same space, as they are', async () => {
    const trials = await referenceTrials();
    expect(carriedTrials(trials, SPACE, decode)).toEqual(trials);
  });

  it('leaves out what a smaller space does not have, and numbers the rest anew', async () => {
    const trials = await referenceTrials();
    const [voltage, ...others] = SPACE.parameters;
    const kept = [0.9, 0.8, 0.7];
    const smaller = createSearchSpace([{ ...voltage, kind: 'ordinal', values: kept }, ...others]);
    const carried = carriedTrials(trials, smaller, decode);
    const expected = trials.filter(({ assignment }) => kept.includes(Number(assignment.voltageV)));
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(trials.length);
    expect(carried).toEqual(expected.map((trial, number) => ({ ...trial, number })));
  });

  it('leaves out failed trials and those that stand for another policy now', async () => {
    const [first, second, third] = await referenceTrials();
    const failed: Trial = { ...second, outcome: FAILED };
    const other: Trial = { ...third, policyId: 'another' };
    expect(carriedTrials([first, failed, other], SPACE, decode)).toEqual([first]);
  });
});

describe('requireSameEvaluation', () => {
  const config = searchSpaceSchema.parse({
    format: 'leeway-search-space/1',
    title: 'Night',
    question: 'Does evidence carry over?',
    network: 'net',
    accelerator: 'acc.yaml',
    faults: { model: 'drift-bit-flip', sites: 'drift' },
    policy: {
      blockGroups: { all: ['a'] },
      stepSegments: { all: [0, 3] },
      operatingPoints: [{ voltage: '0.7 V', frequency: '2 GHz' }],
      protection: { scheme: 'rollback-abft', thresholdBit: [10] },
      checkpoint: { offloadInterval: 2, layout: 'row-major' },
    },
    objectives: [{ metric: 'energyJ', direction: 'minimise', worst: 1 }],
    search: { algorithm: 'random' },
    study: { seed: 1, trials: 4, images: 2 },
    confirmation: { policies: 1, images: 2 },
  });
  const withStudy = (study: Partial<StudyConfig['study']>): StudyConfig => ({
    ...config,
    study: { ...config.study, ...study },
  });

  it('takes other spaces, goals, numbers of trials and searches', () => {
    expect(() => requireSameEvaluation('night', config, withStudy({ trials: 99, lag: 3 }))).not.toThrow();
    expect(() =>
      requireSameEvaluation('night', config, {
        ...config,
        constraints: [{ metric: 'energyJ', atMost: 1 }],
      }),
    ).not.toThrow();
  });

  it('refuses other seeds, images and networks by name, and other goals where trials are races', () => {
    expect(() => requireSameEvaluation('night', config, withStudy({ seed: 2 }))).toThrow(
      /study night: study.seed differ/,
    );
    expect(() =>
      requireSameEvaluation('night', config, { ...withStudy({ images: 3 }), network: 'other' }),
    ).toThrow(/network, study.images differ/);
    const racing = withStudy({ images: [2, 4] });
    expect(() =>
      requireSameEvaluation('night', racing, { ...racing, constraints: [{ metric: 'energyJ', atMost: 1 }] }),
    ).toThrow(/constraints differ/);
  });
});
