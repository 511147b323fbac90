import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.js';
import { openTrialStore } from '../../src/study/sqlite-trial-store.js';
import { leeway, startLeeway, untilSaid } from './cli.js';
import { workspace } from './workspace.js';

const folder = workspace();

describe.sequential('ask and tell', () => {
  it('answers the assignments of a study with what the study stored', async () => {
    expect(await leeway(folder, 'tune', 'quick.yaml', '--trials', '4', '--quiet')).toMatchObject({ code: 0 });
    const store = await openTrialStore(join(folder, 'runs/quick/study.db'));
    const trials = store.trials();
    store.close();

    const { process: child, ended } = startLeeway(folder, 'evaluate', 'quick.yaml', '--stdin', '--quiet');
    const answers = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    // One at a time: an answer must not wait for further lines.
    for (const { number, assignment, policyId, outcome } of trials) {
      child.stdin!.write(`${JSON.stringify(assignment)}\n`);
      const { value } = await answers.next();
      const { objectives, constraints, violation, ...answer } = JSON.parse(value);
      expect(canonicalJson(answer)).toBe(canonicalJson({ trialNumber: number, policyId, ...outcome }));
      if (outcome.status !== 'scored') continue;
      const { energyJ, perceptualDistance } = outcome.metrics;
      expect(objectives).toEqual([energyJ, perceptualDistance]);
      expect(constraints).toEqual([perceptualDistance - 0.5]);
      expect(violation).toBe(Math.max(0, perceptualDistance - 0.5));
    }
    child.stdin!.write('{"point[start,first]": "1V"}\n');
    expect(JSON.parse((await answers.next()).value)).toMatchObject({
      status: 'invalid',
      error: {
        message: expect.stringMatching(/^line 5: assignment: point\[start,first\]: expected .*got "1V"$/),
      },
    });
    child.stdin!.end();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('describes what it takes and gives', async () => {
    const { stdout } = await leeway(folder, 'evaluate', 'quick.yaml', '--describe');
    const description = JSON.parse(stdout);
    expect(description.parameters[4]).toEqual({
      name: 'abft.thresholdBit',
      kind: 'ordinal',
      values: [10, 12],
    });
    expect(description.constraints).toEqual([{ metric: 'perceptualDistance', side: 'atMost', limit: 0.5 }]);
    expect(description.objectives[0]).toMatchObject({ metric: 'energyJ', direction: 'minimise' });
    expect(Object.keys(description.anchors[0])).toHaveLength(5);
  });

  it('ends at Ctrl-C while it waits', async () => {
    const running = startLeeway(folder, 'evaluate', 'quick.yaml', '--stdin');
    await untilSaid(running, 'Ready');
    running.process.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 130, stdout: '' });
  });

  it('exports the study for Optuna, once', async () => {
    expect(await leeway(folder, 'export', 'quick', '--optuna', 'quick.log')).toMatchObject({
      code: 0,
      stdout: '4 trials  quick.log\n',
    });
    const lines = readFileSync(join(folder, 'quick.log'), 'utf8').trimEnd().split('\n');
    expect(lines.filter((line) => JSON.parse(line).op_code === 4)).toHaveLength(4);
    expect(await leeway(folder, 'export', 'quick', '--optuna', 'quick.log')).toMatchObject({ code: 2 });
    expect(existsSync(join(folder, 'quick-trial-0.json'))).toBe(false);
  });

  it('wants one of a policy, lines, and a description', async () => {
    expect((await leeway(folder, 'evaluate', 'quick.yaml')).stderr).toMatch(
      /expected --policy, --stdin or --describe/,
    );
    const both = await leeway(folder, 'evaluate', 'quick.yaml', '--stdin', '--policy', 'p.json');
    expect(both).toMatchObject({ code: 2 });
  });
});
