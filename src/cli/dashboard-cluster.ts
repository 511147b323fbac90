import { asLeewayError } from '../core/errors.js';
import type { ClusterAddress } from '../execution/cluster/cluster-address.js';
import type { ClusterBackend } from '../execution/cluster/cluster-backend.js';
import {
  type ClusterStatus,
  readClusterStatus,
  trialsPerMinute,
} from '../execution/cluster/cluster-status.js';
import { CLUSTER_TIMING } from '../execution/cluster/cluster-timing.js';
import { openClusterBackend } from '../execution/cluster/open-backend.js';
import type { ClusterSummary } from '../report/cluster-messages.js';
import type { ClusterSource } from '../report/server/cluster-source.js';

/** How long a server is waited for before it is tried again, in ms: the dashboard can be ended meanwhile. */
const CONNECT_MS = 2_000;

/** A cluster as its server knows it, looked at no more than once at a time; a server that is away holds nothing up. */
export class DashboardCluster implements ClusterSource {
  private backend: ClusterBackend | null = null;
  private looking: Promise<void> | null = null;
  private closed = false;
  private summary: ClusterSummary | null = null;
  /** Why the server cannot be asked. */
  private problem: string | null = null;

  constructor(private readonly address: ClusterAddress) {}

  latest(): ClusterSummary | null {
    if (!this.closed)
      this.looking ??= this.look().finally(() => {
        this.looking = null;
      });
    if (this.problem === null) return this.summary;
    const before = this.summary ?? { address: this.address.shown, studies: [], workers: [] };
    return { ...before, problem: this.problem };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.backend?.close();
    await this.looking;
    await this.backend?.close();
  }

  private async look(): Promise<void> {
    try {
      this.backend ??= await this.open();
      this.summary = summaryOf(this.address, await readClusterStatus(this.backend));
      this.problem = null;
    } catch (error) {
      this.problem = asLeewayError(error).message;
    }
  }

  private open(): Promise<ClusterBackend> {
    const timing = { ...CLUSTER_TIMING, connectMs: CONNECT_MS };
    return openClusterBackend({ address: this.address, timing, patient: false }, (reason) => {
      this.problem =
        reason === null ? null : `Lost the connection (${reason}); what is shown is from before.`;
    });
  }
}

function summaryOf({ shown }: ClusterAddress, { studies, workers }: ClusterStatus): ClusterSummary {
  return {
    address: shown,
    studies: studies.map(({ key: _, ...study }) => study),
    workers: workers.map((worker) => {
      const { name, host, leewayVersion, running, slots, finished, failed, draining, refuses } = worker;
      const perMinute = Math.round(10 * trialsPerMinute(worker)) / 10;
      const refusals = refuses.map(({ reason }) => reason);
      const counts = { running: running.length, slots, finished, failed, perMinute };
      return { name, host, leewayVersion, ...counts, draining, refusals };
    }),
    problem: null,
  };
}
