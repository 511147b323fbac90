import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StudySummary } from '../../src/report/dashboard-messages.js';
import { leeway, type Running, startLeeway } from './cli.js';
import { workspace } from './workspace.js';

const SECRET = 'nobody may read this';

describe('leeway dashboard', () => {
  let folder: string;
  let running: Running;
  let url: string;

  beforeAll(async () => {
    folder = workspace();
    writeFileSync(join(folder, 'secret.json'), SECRET);
    mkdirSync(join(folder, 'outside'));
    writeFileSync(join(folder, 'outside/manifest.json'), SECRET);
    symlinkSync(join(folder, 'outside'), join(folder, 'runs/linked'));
    running = startLeeway(folder, 'dashboard', '--port', '0');
    url = await new Promise<string>((found, failed) => {
      let text = '';
      running.process.stdout?.on('data', (more: string) => {
        text += more;
        const address = /(http:\S+)\/ /.exec(text)?.[1];
        if (address) found(address);
      });
      void running.ended.then(({ stderr }) => failed(new Error(stderr)));
    });
  });
  afterAll(async () => {
    running.process.kill('SIGINT');
    expect((await running.ended).code).toBe(0);
  });

  const studies = async () => (await (await fetch(`${url}/api/studies`)).json()) as StudySummary[];
  const act = (name: string, action: string) =>
    fetch(`${url}/api/studies/${name}/actions`, {
      method: 'POST',
      headers: { origin: url, 'x-leeway-request': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ action }),
    });
  const state = async () => (await studies()).find(({ name }) => name === 'quick')?.state;
  const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 250_000, interval: 200 });

  it('reads nothing outside the runs folder', async () => {
    const names = ['..%2f..', '..%2foutside', 'linked', '.cache', '..%5coutside', '%2fetc'];
    for (const name of names) {
      for (const file of [
        'report.json',
        'trials.csv',
        'events',
        'policies/1.json',
        '..%2f..%2fsecret.json',
      ]) {
        const response = await fetch(`${url}/api/studies/${name}/${file}`);
        expect(response.status).toBe(404);
        expect(await response.text()).not.toContain(SECRET);
      }
    }
    expect(await studies()).toEqual([]);
  });

  it('shows, stops, and goes on with a real study', async () => {
    const study = startLeeway(folder, 'tune', 'quick.yaml', '--workers', '1', '--trials', '12', '--quiet');
    await eventually(async () => (await studies())[0]?.trials ?? 0).toBeGreaterThan(0);
    expect(await state()).toBe('running');
    const live = await (await fetch(`${url}/api/studies/quick/report.json`)).json();
    expect(live).toMatchObject({ study: 'quick', finishedAt: null, format: 'leeway-report/1' });
    expect(live.nominal.metrics.energyJ).toBeGreaterThan(0);
    expect((await act('quick', 'stop')).status).toBe(204);
    await study.ended;
    expect(await state()).toBe('stopped');
    expect((await act('quick', 'pause')).status).toBe(409);
    expect((await act('quick', 'resume')).status).toBe(204);
    await eventually(state).toBe('finished');
    const [{ trials }] = await studies();
    expect(trials).toBe(12);
    const done = await (await fetch(`${url}/api/studies/quick/report.json`)).json();
    expect(done.finishedAt).not.toBeNull();
    expect(done.front.some(({ confirmed }: { confirmed: unknown }) => confirmed)).toBe(true);
  });

  it('refuses other addresses without a token', async () => {
    const { code, stderr } = await leeway(folder, 'dashboard', '--host', '0.0.0.0', '--port', '0');
    expect(code).toBe(2);
    expect(stderr).toContain('--token');
  });
});
