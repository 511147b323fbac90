import { readFileSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
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
  /** Memory that is free within the limits set on this process, in bytes. */
  readonly freeBytes: number;
  /** Seconds since the program began, on a clock that is never set. */
  readonly elapsedS: () => number;
  readonly leewayVersion: string;
  readonly versions: Readonly<Record<string, string>>;
}

export function currentEnvironment(): Environment {
  return {
    workingDirectory: process.cwd(),
    now: () => new Date(),
    holder: { pid: process.pid, host: hostname() },
    cores: availableParallelism(),
    freeBytes: process.availableMemory(),
    elapsedS: () => performance.now() / 1000,
    leewayVersion: leewayVersion(),
    versions: { node: process.versions.node, 'onnxruntime-node': onnxruntimeVersion() },
  };
}

/** Path of a file that comes with Leeway. */
export const packagePath = (relative: string): string =>
  fileURLToPath(new URL(`../../${relative}`, import.meta.url));

export function leewayVersion(): string {
  return (JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string }).version;
}
