import { mkdirSync } from 'node:fs';
import type { SensitivityAnalysis } from '../core/sensitivity.js';
import type { AnalysisJob, AnalysisOutcome } from '../evaluation/analysis/analysis-job.js';
import type { AnalysisPlan } from '../evaluation/analysis/analysis-plan.js';
import { AnalysisRecord } from '../evaluation/analysis/analysis-record.js';
import type { AnalysisSpec } from '../evaluation/analysis/analysis-spec.js';
import { type AnalysisHeader, assembleAnalysis } from '../evaluation/analysis/assemble-analysis.js';
import { runAnalysis } from '../evaluation/analysis/run-analysis.js';
import { PiscinaExecutor } from '../execution/piscina-executor.js';
import { type AnalysisFiles, saveAnalysis, writeAnalysis } from '../report/analysis/analysis-files.js';
import { lockStudy } from '../study/study-lock.js';
import { type Budget, Spending } from './analysis-budget.js';
import { progressLine } from './analysis-progress.js';
import type { AnalysisSubject } from './analysis-subject.js';
import type { Interrupt } from './interrupt.js';
import type { Progress } from './progress.js';

export interface AnalysisSessionOptions {
  readonly header: AnalysisHeader;
  readonly plan: AnalysisPlan;
  readonly subject: AnalysisSubject;
  /** What an earlier run measured; null for a new analysis. */
  readonly earlier: SensitivityAnalysis | null;
  readonly directory: string;
  readonly budget: Budget;
  readonly workers: number;
  readonly progress: Progress;
  readonly interrupt: Interrupt;
  /** Who runs the analysis, for the lock. */
  readonly holder: { readonly pid: number; readonly host: string };
  /** When the command began: what it spends is counted from there. Milliseconds, as `now` gives them. */
  readonly startedAt: number;
  readonly now: () => number;
}

/** Time between two saves of what has been measured. */
const SAVE_INTERVAL_MS = 5000;

/** Measures until the analysis is complete, its budget is spent or Ctrl-C, and writes its files in each case. */
export async function runAnalysisSession(
  options: AnalysisSessionOptions,
): Promise<{ readonly analysis: SensitivityAnalysis; readonly files: AnalysisFiles }> {
  const { directory, holder, now } = options;
  mkdirSync(directory, { recursive: true });
  const lock = await lockStudy(directory, { ...holder, since: new Date(now()).toISOString() });
  try {
    const session = new AnalysisSession(options);
    const state = await session.measure();
    const analysis = session.analysis(state);
    return { analysis, files: await writeAnalysis(analysis, directory) };
  } finally {
    lock.release();
  }
}

type Analyzing = PiscinaExecutor<AnalysisJob, AnalysisOutcome>;

class AnalysisSession {
  private readonly record: AnalysisRecord;
  private readonly spending: Spending;
  private saving: Promise<unknown> = Promise.resolve();
  private savedAt: number;

  constructor(private readonly options: AnalysisSessionOptions) {
    const { earlier, budget, startedAt, now } = options;
    this.record = earlier ? AnalysisRecord.from(earlier) : new AnalysisRecord();
    this.spending = new Spending(budget, { beforeS: earlier?.elapsedS ?? 0, startedAt }, now);
    this.savedAt = now();
  }

  /** The analysis as it stands. */
  analysis(state: SensitivityAnalysis['state']): SensitivityAnalysis {
    const { header, plan } = this.options;
    const elapsedS = Math.round(this.spending.elapsedS * 10) / 10;
    return assembleAnalysis({ ...header, state, elapsedS }, plan, this.record);
  }

  async measure(): Promise<SensitivityAnalysis['state']> {
    const { interrupt, progress } = this.options;
    if (!this.spending.allows(this.record.images + 1)) return 'budget spent';
    const executor = await this.startWorkers();
    interrupt.onRequest = () => executor.cancel();
    if (interrupt.requested) executor.cancel();
    try {
      const end = await this.run(executor);
      return end === 'complete' ? 'complete' : interrupt.requested ? 'interrupted' : 'budget spent';
    } catch (error) {
      if (interrupt.requested) return 'interrupted';
      throw error;
    } finally {
      executor.cancel();
      await executor.close();
      await this.saving;
      progress.clear();
    }
  }

  private startWorkers(): Promise<Analyzing> {
    const { subject, workers } = this.options;
    const { network, calibrationPath, settings } = subject;
    const { sites, steps, guidanceScale, batchImages } = settings;
    const spec: AnalysisSpec = {
      networkPath: network.path,
      calibrationPath,
      sites,
      steps,
      guidanceScale,
      batchImages,
    };
    const evaluatorModule = new URL('../evaluation/analysis/create-analyzer.js', import.meta.url).href;
    return PiscinaExecutor.start({ workers, evaluatorModule, spec });
  }

  private run(executor: Analyzing): Promise<'complete' | 'stopped'> {
    const { plan, subject, interrupt } = this.options;
    const { record, spending } = this;
    const { settings } = subject;
    return runAnalysis({
      plan,
      record,
      settings,
      seed: settings.seed,
      batchImages: settings.batchImages,
      concurrency: executor.concurrency,
      evaluate: (job) => spending.timed(() => executor.run(job)),
      mayStart: (images) => !interrupt.requested && spending.allows(images),
      onRecorded: () => this.recorded(),
    });
  }

  private recorded(): void {
    const { directory, now, progress, plan, subject } = this.options;
    const standing = { plan, record: this.record, settings: subject.settings };
    progress.update(progressLine(standing, this.spending.leftS));
    if (now() - this.savedAt < SAVE_INTERVAL_MS) return;
    this.savedAt = now();
    const analysis = this.analysis('interrupted');
    // A place that cannot be written to shows when the files are written at the end.
    this.saving = this.saving.then(() => saveAnalysis(analysis, directory)).catch(() => undefined);
  }
}
