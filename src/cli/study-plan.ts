import type { Policy } from '../core/policy.js';
import type { StudyExecutor } from '../execution/study-executor.js';
import { createSearchAlgorithm } from '../search/search-config.js';
import type { Budget, Pace } from '../study/budget.js';
import type { CalibratedContext } from './calibrated-context.js';
import { formatDuration } from './progress.js';

/** Runs of each image in a first evaluation: the fault-free one and the policy's. */
const FIRST_RUNS = 2;

/** Measures what an image costs: each worker runs a batch of the study's first policy. Nothing of it is kept. */
export async function measurePace(
  context: CalibratedContext,
  executor: StudyExecutor,
  pace: Pace,
): Promise<void> {
  const { seed, batchImages } = context.config.study;
  const images = Math.min(batchImages, mostImages(context));
  const job = { trialNumber: 0, policy: firstPolicy(context), seed, images };
  const began = performance.now();
  const outcomes = await Promise.all(Array.from({ length: executor.parallelism }, () => executor.run(job)));
  // What the workers have reported leaves out that the fault-free runs were made as well.
  pace.clear();
  if (outcomes.every(({ status }) => status === 'scored')) {
    pace.add(FIRST_RUNS * images, performance.now() - began);
  }
}

/** The policy that the study begins with, where it is feasible. */
function firstPolicy({ config, policySpace, knowledge, decode, nominalPolicy }: CalibratedContext): Policy {
  const { space } = policySpace;
  const request = { space, history: [], firstNumber: 0, count: 1, seed: config.study.seed, knowledge };
  const [assignment] = createSearchAlgorithm(config.search).suggest(request);
  const policy = assignment ? decode(assignment) : nominalPolicy;
  return 'infeasible' in policy ? nominalPolicy : policy;
}

/** Images of a trial that no race ends. */
export const mostImages = ({ config }: CalibratedContext): number =>
  Math.max(...[config.study.images].flat());

/** What is going to happen, before it does. */
export interface StudyPlan {
  /** Seconds that one worker takes for a trial that no race ends; null where nothing could be measured. */
  readonly trialS: number | null;
  /** Seconds for all trials that are left; null as above. */
  readonly searchS: number | null;
  /** Trials that the budget has room for; null without a budget. */
  readonly fitting: number | null;
}

export function planOf(
  images: number,
  trialsLeft: number,
  workers: number,
  pace: Pace,
  budget: Budget,
): StudyPlan {
  const { secondsPerImage } = pace;
  if (secondsPerImage === null) return { trialS: null, searchS: null, fitting: null };
  const trialS = images * secondsPerImage;
  const fitting = budget.fittingTrials(images);
  return {
    trialS,
    searchS: (trialS * trialsLeft) / workers,
    fitting: fitting !== null && Number.isFinite(fitting) ? fitting : null,
  };
}

/**
 * The plan in words.
 *
 * @example planText(plan, 64, 2, budget) // 'Plan: a trial takes a worker up to 2.4 s; 64 trials up to 1 min 17 s. ...'
 */
export function planText(
  { trialS, searchS, fitting }: StudyPlan,
  trialsLeft: number,
  budget: Budget,
): string {
  if (trialS === null || searchS === null) return 'Plan: the cost of a trial could not be measured.';
  const cost =
    `Plan: a trial takes a worker up to ${trialS.toPrecision(2)} s, the ${trialsLeft} trials that are left ` +
    `${formatDuration(1000 * searchS)}`;
  if (fitting === null) return `${cost}.`;
  const kept = `${formatDuration(1000 * Math.max(0, budget.leftS))} are left, ${formatDuration(1000 * budget.reserveS)} of them for confirmation and report`;
  const some = fitting === 0 ? 'no trial fits, the front is confirmed as it is' : `about ${fitting} fit`;
  const room = fitting >= trialsLeft ? 'all fit' : some;
  return `${cost}; ${kept}: ${room}.`;
}
