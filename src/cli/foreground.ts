import type { StudyDirectory } from '../study/study-directory.js';
import type { CalibratedContext } from './calibrated-context.js';
import { type Environment, REPORTS_DIRECTORY } from './environment.js';
import { INTERRUPTED, listenForInterrupt } from './interrupt.js';
import { createProgress, type Progress } from './progress.js';
import { runSession, type SessionEnd } from './study-session.js';
import { printSummary } from './summary.js';

export interface ForegroundOptions {
  readonly workers?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** A study that is about to be run. */
export interface ForegroundStudy {
  readonly name: string;
  /** Opens and checks everything that the study refers to. */
  openContext(progress: Progress): Promise<CalibratedContext>;
  /** Makes or opens its directory, once it is known that the study can be run. */
  openDirectory(context: CalibratedContext): StudyDirectory;
}

/** Runs a study with progress and Ctrl-C, then prints what it found. */
export async function runInForeground(
  study: ForegroundStudy,
  options: ForegroundOptions,
  environment: Environment,
): Promise<void> {
  const progress = createProgress(process.stderr, () => environment.now().getTime(), options.quiet);
  const context = await study.openContext(progress);
  progress.note(describe(study.name, context));
  const interrupt = listenForInterrupt();
  try {
    const end = await runSession({
      context,
      openDirectory: () => study.openDirectory(context),
      workers: options.workers ?? usefulWorkers(environment.cores, context.config.study.lag),
      reportsDirectory: REPORTS_DIRECTORY,
      progress,
      interrupt,
      now: environment.now,
      holder: environment.holder,
    });
    progress.clear();
    printEnd(study.name, end, context, options.json ?? false);
  } finally {
    interrupt.dispose();
  }
}

function describe(name: string, { policySpace, config, evaluation }: CalibratedContext): string {
  const { parameters, size } = policySpace.space;
  const { trials, images } = config.study;
  return (
    `Study ${name}: ${parameters.length} parameters, ${size.toExponential(1)} policies; ` +
    `${trials} trials of ${images} images, ${evaluation.steps} steps each`
  );
}

/** One per core, but no more than ever have a trial to run at the same time. */
const usefulWorkers = (cores: number, lag: number): number => Math.min(cores, lag + 1);

function printEnd(name: string, end: SessionEnd, { config }: CalibratedContext, json: boolean): void {
  if (end.kind === 'finished') {
    printSummary(end.data, end.files, json);
    return;
  }
  // Not progress: this has to be said with --quiet too.
  process.stderr.write(
    `Stopped with ${end.trials} of ${config.study.trials} trials, all of them stored. ` +
      `Go on by: leeway resume ${name}\n`,
  );
  process.exitCode = INTERRUPTED;
}
