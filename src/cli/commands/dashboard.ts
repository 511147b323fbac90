import { spawn } from 'node:child_process';
import { serveDashboard } from '../../report/server/serve-dashboard.js';
import { clusterAddress } from '../cluster-options.js';
import { DashboardStudies } from '../dashboard-studies.js';
import { packagePath, REPORTS_DIRECTORY, RUNS_DIRECTORY } from '../environment.js';
import { listenForInterrupt } from '../interrupt.js';

export interface DashboardOptions {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  /** URL of a cluster's server; may hold a password. */
  readonly cluster?: string;
}

/** `leeway dashboard`: serves all studies under runs/ until Ctrl-C. */
export async function dashboard({ host, port, token, cluster }: DashboardOptions): Promise<void> {
  const source = new DashboardStudies({ runs: RUNS_DIRECTORY, reports: REPORTS_DIRECTORY }, goOn);
  const workers = cluster === undefined ? null : await followCluster(cluster);
  const served = await serveDashboard({ source, cluster: workers, host, port, token: token ?? null });
  console.log(`Dashboard at ${served.url} (Ctrl-C ends it; studies go on)`);
  const interrupt = listenForInterrupt();
  await new Promise<void>((ended) => {
    interrupt.onRequest = ended;
  });
  interrupt.dispose();
  await served.close();
  await workers?.close();
}

/** Loads what clusters need only here. */
async function followCluster(url: string) {
  const { DashboardCluster } = await import('../dashboard-cluster.js');
  return new DashboardCluster(clusterAddress(url));
}

/** Goes on with a study in a process of its own, which outlives the dashboard. */
function goOn(name: string): void {
  const child = spawn(process.execPath, [packagePath('dist/cli/main.js'), 'resume', '--quiet', '--', name], {
    detached: true,
    stdio: 'ignore',
  });
  child.on('error', (error) => console.error(`Study ${name} cannot be gone on with: ${error.message}`));
  child.unref();
}
