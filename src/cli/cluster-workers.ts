import { contentHash } from '../core/canonical-json.js';
import { counted } from '../core/counted.js';
import type { Job } from '../core/job.js';
import { uniformPolicy } from '../core/policy.js';
import type { Outcome } from '../core/trial.js';
import { evaluationFiles } from '../evaluation/evaluation-files.js';
import { packBundle } from '../execution/cluster/bundle.js';
import type { ClusterAddress } from '../execution/cluster/cluster-address.js';
import { ClusterExecutor } from '../execution/cluster/cluster-executor.js';
import { CLUSTER_TIMING } from '../execution/cluster/cluster-timing.js';
import { studyKey } from '../execution/cluster/messages.js';
import { openClusterBackend } from '../execution/cluster/open-backend.js';
import { probeDigest } from '../execution/cluster/probe.js';
import type { WorkerNews } from '../execution/cluster/study-beacon.js';
import type { CalibratedContext } from './calibrated-context.js';
import type { Interrupt } from './interrupt.js';
import type { StudyOutput } from './study-output.js';

/** A study that is run by a cluster. */
export interface ClusterChoice {
  readonly address: ClusterAddress;
  readonly priority: number;
  readonly name: string;
  readonly host: string;
  /** The study's folder, absolute. */
  readonly path: string;
  readonly leewayVersion: string;
}

export interface ClusterSession {
  readonly context: CalibratedContext;
  readonly interrupt: Interrupt;
  readonly output: StudyOutput;
  /** Ends the wait for the first worker. */
  readonly stop: AbortSignal;
}

/** Images of the job that machines are compared by: two, so that scores of sets have a variance. */
const PROBE_IMAGES = 2;

/**
 * Connects a study to the workers of a cluster, and waits for the first one.
 *
 * @param onFinished called with a job's outcome and the time that it took its worker, in ms
 */
export async function startClusterWorkers(
  { address, priority, name, host, path, leewayVersion }: ClusterChoice,
  { context, output, stop }: ClusterSession,
  onFinished: (outcome: Outcome, milliseconds: number) => void,
): Promise<ClusterExecutor> {
  const spec = context.evaluation;
  const bundle = packBundle(evaluationFiles(spec));
  output.say('cluster-probe', 'Running what workers are compared by ...');
  const evaluatorModule = new URL('../evaluation/create-evaluator.js', import.meta.url).href;
  const job = probeJob(context);
  const digest = await probeDigest({ evaluatorModule, spec }, job);
  const timing = CLUSTER_TIMING;
  const backend = await openClusterBackend({ address, timing, patient: false }, (reason) => {
    if (reason === null) output.say('cluster-back', `Connected to ${address.shown} again.`);
    else output.say('cluster-lost', `Lost the connection to ${address.shown} (${reason}); trying again ...`);
  });
  output.record('cluster', { address: address.shown, bundle: bundle.hash, probe: contentHash(digest) });
  const key = studyKey({ host, path }, bundle.hash, leewayVersion);
  // As many as the search may ever have under way: more would wait for each other, fewer leave workers idle.
  const concurrency = context.config.study.lag + 1;
  const options = {
    backend,
    timing,
    study: { key, name, host, leewayVersion, priority },
    bundle,
    probe: { job, digest },
    concurrency,
    onNews: (news: WorkerNews) => tell(news, address, concurrency, output),
    onFinished,
  };
  return ClusterExecutor.start(options, stop);
}

/** A policy under as much stress as the accelerator describes: every kernel and every fault shows in its scores. */
function probeJob({ config, workload, accelerator, costModel, nominalPolicy }: CalibratedContext): Job {
  const [first] = accelerator.operatingPoints.undervolted.toSorted((a, b) => a.voltageV - b.voltageV);
  const stressed = first && uniformPolicy(workload.blocks, workload.steps, first);
  const policy = stressed && costModel.violation(stressed) === null ? stressed : nominalPolicy;
  const images = Math.min(PROBE_IMAGES, ...[config.study.images].flat());
  return { trialNumber: 0, policy, seed: config.study.seed, images, imageScores: true, detailImages: 1 };
}

function tell(news: WorkerNews, { shown }: ClusterAddress, concurrency: number, output: StudyOutput): void {
  switch (news.kind) {
    case 'none':
      output.say('cluster-waiting', `Waiting for workers: leeway worker --cluster ${shown}`);
      return;
    case 'some': {
      const { workers, slots } = news;
      output.say('cluster-workers', `${workersText(news, concurrency)} (${shown})`, { workers, slots });
      return;
    }
    case 'refusal':
      output.say('cluster-refusal', `Worker ${news.worker} refuses: ${news.reason}`, { ...news });
  }
}

/**
 * How many evaluations a cluster runs at a time.
 *
 * @param concurrency how many the study has under way at most, its lag and one
 */
export function workersText(
  { workers, slots }: { readonly workers: number; readonly slots: number },
  concurrency: number,
): string {
  const text = `${counted(workers, 'worker')}, ${counted(slots, 'evaluation')} at a time`;
  if (slots <= concurrency) return text;
  return `${text}, of which study.lag ${concurrency - 1} leaves ${slots - concurrency} idle`;
}
