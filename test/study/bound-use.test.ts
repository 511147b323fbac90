import { expect, it } from 'vitest';
import type { Metrics, Trial } from '../../src/core/trial.js';
import { boundUse } from '../../src/study/bound-use.js';
import { studyFront } from '../../src/study/front.js';

const GOALS = {
  objectives: [{ metric: 'energyJ', direction: 'minimise' as const }],
  constraints: [
    { metric: 'distance', atMost: 1 },
    { metric: 'psnrDb', atLeast: 30 },
  ],
};

const scored = (number: number, metrics: Metrics): Trial => ({
  number,
  assignment: {},
  policyId: `p${number}`,
  outcome: { status: 'scored', metrics, standardErrors: {}, diagnostics: {} },
});

it('counts what each bound keeps out, and how near the best comes to it', () => {
  const trials: Trial[] = [
    scored(0, { energyJ: 5, distance: 0.2, psnrDb: 40 }),
    scored(1, { energyJ: 3, distance: 0.75, psnrDb: 32 }),
    scored(2, { energyJ: 2, distance: 1.5, psnrDb: 31 }),
    scored(3, { energyJ: 1, distance: 2, psnrDb: 20 }),
    { number: 4, assignment: {}, policyId: null, outcome: { status: 'infeasible', reason: '' } },
  ];
  expect(boundUse(trials, studyFront(trials, GOALS), GOALS)).toEqual([
    { metric: 'distance', side: 'atMost', limit: 1, exceeded: 2, exceededAlone: 1, slackOfBest: 0.25 },
    { metric: 'psnrDb', side: 'atLeast', limit: 30, exceeded: 1, exceededAlone: 0, slackOfBest: 2 },
  ]);
  expect(boundUse([], [], GOALS)[0]).toMatchObject({ exceeded: 0, exceededAlone: 0, slackOfBest: null });
});
