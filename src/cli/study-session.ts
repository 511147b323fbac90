import { join } from 'node:path';
import { LeewayError } from '../core/errors.js';
import type { StudyExecutor } from '../execution/study-executor.js';
import type { ReportData } from '../report/report-data.js';
import { type ReportFiles, writeReport } from '../report/write-report.js';
import type { HistoryEntry } from '../search/search-algorithm.js';
import { createSearchAlgorithm } from '../search/search-config.js';
import { type SearchOutlook, searchOutlook } from '../search/search-outlook.js';
import { Budget, Pace } from '../study/budget.js';
import { OutlookTime } from '../study/outlook-time.js';
import { openTrialStore } from '../study/sqlite-trial-store.js';
import { runStudy } from '../study/study.js';
import { requestOfStudy } from '../study/study-control.js';
import type { StudyDirectory } from '../study/study-directory.js';
import { lockStudy } from '../study/study-lock.js';
import { believedFront, hasConverged } from '../study/study-outlook.js';
import type { TrialStore } from '../study/trial-store.js';
import type { CalibratedContext } from './calibrated-context.js';
import type { ClusterChoice } from './cluster-workers.js';
import { confirmFront, confirmNominal, POLICIES_AT_A_TIME } from './confirm-front.js';
import type { Interrupt } from './interrupt.js';
import { loopSettings } from './loop-settings.js';
import { outlookOf, searchOf } from './outlook-of.js';
import { reportOf } from './report-of.js';
import { SearchProgress } from './search-progress.js';
import { SessionWatch } from './session-watch.js';
import { startWorkers } from './session-workers.js';
import type { StudyOutput } from './study-output.js';
import { measurePace, mostImages, planOf, planText } from './study-plan.js';

export interface SessionOptions {
  readonly context: CalibratedContext;
  /** Makes or opens the study's directory; called once the workers run, so that what cannot start leaves nothing behind. */
  readonly openDirectory: () => StudyDirectory;
  readonly workers: number;
  /** In place of workers of this machine; null for those. */
  readonly cluster: ClusterChoice | null;
  readonly reportsDirectory: string;
  readonly output: StudyOutput;
  readonly interrupt: Interrupt;
  readonly now: () => Date;
  /** When search, confirmation and report have to be done, in seconds as {@link nowS} gives them; null for whenever. */
  readonly endS: number | null;
  /** A clock that is never set, in seconds. */
  readonly nowS: () => number;
  /** Who runs the study, for the lock. */
  readonly holder: { readonly pid: number; readonly host: string };
}

/** How a session ended: with a report, or before that because it was asked to stop. */
export type SessionEnd =
  | {
      readonly kind: 'finished';
      readonly data: ReportData;
      readonly files: ReportFiles;
      readonly trials: number;
      /** Whether the budget ended it before its last trial. */
      readonly early: boolean;
    }
  | { readonly kind: 'stopped'; readonly trials: number };

/** Runs a study from where it stands to its report: the rest of its trials, the confirmation of its front, the files. */
export async function runSession(options: SessionOptions): Promise<SessionEnd> {
  const pace = new Pace();
  const executor = await startWorkers(options, (images, milliseconds) => pace.add(images, milliseconds));
  try {
    const directory = options.openDirectory();
    return await withStore(directory, options, (store) =>
      new Session(options, directory, store, executor, pace).run(),
    );
  } finally {
    await executor.close();
  }
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

/** Whether a history leaves too little to gain, where the study is to end then. */
function convergence(context: CalibratedContext) {
  const { untilConverged } = context.config.study;
  if (untilConverged === undefined) return undefined;
  return (history: readonly HistoryEntry[]) =>
    hasConverged(searchOutlook({ ...searchOf(context), history }), untilConverged);
}

class Session {
  private readonly budget: Budget;
  private readonly watch: SessionWatch;
  private readonly outlookTime: OutlookTime;
  /** Trials that the store has. */
  private stored = 0;
  private early = false;

  constructor(
    private readonly options: SessionOptions,
    private readonly directory: StudyDirectory,
    private readonly store: TrialStore,
    private readonly executor: StudyExecutor,
    private readonly pace: Pace,
  ) {
    const { context, endS, nowS, output, interrupt } = options;
    const { policies, images } = context.config.confirmation;
    const workers = executor.parallelism;
    this.outlookTime = new OutlookTime((trials) => outlookOf(context, trials), nowS);
    this.budget = new Budget(
      endS,
      nowS,
      pace,
      { policies, images, workers, atATime: POLICIES_AT_A_TIME },
      () => ({ trials: this.stored, outlookS: this.outlookTime.expectedS(this.stored) }),
    );
    this.watch = new SessionWatch({ directory: directory.path, executor, interrupt, output });
  }

  async run(): Promise<SessionEnd> {
    const { interrupt, output } = this.options;
    let outlook: SearchOutlook | null = null;
    output.openLog(this.directory.path);
    // What was asked of an earlier run is not asked of this one.
    requestOfStudy(this.directory.path, null);
    try {
      await this.search();
      if (interrupt.requested) return this.stopped();
      outlook = this.outlook();
      await this.confirm(outlook);
    } catch (error) {
      const cancelled = error instanceof LeewayError && error.kind === 'ExecutionError';
      if (interrupt.requested && cancelled) return this.stopped();
      throw error;
    } finally {
      this.watch.dispose();
    }
    return this.report(outlook);
  }

  /** What all trials together say; null where nothing can be said, or the budget leaves no time for it. */
  private outlook(): SearchOutlook | null {
    const { context, output } = this.options;
    if (this.budget.allowsOutlook) return outlookOf(context, this.store.trials());
    const told = 'The budget leaves no time for the model of all trials: the front is taken as measured.';
    output.say('outlook-skipped', `${told} leeway report fits it later.`);
    return null;
  }

  /** Times the model now and then where an end is set. */
  private learnOutlookTime(): void {
    if (this.options.endS === null || !this.outlookTime.isDue(this.stored)) return;
    this.outlookTime.learn(this.store.trials());
  }

  private async confirm(outlook: SearchOutlook | null): Promise<void> {
    const { store, executor, budget, watch } = this;
    const front = believedFront(store.trials(), this.options.context.config, outlook);
    const confirmation = { ...this.options, store, executor, budget, front };
    watch.follow(() => Infinity);
    await confirmNominal(confirmation);
    watch.follow(() => budget.confirmationLeftS);
    await confirmFront(confirmation);
  }

  private stopped(): SessionEnd {
    requestOfStudy(this.directory.path, null);
    const trials = this.store.trials().length;
    this.options.output.record('stopped', { trials });
    return { kind: 'stopped', trials };
  }

  private async search(): Promise<void> {
    const { context, interrupt, output, nowS } = this.options;
    const { config } = context;
    const known = this.store.trials();
    this.stored = known.length;
    this.learnOutlookTime();
    const state = new SearchProgress(
      config,
      known,
      () => 1000 * nowS(),
      () => this.budget.searchLeftS,
    );
    if (known.length < config.study.trials) await this.plan(config.study.trials - known.length);
    const images = mostImages(context);
    const show = () => output.update(state.view(this.executor.status));
    this.watch.follow(() => this.budget.searchLeftS, show);
    const { reason, trials } = await runStudy({
      ...loopSettings(context),
      algorithm: createSearchAlgorithm(config.search),
      executor: this.executor,
      store: this.store,
      isConverged: convergence(context),
      shouldStop: () => interrupt.requested || !this.budget.allowsTrial(images),
      onEvent: ({ trial, failure }) => {
        output.record('trial', { number: trial.number, status: trial.outcome.status });
        if (failure)
          output.say('trial-failed', `Trial ${trial.number} failed: ${failure.message}`, { failure });
        state.add(trial);
        this.stored++;
        this.learnOutlookTime();
        show();
      },
    });
    if (interrupt.requested) return;
    this.early = reason === 'stopped';
    const ended = this.early ? `The budget ends the search after ${trials.length} trials` : '';
    output.say('search-done', ended || state.summary, { reason, trials: trials.length });
  }

  /** Says what is going to happen, from what the first images cost. */
  private async plan(trialsLeft: number): Promise<void> {
    const { context, output } = this.options;
    await measurePace(context, this.executor, this.pace);
    const plan = planOf(mostImages(context), trialsLeft, this.executor.parallelism, this.pace, this.budget);
    output.say('plan', planText(plan, trialsLeft, this.budget), { ...plan, trialsLeft });
  }

  private async report(outlook: SearchOutlook | null): Promise<SessionEnd> {
    const { context, reportsDirectory, now, output } = this.options;
    const { manifest } = this.directory;
    const data = reportOf(manifest, context, this.store, now(), outlook);
    const files = await writeReport(data, join(reportsDirectory, manifest.name));
    const trials = this.store.trials().length;
    output.record('finished', { trials, early: this.early, files });
    return { kind: 'finished', data, files, trials, early: this.early };
  }
}
