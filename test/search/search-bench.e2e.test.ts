import { describe, expect, it } from 'vitest';
import { leeway, REPOSITORY, startLeeway, untilSaid } from '../e2e/cli.js';

const bench = (...args: readonly string[]) => leeway(REPOSITORY, 'search-bench', ...args);

describe('leeway search-bench', () => {
  it('prints one series as JSON, the same whatever the number of threads', async () => {
    const args = ['--problem', 'zdt4', '--algorithm', 'nsga2', '--trials', '120', '--seeds', '3', '--json'];
    const { code, stdout } = await bench(...args);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ problem: 'zdt4', algorithm: 'nsga2', seeds: 3 });
    expect(result.budgets.map(({ trials }: { trials: number }) => trials)).toEqual([100, 120]);
    for (const { medianHypervolume, q25, q75 } of result.budgets) {
      expect(q25).toBeLessThanOrEqual(medianHypervolume);
      expect(medianHypervolume).toBeLessThanOrEqual(q75);
      expect(medianHypervolume).toBeGreaterThan(100);
    }
    expect(result.msPerSuggestion).toBeGreaterThan(0);
    const onOne = await bench(...args, '--workers', '1');
    expect(JSON.parse(onOne.stdout).budgets).toEqual(result.budgets);
  });

  it('sets the best of Leeway against the best of the others', async () => {
    const { code, stdout } = await bench('--problem', 'zdt4', '--algorithm', 'random', '--trials', '100');
    expect(code).toBe(0);
    expect(stdout).toMatch(/zdt4 .* 100 .* random .* Optuna TPESampler .* 127\.898 .* 11 .* no/);
  });

  it('says which problems and algorithms there are', async () => {
    const problem = await bench('--problem', 'zdt9');
    expect(problem.code).toBe(2);
    expect(problem.stderr).toMatch(/--problem: expected names among zdt1, .*volt140.*, got zdt9/);
    const algorithm = await bench('--algorithm', 'annealing');
    expect(algorithm.code).toBe(2);
    expect(algorithm.stderr).toMatch(/--algorithm: expected names among random, .*gp.*, got annealing/);
  });

  it('ends at Ctrl-C and says how far it came', async () => {
    const running = startLeeway(REPOSITORY, 'search-bench', '--trials', '100000', '--algorithm', 'tpe');
    await untilSaid(running, 'runs ...');
    running.process.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Stopped after 0 of \d+ runs\./);
  });
});
