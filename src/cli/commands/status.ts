import type { Trial } from '../../core/trial.js';
import { referenceVector } from '../../study/front.js';
import { RunningFront } from '../../study/running-front.js';
import { openTrialStore } from '../../study/sqlite-trial-store.js';
import { type StudyConfig, storedStudyConfig } from '../../study/study-config.js';
import { requestedOf } from '../../study/study-control.js';
import { openStudyDirectory } from '../../study/study-directory.js';
import { hypervolumeShare, worstValues } from '../../study/study-goals.js';
import { holderOf, type LockHolder } from '../../study/study-lock.js';
import { readStudyLog, trialRate } from '../../study/study-log.js';
import { RUNS_DIRECTORY } from '../environment.js';
import { formatDuration } from '../progress.js';

interface StudyStatus {
  readonly name: string;
  /** Who runs it; null when nobody does. */
  readonly running: LockHolder | null;
  readonly paused: boolean;
  readonly trials: number;
  readonly ofTrials: number;
  readonly failed: number;
  readonly infeasible: number;
  /** Trials per minute at which it goes or went last; null where that is not known. */
  readonly trialsPerMinute: number | null;
  readonly front: number;
  /** Share of the box between zero and the worst values of interest. */
  readonly hypervolume: number;
  readonly lastFailures: readonly { readonly number: number; readonly message: string }[];
  /** The last thing that its log says to people. */
  readonly lastNote: string | null;
}

/** Failures that are shown. */
const SHOWN_FAILURES = 3;

/** `leeway status`: how a study stands, whether it runs or not. */
export async function status(name: string, options: { readonly json?: boolean }): Promise<void> {
  const standing = await readStatus(name);
  console.log(options.json ? JSON.stringify(standing, null, 2) : statusText(standing));
}

async function readStatus(name: string): Promise<StudyStatus> {
  const { path, manifest, storePath } = openStudyDirectory(RUNS_DIRECTORY, name);
  const store = await openTrialStore(storePath);
  const trials = store.trials();
  store.close();
  const config = storedStudyConfig(manifest);
  const log = readStudyLog(path);
  const having = (status: Trial['outcome']['status']) =>
    trials.filter(({ outcome }) => outcome.status === status).length;
  return {
    name,
    running: await holderOf(path),
    paused: requestedOf(path) === 'pause',
    trials: trials.length,
    ofTrials: config.study.trials,
    failed: having('failed'),
    infeasible: having('infeasible'),
    trialsPerMinute: trialRate(log),
    ...frontOf(trials, config),
    lastFailures: lastFailures(trials),
    lastNote: log.findLast(({ text }) => typeof text === 'string')?.text as string | null,
  };
}

function frontOf(trials: readonly Trial[], config: StudyConfig) {
  const front = new RunningFront(config, referenceVector(config.objectives, worstValues(config.objectives)));
  for (const trial of trials) front.add(trial);
  return { front: front.size, hypervolume: hypervolumeShare(front.hypervolume, config.objectives) };
}

const lastFailures = (trials: readonly Trial[]) =>
  trials
    .flatMap(({ number, outcome }) =>
      outcome.status === 'failed' ? [{ number, message: outcome.error.message }] : [],
    )
    .slice(-SHOWN_FAILURES);

function statusText(status: StudyStatus): string {
  const { trials, ofTrials, failed, infeasible, trialsPerMinute, front, hypervolume, lastNote } = status;
  return [
    `${status.name}: ${stateText(status)}`,
    `Trials       ${trials} of ${ofTrials}, ${infeasible} infeasible, ${failed} failed`,
    `Rate         ${rateText(trialsPerMinute, status.running ? ofTrials - trials : 0)}`,
    `Front        ${front} policies, hypervolume ${(100 * hypervolume).toFixed(2)}%`,
    ...status.lastFailures.map(({ number, message }) => `Failed       trial ${number}: ${message}`),
    ...(lastNote ? [`Last         ${lastNote}`] : []),
  ].join('\n');
}

function stateText({ name, running, paused, trials, ofTrials }: StudyStatus): string {
  if (!running) {
    return trials >= ofTrials ? 'all trials are there' : `not running; go on by: leeway resume ${name}`;
  }
  const { pid, host, since } = running;
  return `${paused ? 'paused' : 'running'}, by process ${pid} on ${host} since ${since}`;
}

function rateText(trialsPerMinute: number | null, left: number): string {
  if (trialsPerMinute === null) return 'not known yet';
  const rest = left > 0 ? `, ${formatDuration((60_000 * left) / trialsPerMinute)} left` : '';
  return `${trialsPerMinute.toPrecision(2)} trials a minute${rest}`;
}
