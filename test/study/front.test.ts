import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Metrics, Outcome, Trial } from '../../src/core/trial.js';
import { referenceVector, studyFront } from '../../src/study/front.js';
import { kneeIndex } from '../../src/study/knee.js';
import { hypervolumeTrace, RunningFront } from '../../src/study/running-front.js';
import type { Goals } from '../../src/study/score.js';

const GOALS: Goals = {
  objectives: [
    { metric: 'energyJ', direction: 'minimise' },
    { metric: 'accuracy', direction: 'maximise' },
  ],
  constraints: [{ metric: 'distance', atMost: 0.5 }],
};
const REFERENCE = referenceVector(GOALS.objectives, { energyJ: 10, accuracy: 0 });

function scored(metrics: Metrics): Outcome {
  return { status: 'scored', metrics, standardErrors: {}, diagnostics: {} };
}

function trial(
  number: number,
  energyJ: number,
  accuracy: number,
  distance = 0,
  policyId = `p${number}`,
): Trial {
  return { number, assignment: { n: number }, policyId, outcome: scored({ energyJ, accuracy, distance }) };
}

const numbers = (trials: readonly { readonly trial: Trial }[]) => trials.map((member) => member.trial.number);

const level = fc.integer({ min: 0, max: 9 });
const manyTrials = fc
  .array(fc.tuple(level, level, fc.boolean()), { maxLength: 30 })
  .map((all) => all.map(([energy, accuracy, met], n) => trial(n, energy, accuracy, met ? 0 : 1)));

describe('studyFront', () => {
  it('holds exactly the trials that meet the constraints and that none of those beats', () => {
    fc.assert(
      fc.property(manyTrials, (trials) => {
        const values = (one: Trial) => (one.outcome.status === 'scored' ? one.outcome.metrics : {});
        const beats = (a: Metrics, b: Metrics) =>
          a.energyJ <= b.energyJ &&
          a.accuracy >= b.accuracy &&
          (a.energyJ < b.energyJ || a.accuracy > b.accuracy);
        const met = trials.filter((one) => values(one).distance <= 0.5);
        const best = met.filter((one) => !met.some((other) => beats(values(other), values(one))));
        const front = studyFront(trials, GOALS);
        expect(numbers(front).sort((a, b) => a - b)).toEqual(best.map(({ number }) => number));
        const energies = front.map(({ objectives }) => objectives[0]);
        expect(energies).toEqual(energies.toSorted((a, b) => a - b));
      }),
    );
  });

  it('leaves out infeasible and failed trials, and keeps a policy once', () => {
    const none = { assignment: {}, policyId: null };
    const failed: Outcome = { status: 'failed', error: { kind: 'BugError', message: '' } };
    const trials: Trial[] = [
      trial(5, 1, 0.5, 0, 'same'),
      { ...none, number: 1, outcome: { status: 'infeasible', reason: '' } },
      { number: 2, assignment: {}, policyId: 'same', outcome: failed },
      trial(3, 1, 0.5, 0, 'same'),
      trial(4, 1, 0.5, 0, 'other'),
    ];
    expect(numbers(studyFront(trials, GOALS))).toEqual([3, 4]);
    expect(studyFront([], GOALS)).toEqual([]);
  });
});

describe('referenceVector', () => {
  it('negates maximised objectives', () => {
    expect(REFERENCE).toEqual([10, -0]);
  });

  it.each<Metrics>([{ energyJ: 1 }, { energyJ: 1, accuracy: Infinity }])('refuses %j', (reference) => {
    expect(() => referenceVector(GOALS.objectives, reference)).toThrow(
      expect.objectContaining({ kind: 'InputError', message: expect.stringContaining('accuracy') }),
    );
  });
});

describe('RunningFront and hypervolumeTrace', () => {
  it('never falls, and ends at the volume of the whole front, whichever trial came first', () => {
    fc.assert(
      fc.property(manyTrials, fc.infiniteStream(fc.nat()), (trials, keys) => {
        const trace = hypervolumeTrace(trials, GOALS, REFERENCE);
        expect(trace).toHaveLength(trials.length);
        expect(trace).toEqual(trace.toSorted((a, b) => a - b));
        const shuffled = trials
          .map((one) => ({ one, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const front = new RunningFront(GOALS, REFERENCE);
        for (const one of shuffled) front.add(one);
        expect(front.hypervolume).toBeCloseTo(trace.at(-1) ?? 0, 9);
        const points = studyFront(trials, GOALS).map(({ objectives }) => objectives.join());
        expect(front.size).toBe(new Set(points).size);
        expect(hypervolumeTrace(shuffled, GOALS, REFERENCE)).toEqual(trace);
      }),
    );
  });

  it('adds the rectangles that the trials open', () => {
    const trials = [trial(0, 8, 0.5), trial(1, 9, 0.4), trial(2, 4, 0.25), trial(3, 1, 1, 9), trial(4, 8, 1)];
    expect(hypervolumeTrace(trials, GOALS, REFERENCE)).toEqual([1, 1, 2, 2, 3]);
  });
});

describe('kneeIndex', () => {
  /** A quarter of a circle that bulges towards the origin. */
  const circle = Array.from({ length: 21 }, (_, i) => {
    const angle = (i / 20) * (Math.PI / 2);
    return [1 - Math.sin(angle), 1 - Math.cos(angle)];
  });

  it('is the middle of a circle, in whatever units', () => {
    expect(kneeIndex(circle, [2, 2])).toBe(10);
    expect(
      kneeIndex(
        circle.map(([x, y]) => [3e-6 * x + 5, 1e9 * y - 7]),
        [100, 1e12],
      ),
    ).toBe(10);
  });

  it('is the point farthest from the line through the ends', () => {
    const front = fc
      .uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 8 })
      .map((steps) => {
        const xs = [0, ...steps.sort((a, b) => a - b), 1000];
        return xs.map((x) => [x, 1000 / (1 + x)]);
      });
    fc.assert(
      fc.property(front, (points) => {
        const [x0, y0] = points[0];
        const [x1, y1] = points[points.length - 1];
        const distances = points.map(
          ([x, y]) => ((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / Math.hypot(x1 - x0, y1 - y0),
        );
        expect(distances[kneeIndex(points, [2000, 2000])]).toBeCloseTo(Math.max(...distances), 6);
      }),
    );
  });

  it('does not move when the front reaches farther beyond the reference', () => {
    const tail = [
      [-5, 1.5],
      [-9, 50],
    ];
    expect(kneeIndex([...circle, ...tail], [1.1, 1.1])).toBe(10);
    expect(kneeIndex(tail, [1.1, 1.1])).toBe(0);
  });

  it('is the only point there is, the first of equals, and -1 of none', () => {
    expect(kneeIndex([[3, 4]], [9, 9])).toBe(0);
    expect(
      kneeIndex(
        [
          [1, 2],
          [2, 1],
        ],
        [9, 9],
      ),
    ).toBe(0);
    expect(kneeIndex([], [9, 9])).toBe(-1);
  });
});
