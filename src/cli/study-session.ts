import { join } from 'node:path';
import { bugError, LeewayError } from '../core/errors.js';
import type { Policy } from '../core/policy.js';
import { PiscinaExecutor } from '../execution/piscina-executor.js';
import type { ReportData } from '../report/report-data.js';
import { type ReportFiles, writeReport } from '../report/write-report.js';
import { createSearchAlgorithm } from '../search/search-config.js';
import {
  confirmationSeed,
  confirmPolicies,
  nextToConfirm,
  type Verdict,
  verdictOf,
} from '../study/confirm.js';
import { type Candidate, referenceVector, studyFront } from '../study/front.js';
import { kneeIndex } from '../study/knee.js';
import { openTrialStore } from '../study/sqlite-trial-store.js';
import { runStudy } from '../study/study.js';
import type { StudyDirectory } from '../study/study-directory.js';
import { worstValues } from '../study/study-goals.js';
import { lockStudy } from '../study/study-lock.js';
import type { Confirmation, TrialStore } from '../study/trial-store.js';
import type { CalibratedContext } from './calibrated-context.js';
import type { Interrupt } from './interrupt.js';
import type { Progress } from './progress.js';
import { reportOf } from './report-of.js';
import { SearchProgress } from './search-progress.js';

/** Images of each confirmed policy that a report shows. */
const SHOWN_IMAGES = 10;

/** Policies confirmed in one round. */
const POLICIES_AT_A_TIME = 2;

export interface SessionOptions {
  readonly context: CalibratedContext;
  /** Makes or opens the study's directory; called once the workers run, so that what cannot start leaves nothing behind. */
  readonly openDirectory: () => StudyDirectory;
  readonly workers: number;
  readonly reportsDirectory: string;
  readonly progress: Progress;
  readonly interrupt: Interrupt;
  readonly now: () => Date;
  /** Who runs the study, for the lock. */
  readonly holder: { readonly pid: number; readonly host: string };
}

/** How a session ended: with a report, or before that because it was asked to stop. */
export type SessionEnd =
  | { readonly kind: 'finished'; readonly data: ReportData; readonly files: ReportFiles }
  | { readonly kind: 'stopped'; readonly trials: number };

/** Runs a study from where it stands to its report: the rest of its trials, the confirmation of its front, the files. */
export async function runSession(options: SessionOptions): Promise<SessionEnd> {
  const executor = await startWorkers(options);
  try {
    const directory = options.openDirectory();
    return await withStore(directory, options, (store) =>
      new Session(options, directory, store, executor).run(),
    );
  } finally {
    await executor.close();
  }
}

async function startWorkers({ context, workers, interrupt, progress }: SessionOptions) {
  progress.note(`Starting ${workers} worker${workers === 1 ? '' : 's'} ...`);
  const executor = await PiscinaExecutor.start({
    evaluatorModule: new URL('../evaluation/create-evaluator.js', import.meta.url).href,
    spec: context.evaluation,
    workers,
  });
  interrupt.onRequest = () => {
    progress.note('Stopping: running trials end at their next denoising step ...');
    executor.cancel();
  };
  return executor;
}

/** Works on a study's store while no other process may run the study. */
async function withStore<T>(
  directory: StudyDirectory,
  { holder, now }: SessionOptions,
  work: (store: TrialStore) => Promise<T>,
): Promise<T> {
  const lock = await lockStudy(directory.path, { ...holder, since: now().toISOString() });
  try {
    const store = await openTrialStore(directory.storePath);
    try {
      return await work(store);
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}

class Session {
  constructor(
    private readonly options: SessionOptions,
    private readonly directory: StudyDirectory,
    private readonly store: TrialStore,
    private readonly executor: PiscinaExecutor,
  ) {}

  async run(): Promise<SessionEnd> {
    const { interrupt } = this.options;
    try {
      await this.search();
      if (interrupt.requested) return this.stopped();
      await this.confirmFront();
    } catch (error) {
      const cancelled = error instanceof LeewayError && error.kind === 'ExecutionError';
      if (interrupt.requested && cancelled) return this.stopped();
      throw error;
    }
    return this.report();
  }

  private stopped(): SessionEnd {
    return { kind: 'stopped', trials: this.store.trials().length };
  }

  private async search(): Promise<void> {
    const { context, interrupt, progress, now } = this.options;
    const { config, policySpace, decode } = context;
    const state = new SearchProgress(config, this.store.trials(), () => now().getTime());
    await runStudy({
      ...config.study,
      objectives: config.objectives,
      constraints: config.constraints,
      space: policySpace.space,
      algorithm: createSearchAlgorithm(config.search),
      decode,
      executor: this.executor,
      store: this.store,
      shouldStop: () => interrupt.requested,
      onEvent: ({ trial, failure }) => {
        if (failure) progress.note(`Trial ${trial.number} failed: ${failure.message}`);
        state.add(trial);
        progress.update(state.line);
      },
    });
    if (!interrupt.requested) progress.note(state.summary);
  }

  /**
   * Confirms the nominal policy and members of the front, two at a time: what the first show decides which come next.
   * The number at a time is fixed, so that the choice does not depend on the number of workers.
   */
  private async confirmFront(): Promise<void> {
    const { context, progress } = this.options;
    const { confirmation, constraints, objectives } = context.config;
    const front = studyFront(this.store.trials(), context.config);
    const points = front.map((candidate) => candidate.objectives);
    const knee = kneeIndex(points, referenceVector(objectives, worstValues(objectives)));
    const verdicts = new Map<number, Verdict | null>();
    const count = Math.min(confirmation.policies, front.length);
    progress.note(
      `Confirming ${count} policies and the nominal point on ${confirmation.images} fresh images each ...`,
    );
    await this.confirm([context.nominalPolicy]);
    while (verdicts.size < count) {
      const round: number[] = [];
      while (round.length < POLICIES_AT_A_TIME && verdicts.size < count) {
        const next = nextToConfirm(front, knee, constraints, verdicts);
        if (next === null) break;
        verdicts.set(next, null);
        round.push(next);
      }
      if (round.length === 0) break;
      const confirmations = await this.confirm(round.map((i) => this.policyOf(front[i])));
      for (const [n, i] of round.entries()) verdicts.set(i, verdictOf(confirmations[n], constraints));
      progress.update(`${verdicts.size}/${count} policies confirmed`);
    }
    progress.clear();
  }

  private confirm(policies: readonly Policy[]): Promise<Confirmation[]> {
    const { context, progress } = this.options;
    const { confirmation, study } = context.config;
    return confirmPolicies({
      policies,
      seed: confirmationSeed(study.seed),
      images: confirmation.images,
      detailImages: Math.min(confirmation.images, SHOWN_IMAGES),
      executor: this.executor,
      store: this.store,
      onEvent: ({ outcome }) => {
        if (outcome.status === 'failed') progress.note(`Confirmation failed: ${outcome.error.message}`);
      },
    });
  }

  private policyOf({ trial }: Candidate): Policy {
    const policy = this.options.context.decode(trial.assignment);
    if ('infeasible' in policy)
      throw bugError(`trial ${trial.number} was scored, but is infeasible: ${policy.infeasible}`);
    return policy;
  }

  private async report(): Promise<SessionEnd> {
    const { context, reportsDirectory, now } = this.options;
    const { manifest } = this.directory;
    const data = reportOf(manifest, context, this.store, now());
    const files = await writeReport(data, join(reportsDirectory, manifest.name));
    return { kind: 'finished', data, files };
  }
}
