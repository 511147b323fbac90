import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { executionError } from '../../src/core/errors.js';
import { type Assignment, objectiveVector } from '../../src/core/trial.js';
import type { Answer } from '../../src/study/assignment-line.js';
import { answerInOrder, EvaluationService } from '../../src/study/evaluation-service.js';
import { runStudy } from '../../src/study/study.js';
import {
  decode,
  FAILED,
  GOALS,
  memoryStore,
  ToyExecutor,
  type ToyExecutorOptions,
  toyStudy,
} from './toy-study.js';

const SEED = 42;
const IMAGES = 4;

async function answers(
  lines: readonly string[],
  options: ToyExecutorOptions = {},
): Promise<{ answers: Answer[]; executor: ToyExecutor }> {
  const executor = new ToyExecutor(options);
  const service = new EvaluationService({ ...GOALS, seed: SEED, images: IMAGES, decode, executor });
  const written: Answer[] = [];
  await answerInOrder(
    Readable.from(lines),
    (line, number) => service.answer(line, number),
    async (answer) => void written.push(answer),
    () => undefined,
  );
  return { answers: written, executor };
}

const line = (assignment: Assignment) => JSON.stringify(assignment);
const GOOD = { voltageV: 0.8, frequencyHz: 2e9, withoutEffect: 'a' };

describe('EvaluationService', () => {
  it('answers the trials of a study with what the study stored, for any number of workers', async () => {
    const { trials } = await runStudy(toyStudy({ store: await memoryStore() }));
    for (const options of [{ concurrency: 1 }, { concurrency: 5, delaysMs: [20, 0, 5] }]) {
      const { answers: given } = await answers(
        trials.map(({ assignment }) => line(assignment)),
        options,
      );
      expect(given).toHaveLength(trials.length);
      for (const [n, { outcome, policyId }] of trials.entries()) {
        expect(given[n]).toMatchObject({ trialNumber: n, ...outcome });
        if (outcome.status !== 'scored') continue;
        expect(given[n]).toMatchObject({
          policyId,
          objectives: objectiveVector(GOALS.objectives, outcome.metrics),
          constraints: [outcome.metrics.latencyS - 2e-9],
          violation: Math.max(0, outcome.metrics.latencyS - 2e-9),
        });
      }
      expect(new Set(given.map(({ status }) => status))).toEqual(new Set(['scored', 'infeasible']));
    }
  });

  it('gives the executor all that was read, without waiting for answers', async () => {
    const many = [0.9, 0.85, 0.8, 0.75, 0.7].map((voltageV) => line({ ...GOOD, voltageV }));
    const { executor } = await answers(many, { concurrency: 4, delaysMs: [5] });
    expect(executor.mostRunning).toBe(5);
  });

  it('gives a policy the outcome that it had, unless it failed or a trial number is asked for', async () => {
    const same = line({ ...GOOD, withoutEffect: 'b' });
    const again = JSON.stringify({ assignment: GOOD, trialNumber: 7 });
    const { answers: given, executor } = await answers([line(GOOD), same, again]);
    expect(executor.jobs.map(({ trialNumber }) => trialNumber)).toEqual([0, 7]);
    expect(given[1]).toEqual({ ...given[0], trialNumber: 1 });
    expect(given[2]).toMatchObject({ trialNumber: 7, status: 'scored' });

    const failing = await answers([line(GOOD), same], { evaluate: () => FAILED });
    expect(failing.executor.jobs).toHaveLength(2);
    expect(failing.answers[1]).toMatchObject({
      status: 'failed',
      error: { kind: 'BugError', message: 'broken' },
    });
  });

  it.each([
    ['nonsense', /^line 2: expected JSON, got nonsense: /],
    ['[1, 2]', /^line 2: expected an object of parameter names and values, .*got \[1, 2\]$/],
    ['{"voltageV": null}', /^line 2: expected an object/],
    [`{"a": "${'x'.repeat(200)}", "b": []}`, /^line 2: .{0,200}\.\.\.$/],
    ['{"voltageV": "high"}', /^line 2: not of this space$/],
  ])('answers %s as invalid and goes on', async (bad, message) => {
    const { answers: given } = await answers([line(GOOD), '', bad, '  ', line({ ...GOOD, voltageV: 0.7 })]);
    expect(given.map(({ status }) => status)).toEqual(['scored', 'invalid', 'scored']);
    expect(given[1]).toMatchObject({ trialNumber: 1, error: { message: expect.stringMatching(message) } });
    expect(given[2].trialNumber).toBe(2);
  });
});

describe('answerInOrder', () => {
  const lines = () => Readable.from(Array.from({ length: 3000 }, (_, i) => `${i}`));
  const infeasible = (trialNumber: number): Answer => ({ trialNumber, status: 'infeasible', reason: '' });

  it('keeps the order and reads on only so far', async () => {
    let [begun, ended, most] = [0, 0, 0];
    const written: number[] = [];
    await answerInOrder(
      lines(),
      async (_, number) => {
        most = Math.max(most, ++begun - ended);
        await new Promise((done) => setTimeout(done, number % 3));
        return infeasible(number);
      },
      async ({ trialNumber }) => {
        ended++;
        written.push(trialNumber);
      },
      () => undefined,
    );
    expect(written).toEqual(Array.from({ length: 3000 }, (_, i) => i));
    expect(most).toBeLessThan(1100);
  });

  it('ends with the first error, and writes nothing after it', async () => {
    const written: number[] = [];
    const source = lines();
    const running = answerInOrder(
      source,
      async (_, number) => {
        if (number >= 3) throw executionError(`trial ${number}: cancelled`);
        return infeasible(number);
      },
      async ({ trialNumber }) => void written.push(trialNumber),
      () => source.destroy(),
    );
    await expect(running).rejects.toThrow();
    expect(written).toEqual([0, 1, 2]);
  });
});
