import { readFileSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { onnxruntimeVersion } from '../network/onnx-session.js';

/** Folders below the working directory. */
export const RUNS_DIRECTORY = 'runs';
export const REPORTS_DIRECTORY = 'reports';

/** What the commands take from the process they run in. */
export interface Environment {
  readonly workingDirectory: string;
  readonly now: () => Date;
  readonly holder: { readonly pid: number; readonly host: string };
  readonly cores: number;
  readonly leewayVersion: string;
  readonly versions: Readonly<Record<string, string>>;
}

export function currentEnvironment(): Environment {
  return {
    workingDirectory: process.cwd(),
    now: () => new Date(),
    holder: { pid: process.pid, host: hostname() },
    cores: availableParallelism(),
    leewayVersion: leewayVersion(),
    versions: { node: process.versions.node, 'onnxruntime-node': onnxruntimeVersion() },
  };
}

export function leewayVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
