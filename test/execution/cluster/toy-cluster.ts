import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { SYSTEM_CLOCK } from '../../../src/execution/clock.js';
import { packBundle } from '../../../src/execution/cluster/bundle.js';
import { BundleCache } from '../../../src/execution/cluster/bundle-cache.js';
import { parseClusterAddress } from '../../../src/execution/cluster/cluster-address.js';
import type { ClusterBackend } from '../../../src/execution/cluster/cluster-backend.js';
import {
  ClusterExecutor,
  type ClusterExecutorOptions,
} from '../../../src/execution/cluster/cluster-executor.js';
import type { ClusterTiming } from '../../../src/execution/cluster/cluster-timing.js';
import { ClusterWorker, type ClusterWorkerOptions } from '../../../src/execution/cluster/cluster-worker.js';
import { studyKey } from '../../../src/execution/cluster/messages.js';
import { openClusterBackend } from '../../../src/execution/cluster/open-backend.js';
import { probeDigest } from '../../../src/execution/cluster/probe.js';
import { PROBE_TRIAL, type ToySpec } from '../toy-evaluator.js';
import { job } from '../toy-jobs.js';

export const LEEWAY = '9.9.9';

export const QUICK: ClusterTiming = {
  lockMs: 1_500,
  stalledMs: 400,
  beatMs: 100,
  silenceMs: 1_500,
  pollMs: 300,
  idleMs: [5, 50],
  turnMs: 500,
  connectMs: 3_000,
};

export const newId = (): string => randomBytes(16).toString('hex');

/** Connects to a server. */
export const connect = (
  url: string,
  onConnection: (reason: string | null) => void = () => undefined,
): Promise<ClusterBackend> =>
  openClusterBackend({ address: parseClusterAddress(url), timing: QUICK, patient: false }, onConnection);

/** Workers and coordinators of toy evaluators. */
export class ToyCluster {
  constructor(
    readonly url: string,
    /** Of the compiled repository. */
    private readonly compiled: URL,
    private readonly folder: string,
  ) {}

  get programUrl(): URL {
    return new URL('src/execution/worker-process.js', this.compiled);
  }

  get evaluatorModule(): string {
    return new URL('test/execution/toy-evaluator.js', this.compiled).href;
  }

  async worker(options: Partial<ClusterWorkerOptions> = {}): Promise<ClusterWorker> {
    const backend = options.backend ?? (await connect(this.url));
    const { programUrl, evaluatorModule } = this;
    const worker = new ClusterWorker({
      backend,
      timing: QUICK,
      clock: SYSTEM_CLOCK,
      cache: new BundleCache(join(this.folder, newId()), newId),
      evaluator: {
        evaluatorModule,
        parseSpec: (spec) => spec,
        probe: (source, probe) =>
          probeDigest(source, { ...job(PROBE_TRIAL), ...(probe as object) }, programUrl),
      },
      leewayVersion: LEEWAY,
      worker: { id: newId(), name: 'toy', host: 'here', pid: process.pid },
      slots: 2,
      programUrl,
      ...options,
    });
    return worker;
  }

  /** Waits for a worker, as coordinators do. */
  async coordinator(
    spec: ToySpec,
    {
      module,
      place: path = newId(),
      stop,
      ...options
    }: Partial<ClusterExecutorOptions> & { module?: string; place?: string; stop?: AbortSignal } = {},
  ): Promise<ClusterExecutor> {
    const probe = job(PROBE_TRIAL);
    const source = { evaluatorModule: module ?? this.evaluatorModule, spec };
    const digest = options.probe?.digest ?? (await probeDigest(source, probe, this.programUrl));
    const bundle = packBundle({ settings: spec, paths: {}, files: new Map() });
    const place = { host: 'here', path };
    const all = {
      backend: await connect(this.url),
      timing: QUICK,
      study: {
        key: studyKey(place, bundle.hash, LEEWAY),
        name: 'toy',
        host: 'here',
        leewayVersion: LEEWAY,
        priority: 1,
      },
      bundle,
      probe: { job: probe, digest },
      concurrency: 2,
      ...options,
    };
    return ClusterExecutor.start(all, stop);
  }
}
