import {
  type ClusterStatus,
  readClusterStatus,
  trialsPerMinute,
} from '../../execution/cluster/cluster-status.js';
import { CLUSTER_TIMING } from '../../execution/cluster/cluster-timing.js';
import { openClusterBackend } from '../../execution/cluster/open-backend.js';
import { clusterAddress } from '../cluster-options.js';
import { plainTable } from '../plain-table.js';
import { formatDuration } from '../progress.js';

/** `leeway cluster status`: who is at work in a cluster. */
export async function clusterStatus(options: {
  readonly cluster: string;
  readonly json?: boolean;
}): Promise<void> {
  const address = clusterAddress(options.cluster);
  const backend = await openClusterBackend(
    { address, timing: CLUSTER_TIMING, patient: false },
    () => undefined,
  );
  try {
    const status = await readClusterStatus(backend);
    console.log(options.json ? JSON.stringify(status, null, 2) : `${address.shown}\n${statusText(status)}`);
  } finally {
    await backend.close();
  }
}

function statusText({ studies, workers }: ClusterStatus): string {
  const studyTable = plainTable(
    ['study', 'on', 'version', 'priority', 'workers', 'waiting', 'running', 'failed'],
    ['study', 'on', 'version'],
  );
  for (const { name, host, leewayVersion, priority, workers, waiting, running, failed } of studies)
    studyTable.push([name, host, leewayVersion, priority, workers, waiting, running, failed]);
  const workerTable = plainTable(
    ['worker', 'on', 'version', 'running', 'of', 'trials', 'failed', 'per minute', 'up', 'refuses'],
    ['worker', 'on', 'version'],
  );
  for (const worker of workers) {
    const { name, host, leewayVersion, running, slots, finished, failed, upMs, refuses } = worker;
    const rate = trialsPerMinute(worker).toFixed(1);
    const row = [running.length, slots, finished, failed, rate, formatDuration(upMs), refuses.length];
    workerTable.push([name, host, leewayVersion, ...row]);
  }
  return [
    studies.length === 0 ? 'No study is being run.' : studyTable.toString(),
    workers.length === 0 ? 'No worker is there.' : workerTable.toString(),
  ].join('\n');
}
