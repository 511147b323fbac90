import { statSync } from 'node:fs';
import { join } from 'node:path';
import { asLeewayError } from '../core/errors.js';
import { usefulWorkers } from '../execution/worker-count.js';
import type { StudyDirectory } from '../study/study-directory.js';
import type { CalibratedContext } from './calibrated-context.js';
import { clusterAddress } from './cluster-options.js';
import type { ClusterChoice } from './cluster-workers.js';
import { type Environment, REPORTS_DIRECTORY, RUNS_DIRECTORY } from './environment.js';
import { INTERRUPTED, listenForInterrupt } from './interrupt.js';
import { type Notice, notify } from './notification.js';
import { createProgress, type Progress } from './progress.js';
import { endOf, type RunOptions } from './run-options.js';
import { StudyOutput } from './study-output.js';
import { runSession, type SessionEnd } from './study-session.js';
import { printSummary } from './summary.js';

/** A study that is about to be run. */
export interface ForegroundStudy {
  readonly name: string;
  /** Opens and checks everything that the study refers to. */
  openContext(progress: Progress): Promise<CalibratedContext>;
  /** Makes or opens its directory, once it is known that the study can be run. */
  openDirectory(context: CalibratedContext): StudyDirectory;
}

/** Runs a study with progress and Ctrl-C, then prints what it found, and tells whoever wants to be told. */
export async function runInForeground(
  study: ForegroundStudy,
  options: RunOptions,
  environment: Environment,
): Promise<void> {
  // A wrong address shows at once, not after the calibration.
  const cluster = clusterOf(study.name, options, environment);
  const { output, progress } = createOutput(options, environment);
  const interrupt = listenForInterrupt();
  const tell = async (state: Notice['state'], text: string) => {
    if (options.notify === undefined) return;
    const problem = await notify(options.notify, { study: study.name, state, text });
    if (problem !== null) output.say('notification-failed', `Nobody could be told of the end: ${problem}`);
  };
  try {
    const context = await study.openContext(progress);
    output.say('study', describe(study.name, context), { study: study.name });
    const end = await runSession({
      context,
      openDirectory: () => study.openDirectory(context),
      cluster,
      workers: options.workers ?? workersFor(context, options, environment),
      reportsDirectory: REPORTS_DIRECTORY,
      output,
      interrupt,
      now: environment.now,
      endS: endOf(options, environment.now(), environment.elapsedS()),
      nowS: environment.elapsedS,
      holder: environment.holder,
    });
    output.clear();
    printEnd(study.name, end, context, options.json ?? false);
    await tell(end.kind, endText(study.name, end, context));
  } catch (error) {
    output.clear();
    const { message } = asLeewayError(error);
    output.record('failed', { error: message });
    await tell('failed', message);
    throw error;
  } finally {
    interrupt.dispose();
  }
}

/** The cluster that is to run a study; null for this machine. */
function clusterOf(
  name: string,
  { cluster, priority = 1 }: RunOptions,
  { workingDirectory, holder, leewayVersion }: Environment,
): ClusterChoice | null {
  if (cluster === undefined) return null;
  const path = join(workingDirectory, RUNS_DIRECTORY, name);
  return { address: clusterAddress(cluster), priority, name, host: holder.host, path, leewayVersion };
}

/** Progress for people or, where it is asked for, JSON lines; on standard error either way. */
function createOutput({ quiet, logFormat }: RunOptions, { now, elapsedS }: Environment) {
  const asLines = logFormat === 'json';
  const progress = createProgress(
    process.stderr,
    () => 1000 * elapsedS(),
    quiet || asLines,
    () => `${now().toISOString()} `,
  );
  const lines = asLines && !quiet ? (line: string) => void process.stderr.write(line) : null;
  return { progress, output: new StudyOutput(progress, now, lines) };
}

function describe(name: string, { policySpace, config, evaluation }: CalibratedContext): string {
  const { parameters, size } = policySpace.space;
  const { trials, images } = config.study;
  return (
    `Study ${name}: ${parameters.length} parameters, ${size.toExponential(1)} policies; ` +
    `${trials} trials of ${images} images, ${evaluation.steps} steps each`
  );
}

function workersFor(
  { config, network }: CalibratedContext,
  { memory = Infinity }: RunOptions,
  { cores, freeBytes }: Environment,
): number {
  const networkBytes = statSync(network.resolve(network.description.denoiser.file)).size;
  const machine = { cores, freeBytes: Math.min(freeBytes, memory) };
  return usefulWorkers(machine, networkBytes, config.study.lag + 1);
}

function printEnd(name: string, end: SessionEnd, context: CalibratedContext, json: boolean): void {
  if (end.kind === 'finished') printSummary(end.data, end.files, json);
  else process.exitCode = INTERRUPTED;
  // Not progress: this has to be said with --quiet too.
  if (end.kind === 'stopped' || end.early) process.stderr.write(`${endText(name, end, context)}\n`);
}

function endText(name: string, end: SessionEnd, { config }: CalibratedContext): string {
  const trials = `${end.trials} of ${config.study.trials} trials`;
  if (end.kind === 'finished' && !end.early)
    return `Finished with ${trials}; the report is ${end.files.page}`;
  const how = end.kind === 'stopped' ? 'Stopped' : 'Ended by its budget';
  return `${how} with ${trials}, all of them stored. Go on by: leeway resume ${name}`;
}
