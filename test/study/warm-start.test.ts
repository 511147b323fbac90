import { describe, expect, it } from 'vitest';
import type { Assignment, Trial } from '../../src/core/trial.js';
import { runStudy } from '../../src/study/study.js';
import { startingAssignments } from '../../src/study/warm-start.js';
import { GOALS, memoryStore, SPACE, ToyExecutor, toyStudy } from './toy-study.js';

const goals = { ...GOALS, constraints: [] };

const trial = (
  number: number,
  assignment: Assignment,
  energyJ: number,
  perceptualDistance: number,
): Trial => ({
  number,
  assignment,
  policyId: String(number),
  outcome: {
    status: 'scored',
    metrics: { energyJ, perceptualDistance },
    standardErrors: {},
    diagnostics: {},
  },
});

const at = (voltageV: number, frequencyHz: number): Assignment => ({
  voltageV,
  frequencyHz,
  withoutEffect: 'a',
});

describe('startingAssignments', () => {
  it('takes the front first, then what is behind it, and leaves out what is not of the space', () => {
    const trials = [
      trial(0, at(0.9, 2e9), 9, 9),
      trial(1, at(0.8, 2e9), 1, 5),
      trial(2, at(0.123, 2e9), 0, 0),
      trial(3, at(0.7, 2e9), 5, 1),
      trial(4, at(0.8, 2e9), 1, 5),
    ];
    expect(startingAssignments('old', trials, goals, SPACE)).toEqual([
      at(0.8, 2e9),
      at(0.7, 2e9),
      at(0.9, 2e9),
    ]);
  });

  it('takes at most 16, evenly along the front', () => {
    const frequencies = [2e9, 2.5e9, 3e9, 3.5e9];
    const voltages = [0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6];
    const trials = voltages.flatMap((voltageV, v) =>
      frequencies.map((frequencyHz, f) => {
        const rank = 4 * v + f;
        return trial(rank, at(voltageV, frequencyHz), rank, 27 - rank);
      }),
    );
    const chosen = startingAssignments('old', trials, goals, SPACE);
    expect(chosen).toHaveLength(16);
    expect(chosen[0]).toEqual(at(0.9, 2e9));
    expect(chosen[15]).toEqual(at(0.6, 3.5e9));
  });

  it('says so when nothing fits', () => {
    expect(() => startingAssignments('old', [trial(0, at(0.1, 1), 1, 1)], goals, SPACE)).toThrow(
      /study old: expected trials of this search space .*, got none among 1; give a study/,
    );
  });
});

describe('a study that starts with assignments', () => {
  it('evaluates them first, whatever the search, and shows them to it', async () => {
    const startWith = [at(0.75, 2e9), at(0.7, 2.5e9), at(0.65, 2e9)];
    const store = await memoryStore();
    const executor = new ToyExecutor({ concurrency: 2 });
    const { trials } = await runStudy(toyStudy({ store, executor, startWith }));
    expect(trials.slice(0, 3).map(({ assignment }) => assignment)).toEqual(startWith);
    const resumed = await runStudy(toyStudy({ store, startWith, trials: 30 }));
    expect(resumed.trials.slice(0, 24)).toEqual(trials);
  });
});
