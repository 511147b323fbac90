import { join } from 'node:path';
import { bugError, LeewayError } from '../core/errors.js';
import type { Policy } from '../core/policy.js';
import { PiscinaExecutor } from '../execution/piscina-executor.js';
import { buildReportData } from '../report/build-report-data.js';
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
import { RunningFront } from '../study/running-front.js';
import { openTrialStore } from '../study/sqlite-trial-store.js';
import { runStudy } from '../study/study.js';
import type { StudyDirectory } from '../study/study-directory.js';
import { hypervolumeShare, worstValues } from '../study/study-goals.js';
import { lockStudy } from '../study/study-lock.js';
import type { Confirmation, TrialStore } from '../study/trial-store.js';
import type { Interrupt } from './interrupt.js';
import { formatDuration, type Progress } from './progress.js';
import type { StudyContext } from './study-context.js';

/** Images of each confirmed policy that a report shows. */
const SHOWN_IMAGES = 10;

/** Policies confirmed in one round. */
const POLICIES_AT_A_TIME = 2;

export interface SessionOptions {
  readonly directory: StudyDirectory;
  readonly context: StudyContext;
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
  const { directory, holder, now } = options;
  const lock = await lockStudy(directory.path, { ...holder, since: now().toISOString() });
  try {
    const store = await openTrialStore(directory.storePath);
    try {
      return await new Session(options, store).run();
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
    private readonly store: TrialStore,
  ) {}

  async run(): Promise<SessionEnd> {
    const { context, workers, interrupt, progress } = this.options;
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
    try {
      await this.search(executor);
      if (interrupt.requested) return this.stopped();
      await this.confirmFront(executor);
    } catch (error) {
      if (interrupt.requested && error instanceof LeewayError && error.kind === 'ExecutionError')
        return this.stopped();
      throw error;
    } finally {
      await executor.close();
    }
    return this.report();
  }

  private stopped(): SessionEnd {
    return { kind: 'stopped', trials: this.store.trials().length };
  }

  private async search(executor: PiscinaExecutor): Promise<void> {
    const { context, interrupt, progress } = this.options;
    const { config, policySpace, decode } = context;
    const { objectives, constraints } = config;
    const front = new RunningFront(config, referenceVector(objectives, worstValues(objectives)));
    const known = this.store.trials();
    for (const trial of known) front.add(trial);
    const startedAt = this.options.now().getTime();
    let done = known.length;
    await runStudy({
      ...config.study,
      objectives,
      constraints,
      space: policySpace.space,
      algorithm: createSearchAlgorithm(config.search),
      decode,
      executor,
      store: this.store,
      shouldStop: () => interrupt.requested,
      onEvent: ({ trial, failure }) => {
        if (failure) progress.note(`Trial ${trial.number} failed: ${failure.message}`);
        front.add(trial);
        done++;
        progress.update(this.searchProgress(done, known.length, startedAt, front));
      },
    });
    progress.note(`Search done: ${done} trials, ${front.size} policies on the front.`);
  }

  private searchProgress(done: number, before: number, startedAt: number, front: RunningFront): string {
    const { study, objectives } = this.options.context.config;
    const elapsed = this.options.now().getTime() - startedAt;
    const perTrial = elapsed / Math.max(1, done - before);
    const share = hypervolumeShare(front.hypervolume, objectives);
    return [
      `${done}/${study.trials} trials`,
      `${(60_000 / perTrial).toFixed(0)}/min`,
      `${formatDuration((study.trials - done) * perTrial)} left`,
      `front ${front.size}`,
      `hypervolume ${(100 * share).toFixed(2)}%`,
    ].join(' | ');
  }

  /**
   * Confirms the nominal policy and members of the front, two at a time: what the first show decides which come next.
   * The number at a time is fixed, so that the choice does not depend on the number of workers.
   */
  private async confirmFront(executor: PiscinaExecutor): Promise<void> {
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
    await this.confirm(executor, [context.nominalPolicy]);
    while (verdicts.size < count) {
      const round: number[] = [];
      while (round.length < POLICIES_AT_A_TIME && verdicts.size < count) {
        const next = nextToConfirm(front, knee, constraints, verdicts);
        if (next === null) break;
        verdicts.set(next, null);
        round.push(next);
      }
      if (round.length === 0) break;
      const confirmations = await this.confirm(
        executor,
        round.map((i) => this.policyOf(front[i])),
      );
      for (const [n, i] of round.entries()) verdicts.set(i, verdictOf(confirmations[n], constraints));
      progress.update(`${verdicts.size}/${count} policies confirmed`);
    }
    progress.clear();
  }

  private confirm(executor: PiscinaExecutor, policies: readonly Policy[]): Promise<Confirmation[]> {
    const { context, progress } = this.options;
    const { confirmation, study } = context.config;
    return confirmPolicies({
      policies,
      seed: confirmationSeed(study.seed),
      images: confirmation.images,
      detailImages: Math.min(confirmation.images, SHOWN_IMAGES),
      executor,
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
    const { directory, context, reportsDirectory, now } = this.options;
    const data = buildReportData({
      manifest: directory.manifest,
      config: context.config,
      accelerator: context.accelerator,
      nominalPolicy: context.nominalPolicy,
      trials: this.store.trials(),
      confirmations: this.store.confirmations(),
      decode: context.decode,
      finishedAt: now().toISOString(),
    });
    const files = await writeReport(data, join(reportsDirectory, directory.manifest.name));
    return { kind: 'finished', data, files };
  }
}
