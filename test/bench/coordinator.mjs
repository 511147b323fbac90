import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loopSettings } from '../../dist/cli/loop-settings.js';
import { openStudyContext } from '../../dist/cli/study-context.js';
import { packBundle } from '../../dist/execution/cluster/bundle.js';
import { parseClusterAddress } from '../../dist/execution/cluster/cluster-address.js';
import { ClusterExecutor } from '../../dist/execution/cluster/cluster-executor.js';
import { CLUSTER_TIMING } from '../../dist/execution/cluster/cluster-timing.js';
import { studyKey } from '../../dist/execution/cluster/messages.js';
import { openClusterBackend } from '../../dist/execution/cluster/open-backend.js';
import { createSearchAlgorithm, searchConfigSchema } from '../../dist/search/search-config.js';
import { openTrialStore } from '../../dist/study/sqlite-trial-store.js';
import { runStudy } from '../../dist/study/study.js';
import { readStudyConfig } from '../../dist/study/study-config.js';
import { startRedis } from '../execution/cluster/servers.mjs';
import { surrogateOutcome } from './surrogate-outcome.mjs';

const SPACE = fileURLToPath(new URL('../../search-spaces/dit-fashion.yaml', import.meta.url));
const ANSWERS = new URL('./coordinator-answers.mjs', import.meta.url);
const LEEWAY = 'bench';

/** Results that a search knows when it is measured. */
const KNOWN = 500;

/** Trials whose assignments are those that `leeway` begins with. */
const BEGINNING = 64;

/** Lags, and trials that are measured with each; a search that fits a model takes its time. */
const MEASURED = {
  random: [[1023, 400]],
  leeway: [
    [15, 16],
    [63, 12],
    [255, 6],
    [1023, 3],
  ],
};
const MOST_LAG = Math.max(...Object.values(MEASURED).flatMap((runs) => runs.map(([lag]) => lag)));

/**
 * Time that the coordinator of a study spends on a trial, with the real loop, search, store and queue on Redis, while
 * another program answers its jobs at once: processor time of this process, and what the store waits for the disk. Its
 * space is that of `dit-fashion`, with 500 results known (of an NSGA-II) and as many trials pending as the lag says.
 *
 * @returns {Promise<{ costs: Record<string, { lag: number, ms: number }[]>, handMs: number }>} by algorithm; and the
 *   time that a worker needs to take a job and to hand a result in
 */
export async function measureCoordinator() {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-bench-'));
  const server = await startRedis();
  const config = readStudyConfig(SPACE, process.cwd());
  const context = await openStudyContext(config, (field) => field);
  try {
    const history = await historyOf(context);
    const cluster = await startCluster(server.url);
    const costs = {};
    for (const [algorithm, runs] of Object.entries(MEASURED)) {
      costs[algorithm] = [];
      for (const [lag, trials] of runs) {
        const stored = history.slice(0, KNOWN + lag);
        const store = await openTrialStore(join(folder, `${algorithm}-${lag}.db`));
        const ms = await costOf(context, { algorithm, lag, trials }, stored, store, cluster.executor);
        store.close();
        costs[algorithm].push({ lag, ms });
      }
    }
    return { costs, handMs: await cluster.close() };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An executor that answers itself. */
const atOnce = { run: async (job) => surrogateOutcome(job) };

/** A study's trials in memory. */
const inMemory = () => {
  const trials = [];
  return {
    trials: () => trials.toSorted((a, b) => a.number - b.number),
    record: (trial) => {
      trials.push(trial);
      return trial;
    },
  };
};

/** Trials that a study has had: the designs that `leeway` begins with, then what an NSGA-II suggests, which is quick. */
function historyOf(context) {
  const { policySpace, knowledge, config } = context;
  const request = {
    space: policySpace.space,
    knowledge,
    seed: config.study.seed,
    history: [],
    firstNumber: 0,
  };
  const algorithm = createSearchAlgorithm(searchConfigSchema.parse({ algorithm: 'leeway' }));
  const startWith = algorithm.suggest({ ...request, count: BEGINNING });
  const settings = { lag: 63, trials: KNOWN + MOST_LAG, executor: atOnce, store: inMemory(), startWith };
  return runTrials(context, 'nsga2', settings);
}

async function runTrials(context, algorithm, { lag, trials, executor, store, startWith }) {
  const end = await runStudy({
    ...loopSettings(context),
    algorithm: createSearchAlgorithm(searchConfigSchema.parse({ algorithm })),
    lag,
    trials,
    executor: { concurrency: lag + 1, run: (job) => executor.run(job) },
    store,
    startWith,
  });
  return end.trials;
}

/** Time per trial in ms, of trials after the first one, for which a search fits its model from nothing. */
async function costOf(context, { algorithm, lag, trials }, stored, store, executor) {
  let begin = null;
  const counted = {
    run(job) {
      begin ??= process.cpuUsage();
      return executor.run(job);
    },
  };
  const waits = [];
  const kept = {
    trials: () => [...stored, ...store.trials()],
    record(trial) {
      const [wall, processor] = [performance.now(), process.cpuUsage()];
      const result = store.record(trial);
      waits.push(performance.now() - wall - millisecondsOf(process.cpuUsage(processor)));
      return result;
    },
  };
  const settings = { lag, trials: stored.length + trials + 1, executor: counted, store: kept };
  await runTrials(context, algorithm, settings);
  const [middle] = waits.toSorted((a, b) => a - b).slice(waits.length >> 1);
  return millisecondsOf(process.cpuUsage(begin)) / trials + Math.max(0, middle);
}

const millisecondsOf = ({ user, system }) => (user + system) / 1000;

async function startCluster(url) {
  const timing = CLUSTER_TIMING;
  const backend = await openClusterBackend(
    { address: parseClusterAddress(url), timing, patient: false },
    () => {},
  );
  const bundle = packBundle({ settings: {}, paths: {}, files: new Map() });
  const key = studyKey({ host: hostname(), path: 'bench' }, bundle.hash, LEEWAY);
  const answers = fork(ANSWERS, [JSON.stringify({ url, key, bundle: bundle.hash, leewayVersion: LEEWAY })]);
  const job = { trialNumber: 0, policy: {}, seed: 1, images: 1 };
  const executor = await ClusterExecutor.start({
    backend,
    timing,
    study: { key, name: 'bench', host: hostname(), leewayVersion: LEEWAY, priority: 1 },
    bundle,
    probe: { job, digest: '0'.repeat(64) },
    concurrency: 1 + MOST_LAG,
  });
  return {
    executor,
    /** Ends it; the time of a worker per job in ms. */
    async close() {
      answers.send('done');
      const [{ spentMs, answered }] = await once(answers, 'message');
      await executor.close();
      answers.disconnect();
      return spentMs / answered;
    },
  };
}
