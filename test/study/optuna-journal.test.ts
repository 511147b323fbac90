import { describe, expect, it } from 'vitest';
import type { Trial } from '../../src/core/trial.js';
import { createSearchSpace } from '../../src/search/search-space.js';
import { createManifest } from '../../src/study/manifest.js';
import { optunaJournal } from '../../src/study/optuna-journal.js';

const MANIFEST = createManifest({
  name: 'quick',
  leewayVersion: '0.1.0',
  createdAt: '2026-11-23T01:27:22.076Z',
  command: 'npx leeway tune quick.yaml',
  config: {},
  inputHashes: {},
  versions: {},
});

const SPACE = createSearchSpace([
  { name: 'level', kind: 'ordinal', values: ['0.9V', '0.8V', '0.7V'] },
  { name: 'layout', kind: 'categorical', values: ['rows', true, 3] },
  { name: 'interval', kind: 'integer', low: 1, high: 20, scale: 'log' },
  {
    name: 'threshold',
    kind: 'real',
    low: 0.001,
    high: 10,
    scale: 'log',
    activeWhen: { parameter: 'level', values: ['0.7V'] },
  },
]);

const CONFIG = {
  title: 'Quick',
  objectives: [
    { metric: 'energyJ', direction: 'minimise' as const, worst: 1 },
    { metric: 'psnrDb', direction: 'maximise' as const, worst: 0 },
  ],
  constraints: [{ metric: 'psnrDb', atLeast: 30, atMost: 90 }],
};

const TRIALS: readonly Trial[] = [
  {
    number: 0,
    assignment: { level: '0.7V', layout: true, interval: 5, threshold: 0.25 },
    policyId: 'ab12',
    outcome: {
      status: 'scored',
      metrics: { energyJ: 0.5, psnrDb: 25 },
      standardErrors: { psnrDb: 1.5 },
      diagnostics: {},
    },
  },
  {
    number: 1,
    assignment: { level: '0.9V', layout: 3, interval: 1 },
    policyId: null,
    outcome: { status: 'infeasible', reason: 'too fast' },
  },
  {
    number: 3,
    assignment: { level: '0.8V', layout: 'rows', interval: 20 },
    policyId: 'cd34',
    outcome: { status: 'failed', error: { kind: 'BugError', message: 'broken' } },
  },
];

/**
 * What Optuna makes of a journal: a replay after `JournalStorageReplayResult` (optuna/storages/journal/_storage.py) and
 * `json_to_distribution` (optuna/distributions.py) of Optuna 5.0.0.
 */
function replay(text: string) {
  expect(text.endsWith('\n')).toBe(true);
  const study = { system: {}, user: {} } as Record<string, unknown> & { system: object; user: object };
  const trials: Record<string, unknown>[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const log = JSON.parse(line);
    expect(typeof log.worker_id).toBe('string');
    if (log.op_code === 0) {
      study.name = log.study_name;
      study.directions = log.directions.map((d: number) => ['not set', 'minimize', 'maximize'][d]);
      continue;
    }
    expect(log.study_id).toBe(0);
    if (log.op_code === 2) Object.assign(study.user, log.user_attr);
    else if (log.op_code === 3) Object.assign(study.system, log.system_attr);
    else if (log.op_code === 4) trials.push(replayTrial(log));
    else throw new Error(`unexpected operation ${log.op_code}`);
  }
  return { study, trials };
}

// biome-ignore lint/suspicious/noExplicitAny: a line of a foreign format, as its reader finds it
function replayTrial(log: any) {
  const external = (name: string, internal: number) => {
    const { name: kind, attributes } = JSON.parse(log.distributions[name]);
    if (kind === 'CategoricalDistribution') return attributes.choices[internal];
    expect(internal).toBeGreaterThanOrEqual(attributes.low);
    expect(internal).toBeLessThanOrEqual(attributes.high);
    return internal;
  };
  const params = Object.entries(log.params as Record<string, number>);
  expect(Object.keys(log.distributions)).toEqual(params.map(([name]) => name));
  return {
    state: ['RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING'][log.state],
    values: log.values ?? (log.value === null ? null : [log.value]),
    params: Object.fromEntries(params.map(([name, internal]) => [name, external(name, internal)])),
    user: log.user_attrs,
    constraints: log.system_attrs.constraints,
    begun: log.datetime_start,
    completed: log.datetime_complete,
  };
}

describe('optunaJournal', () => {
  const { study, trials } = replay(
    optunaJournal({ manifest: MANIFEST, config: CONFIG, space: SPACE, trials: TRIALS }),
  );

  it('describes the study', () => {
    expect(study).toEqual({
      name: 'quick',
      directions: ['minimize', 'maximize'],
      system: { 'study:metric_names': ['energyJ', 'psnrDb'] },
      user: { title: 'Quick', leewayVersion: '0.1.0', command: 'npx leeway tune quick.yaml' },
    });
  });

  it('gives each trial its values, parameters and constraints, feasible when <= 0', () => {
    const time = '2026-11-23T01:27:22.076+00:00';
    expect(trials).toEqual([
      {
        state: 'COMPLETE',
        values: [0.5, 25],
        params: TRIALS[0].assignment,
        user: { trial: 0, policyId: 'ab12', energyJ: 0.5, psnrDb: 25, 'psnrDb.standardError': 1.5 },
        constraints: [-65, 5],
        begun: time,
        completed: time,
      },
      {
        state: 'PRUNED',
        values: null,
        params: TRIALS[1].assignment,
        user: { trial: 1, reason: 'too fast' },
        constraints: undefined,
        begun: time,
        completed: time,
      },
      {
        state: 'FAIL',
        values: null,
        params: TRIALS[2].assignment,
        user: { trial: 3, policyId: 'cd34', error: 'broken' },
        constraints: undefined,
        begun: time,
        completed: time,
      },
    ]);
  });

  it('writes distributions as Optuna does', () => {
    const text = optunaJournal({ manifest: MANIFEST, config: CONFIG, space: SPACE, trials: TRIALS });
    const { distributions } = JSON.parse(text.split('\n')[5]);
    // optuna.distributions.distribution_to_json of Optuna 5.0.0, white space aside.
    const expected = {
      level: { name: 'CategoricalDistribution', attributes: { choices: ['0.9V', '0.8V', '0.7V'] } },
      layout: { name: 'CategoricalDistribution', attributes: { choices: ['rows', true, 3] } },
      interval: { name: 'IntDistribution', attributes: { log: true, step: 1, low: 1, high: 20 } },
      threshold: { name: 'FloatDistribution', attributes: { step: null, low: 0.001, high: 10, log: true } },
    };
    for (const [name, distribution] of Object.entries(expected)) {
      expect(JSON.parse(distributions[name])).toEqual(distribution);
    }
  });

  it('holds the value of a single objective as Optuna does', () => {
    const config = { ...CONFIG, objectives: CONFIG.objectives.slice(0, 1) };
    const [, , , , , trial] = optunaJournal({
      manifest: MANIFEST,
      config,
      space: SPACE,
      trials: TRIALS,
    }).split('\n');
    expect(JSON.parse(trial)).toMatchObject({ value: 0.5, values: null });
  });
});
