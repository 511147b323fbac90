import { worsenings } from './statistics/paired-differences.js';
import { meanInterval } from './statistics/t-test.js';
import type { Constraint, Metrics, Objective } from './trial.js';

/** Scores of a policy so far. */
export interface Runner {
  /** Every measured quantity; those without scores image by image are taken as exact. */
  readonly metrics: Metrics;
  /** Each image's scores by metric, in the order of the images: the same images for every runner of a race. */
  readonly imageScores: Readonly<Record<string, readonly number[]>>;
}

/**
 * How an evaluation ends before its last image: a race against policies that were evaluated before, on the same images
 * (Maron and Moore 1994; with paired tests as in F-Race, Birattari et al. 2002). Plain JSON, a part of the job.
 */
export interface Race {
  /** Numbers of images after which the candidate is compared: rising, each below the job's. */
  readonly looks: readonly number[];
  readonly objectives: readonly Objective[];
  readonly constraints: readonly Constraint[];
  /** The front when the race began. */
  readonly rivals: readonly Runner[];
}

/**
 * One-sided confidence of each single comparison; assumed. Neither looks nor rivals are corrected for: a candidate that
 * is given up by mistake costs the search a policy and no reader a wrong figure, since fronts are confirmed afresh.
 */
const CONFIDENCE = 0.99;

/**
 * Whether a candidate is out: it exceeds a constraint, or a rival is at least as good in every objective that is exact
 * and better in every objective that is a mean over images, each with confidence. A single image shows nothing.
 */
export function isOut(candidate: Runner, { objectives, constraints, rivals }: Race): boolean {
  return (
    constraints.some((constraint) => surelyViolates(candidate, constraint)) ||
    rivals.some((rival) => surelyDominates(rival, candidate, objectives))
  );
}

function surelyViolates(
  { metrics, imageScores }: Runner,
  { metric, atMost = Infinity, atLeast = -Infinity }: Constraint,
): boolean {
  const values = imageScores[metric];
  const { low, high } = values ? bounds(values) : { low: metrics[metric], high: metrics[metric] };
  return low > atMost || high < atLeast;
}

function surelyDominates(rival: Runner, candidate: Runner, objectives: readonly Objective[]): boolean {
  let strictly = false;
  for (const { metric, direction } of objectives) {
    const least = leastWorsening(candidate, rival, metric, direction);
    if (candidate.imageScores[metric] ? !(least > 0) : !(least >= 0)) return false;
    strictly ||= least > 0;
  }
  return strictly;
}

/** How much worse than the rival the candidate is at least, on the images that both have run. */
function leastWorsening(
  candidate: Runner,
  rival: Runner,
  metric: string,
  direction: Objective['direction'],
): number {
  const [own, others] = [candidate.imageScores[metric], rival.imageScores[metric]];
  if (!own || !others) return worsenings([candidate.metrics[metric]], [rival.metrics[metric]], direction)[0];
  const common = Math.min(own.length, others.length);
  return bounds(worsenings(own.slice(0, common), others.slice(0, common), direction)).low;
}

/** Where the mean lies with confidence on either side; everywhere for a single value. */
const bounds = (values: readonly number[]) =>
  meanInterval(values, 2 * CONFIDENCE - 1) ?? { low: -Infinity, high: Infinity };
