import { spawn } from 'node:child_process';
import { serveDashboard } from '../../report/server/serve-dashboard.js';
import { DashboardStudies } from '../dashboard-studies.js';
import { packagePath, REPORTS_DIRECTORY, RUNS_DIRECTORY } from '../environment.js';
import { listenForInterrupt } from '../interrupt.js';

export interface DashboardOptions {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
}

/** `leeway dashboard`: serves all studies under runs/ until Ctrl-C. */
export async function dashboard({ host, port, token }: DashboardOptions): Promise<void> {
  const source = new DashboardStudies({ runs: RUNS_DIRECTORY, reports: REPORTS_DIRECTORY }, goOn);
  const served = await serveDashboard({ source, host, port, token: token ?? null });
  console.log(`Dashboard at ${served.url} (Ctrl-C ends it; studies go on)`);
  const interrupt = listenForInterrupt();
  await new Promise<void>((ended) => {
    interrupt.onRequest = ended;
  });
  interrupt.dispose();
  await served.close();
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
