import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { unsupportedError } from '../../core/errors.js';
import { parseEvaluationSpec } from '../../evaluation/evaluation-files.js';
import { SYSTEM_CLOCK } from '../../execution/clock.js';
import { BundleCache } from '../../execution/cluster/bundle-cache.js';
import type { ClusterAddress } from '../../execution/cluster/cluster-address.js';
import type { ClusterBackend } from '../../execution/cluster/cluster-backend.js';
import { CLUSTER_TIMING } from '../../execution/cluster/cluster-timing.js';
import { ClusterWorker, type ClusterWorkerNews } from '../../execution/cluster/cluster-worker.js';
import { jobSchema } from '../../execution/cluster/job-schema.js';
import { openClusterBackend } from '../../execution/cluster/open-backend.js';
import { probeDigest } from '../../execution/cluster/probe.js';
import { usefulWorkers } from '../../execution/worker-count.js';
import { clusterAddress } from '../cluster-options.js';
import type { Environment } from '../environment.js';
import { type Interrupt, listenForInterrupt } from '../interrupt.js';
import { createProgress } from '../progress.js';
import type { LogFormat } from '../study-output.js';
import { WorkerOutput } from '../worker-output.js';

export interface WorkerCommandOptions {
  readonly cluster: string;
  readonly workers?: number;
  /** Bytes that evaluations may take. */
  readonly memory?: number;
  readonly cache?: string;
  readonly name?: string;
  /** Seconds without a trial after which it ends; never when absent. */
  readonly idleExit?: number;
  /** Seconds that it waits for what runs, once it is asked to end. */
  readonly grace: number;
  readonly quiet?: boolean;
  readonly logFormat?: LogFormat;
}

/** Time on top of the grace within which trials are handed back; a server that is away may not hold up the end. */
const HAND_BACK_MS = 5_000;

/** `leeway worker`: takes trials of a cluster's studies, until it is stopped. */
export async function worker(options: WorkerCommandOptions, environment: Environment): Promise<void> {
  const address = clusterAddress(options.cluster);
  const output = createOutput(options, environment);
  const interrupt = listenForInterrupt();
  const backend = await connect(address, output);
  const seen = { served: false, refusal: null as string | null };
  const running = startWorker(options, environment, backend, (news) => {
    if (news.kind === 'serves') seen.served = true;
    if (news.kind === 'refuses') seen.refusal ??= news.error.message;
    output.tell(news);
  });
  await untilEnd(running, interrupt, options.idleExit);
  output.say('stopping', `Stopping: no more trials are taken, and what runs is given ${options.grace} s ...`);
  await Promise.race([running.stop(1000 * options.grace), after(1000 * options.grace + HAND_BACK_MS)]);
  await backend.close();
  interrupt.dispose();
  output.say('stopped', `Stopped after ${running.finished} trials.`, { trials: running.finished });
  if (!seen.served && seen.refusal !== null) throw unsupportedError(seen.refusal);
}

function connect(address: ClusterAddress, output: WorkerOutput): Promise<ClusterBackend> {
  output.say('connecting', `Connecting to ${address.shown} ...`);
  return openClusterBackend({ address, timing: CLUSTER_TIMING, patient: true }, (reason) => {
    if (reason === null) output.say('connected', `Connected to ${address.shown} again.`);
    else output.say('lost', `No connection to ${address.shown} (${reason}); trying again ...`);
  });
}

function startWorker(
  { workers, memory = Infinity, cache, name }: WorkerCommandOptions,
  { cores, freeBytes, holder, leewayVersion, workingDirectory }: Environment,
  backend: ClusterBackend,
  onNews: (news: ClusterWorkerNews) => void,
): ClusterWorker {
  const newId = () => randomBytes(16).toString('hex');
  const machine = { cores, freeBytes: Math.min(freeBytes, memory) };
  return new ClusterWorker({
    backend,
    timing: CLUSTER_TIMING,
    clock: SYSTEM_CLOCK,
    cache: new BundleCache(cache ? resolve(workingDirectory, cache) : cacheFolder(), newId),
    evaluator: {
      evaluatorModule: new URL('../../evaluation/create-evaluator.js', import.meta.url).href,
      parseSpec: parseEvaluationSpec,
      probe: (source, job) => probeDigest(source, jobSchema.parse(job)),
    },
    leewayVersion,
    worker: { id: newId(), name: name ?? `${holder.host}-${holder.pid}`, ...holder },
    slots: workers ?? usefulWorkers(machine, 0, Infinity),
    onNews,
  });
}

const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'leeway');

const IDLE_CHECK_MS = 200;

/** Waits until it is asked to end, or has had nothing to do for so long. */
async function untilEnd(running: ClusterWorker, interrupt: Interrupt, idleExitS = Infinity): Promise<void> {
  while (!interrupt.requested && running.idleMs < 1000 * idleExitS) await after(IDLE_CHECK_MS);
}

const after = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds).unref());

/** What happens, on standard error: there is no result. */
function createOutput(
  { quiet, logFormat }: WorkerCommandOptions,
  { now, elapsedS }: Environment,
): WorkerOutput {
  const asLines = logFormat === 'json';
  const stamp = () => `${now().toISOString()} `;
  const progress = createProgress(process.stderr, () => 1000 * elapsedS(), quiet || asLines, stamp);
  return new WorkerOutput(
    progress,
    now,
    asLines && !quiet ? (line) => void process.stderr.write(line) : null,
  );
}
