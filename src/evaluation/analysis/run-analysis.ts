import { bugError, fromErrorReport } from '../../core/errors.js';
import type { AnalysisJob, AnalysisOutcome } from './analysis-job.js';
import { nextRound, type Standing } from './schedule.js';

/** An analysis that is about to run. */
export interface AnalysisRun extends Standing {
  readonly seed: number;
  readonly batchImages: number;
  /** Jobs at the same time, >= 1. Which jobs are done does not depend on it. */
  readonly concurrency: number;
  /** Evaluates a job; what it rejects with ends the run. */
  readonly evaluate: (job: AnalysisJob) => Promise<AnalysisOutcome>;
  /**
   * Asked before each job, with the images of all jobs started so far and of this one; once it says no, what has begun
   * is finished and the run stops.
   */
  readonly mayStart: (images: number) => boolean;
  /** Called when a job's result is in the record. */
  readonly onRecorded: () => void;
}

/**
 * Measures round by round until every interval is narrow enough, or no further job may start. A round that is left
 * unfinished stays in the record as pending and is finished first by the next run, so that an analysis that was stopped
 * ends as one that was not.
 *
 * @throws LeewayError of the first job that fails; the record then holds what the others gave
 */
export async function runAnalysis(run: AnalysisRun): Promise<'complete' | 'stopped'> {
  const { record } = run;
  const gate = new Gate(run);
  for (;;) {
    if (record.pending.length === 0) record.pending = nextRound(run);
    if (record.pending.length === 0) return 'complete';
    await runRound(run, gate);
    if (gate.closed) return 'stopped';
  }
}

/** Lets jobs start until it is closed: by the budget, or by an error. */
class Gate {
  closed = false;
  private images: number;

  constructor(private readonly run: AnalysisRun) {
    this.images = run.record.images;
  }

  admits(job: AnalysisJob): boolean {
    this.images += imagesOf(this.run, job);
    this.closed ||= !this.run.mayStart(this.images);
    return !this.closed;
  }
}

/** Does the pending jobs in their order, as many at a time as run together. */
async function runRound(run: AnalysisRun, gate: Gate): Promise<void> {
  const waiting = run.record.pending.map((id, i) => ({ id, job: jobOf(run, id, i) }));
  const lane = async () => {
    for (let next = waiting.shift(); next && gate.admits(next.job); next = waiting.shift()) {
      settle(run, next.id, next.job, await run.evaluate(next.job));
    }
  };
  const lanes = Array.from({ length: run.concurrency }, () =>
    lane().catch((error) => {
      gate.closed = true;
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(lanes)).find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

/** The job that advances a target by its next batch, or follows a spread source. */
function jobOf({ plan, record, seed }: AnalysisRun, id: string, trialNumber: number): AnalysisJob {
  const source = plan.spread.find((spread) => spread.id === id);
  if (source) {
    const { gemm, step, share } = source;
    return { kind: 'spread', trialNumber, seed, firstImage: 0, gemm, step, share };
  }
  const cell = plan.cells.find(({ target }) => target.id === id);
  if (!cell) throw bugError(`analysis: expected '${id}' in its plan`);
  const firstImage = record.samplesOf(id).distances.length;
  return { kind: 'damage', trialNumber, seed, firstImage, injection: cell.injection };
}

/** Images that a job runs with errors. */
const imagesOf = ({ batchImages }: AnalysisRun, { kind }: AnalysisJob) =>
  kind === 'spread' ? batchImages / 2 : batchImages;

function settle({ record, onRecorded }: AnalysisRun, id: string, job: AnalysisJob, outcome: AnalysisOutcome) {
  if (outcome.status === 'failed') throw fromErrorReport(outcome.error);
  if (outcome.status === 'traced') record.addTrace(id, outcome.images, outcome.points);
  else record.addDamage(id, job.firstImage, outcome.damage);
  onRecorded();
}
