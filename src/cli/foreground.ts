import type { StudyDirectory } from '../study/study-directory.js';
import { type Environment, REPORTS_DIRECTORY } from './environment.js';
import { listenForInterrupt } from './interrupt.js';
import { createProgress, type Progress } from './progress.js';
import type { StudyContext } from './study-context.js';
import { runSession } from './study-session.js';
import { printSummary } from './summary.js';

/** Conventional exit status of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

export interface ForegroundOptions {
  readonly workers?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Runs a study with progress and Ctrl-C, then prints what it found.
 *
 * @param open makes or opens the study; what it throws leaves nothing behind
 */
export async function runInForeground(
  options: ForegroundOptions,
  environment: Environment,
  open: (progress: Progress) => Promise<{ context: StudyContext; directory: StudyDirectory }>,
): Promise<void> {
  const progress = createProgress(process.stderr, () => environment.now().getTime(), options.quiet);
  const { context, directory } = await open(progress);
  const { name } = directory.manifest;
  const { space } = context.policySpace;
  const { trials, images } = context.config.study;
  progress.note(
    `Study ${name}: ${space.parameters.length} parameters, ${space.size.toExponential(1)} policies; ` +
      `${trials} trials of ${images} images, ${context.evaluation.steps} steps each`,
  );
  const interrupt = listenForInterrupt();
  try {
    const end = await runSession({
      directory,
      context,
      workers: options.workers ?? environment.cores,
      reportsDirectory: REPORTS_DIRECTORY,
      progress,
      interrupt,
      now: environment.now,
      holder: environment.holder,
    });
    progress.clear();
    if (end.kind === 'stopped') {
      progress.note(
        `Stopped with ${end.trials} of ${trials} trials, all of them stored. Go on by: leeway resume ${name}`,
      );
      process.exitCode = INTERRUPTED;
    } else {
      printSummary(end.data, end.files, options.json ?? false);
    }
  } finally {
    interrupt.dispose();
  }
}
