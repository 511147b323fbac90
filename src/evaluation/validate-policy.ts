import type { CertificateLook } from '../core/certificate.js';
import type { Job } from '../core/job.js';
import type { Policy } from '../core/policy.js';
import { pairsForNonInferiority } from '../core/statistics/sample-size.js';
import { type Look, sequentialNonInferiority } from '../core/statistics/sequential-non-inferiority.js';
import { mean, sampleStandardDeviation } from '../core/statistics/summary.js';
import type { Metrics, Outcome } from '../core/trial.js';

type Scored = Extract<Outcome, { status: 'scored' }>;

export interface ValidationOptions {
  readonly policy: Policy;
  /** Seed of the study; a validation uses others, see {@link chunkSeed}. */
  readonly seed: number;
  readonly margin: number;
  /** From `planLooks`: how many images each look sees, and at which level. */
  readonly looks: readonly Look[];
  /** Runs a job; only scored outcomes come back. */
  readonly run: (job: Job) => Promise<Scored>;
  readonly onLook?: (look: CertificateLook) => void;
}

export interface Validation {
  readonly looks: readonly CertificateLook[];
  readonly images: number;
  readonly imagesNeeded: number | null;
  readonly seeds: readonly { readonly seed: number; readonly images: number }[];
  /** Means over all images. */
  readonly metrics: Metrics;
}

/** Images of one job: each has a seed of its own, so that looks can grow and jobs run side by side. */
const CHUNK_IMAGES = 8;
/** Probability with which the number of images needed is to suffice. */
const POWER = 0.8;

/** The seed of a validation's chunk of images: fixed by the study's, far from it and from its confirmation's. */
export const chunkSeed = (seed: number, chunk: number): number => (seed ^ (0x5bd1e995 + chunk)) >>> 0;

/**
 * Runs a policy on ever more fresh images until a look decides whether it is no worse than fault-free runs by more than
 * the margin, or the last look has been had. The result depends on policy, seed and looks alone.
 */
export async function validatePolicy(options: ValidationOptions): Promise<Validation> {
  const { looks, onLook } = options;
  const chunks: Chunk[] = [];
  const taken: CertificateLook[] = [];
  for (const look of looks) {
    const seen = chunks.reduce((sum, { images }) => sum + images, 0);
    chunks.push(...(await runChunks(options, chunks.length, look.pairs - seen)));
    const decision = decide(chunks, looks.slice(0, taken.length + 1), options);
    taken.push(decision);
    onLook?.(decision);
    if (decision.verdict !== 'undecided') break;
  }
  const distances = distancesOf(chunks);
  return {
    looks: taken,
    images: distances.length,
    imagesNeeded: neededImages(distances, options),
    seeds: chunks.map(({ seed, images }) => ({ seed, images })),
    metrics: averaged(chunks),
  };
}

interface Chunk {
  readonly seed: number;
  readonly images: number;
  readonly outcome: Scored;
}

function runChunks(
  { policy, seed, run }: ValidationOptions,
  first: number,
  images: number,
): Promise<Chunk[]> {
  const sizes = Array.from({ length: Math.ceil(images / CHUNK_IMAGES) }, (_, i) =>
    Math.min(CHUNK_IMAGES, images - i * CHUNK_IMAGES),
  );
  return Promise.all(
    sizes.map(async (size, i) => {
      const chunk = { seed: chunkSeed(seed, first + i), images: size };
      const outcome = await run({ ...chunk, trialNumber: 0, policy, imageScores: true });
      return { ...chunk, outcome };
    }),
  );
}

const distancesOf = (chunks: readonly Chunk[]): number[] =>
  chunks.flatMap(({ outcome }) => outcome.imageScores?.perceptualDistance ?? []);

/** A fault-free image has distance 0, so that a distance is its own worsening. Images without any change need no test. */
function decide(
  chunks: readonly Chunk[],
  looks: readonly Look[],
  { seed, margin }: ValidationOptions,
): CertificateLook {
  const distances = distancesOf(chunks);
  const { level } = looks[looks.length - 1];
  const shown = { images: distances.length, level, mean: mean(distances) };
  if (distances.every((distance) => distance === 0)) {
    return { ...shown, bounds: null, verdict: 'non-inferior' };
  }
  const result = sequentialNonInferiority(distances, looks, seed, { margin });
  return { ...shown, bounds: result?.bounds ?? null, verdict: result?.verdict ?? 'undecided' };
}

function neededImages(distances: readonly number[], { margin, looks }: ValidationOptions): number | null {
  const standardDeviation = sampleStandardDeviation(distances) ?? 0;
  if (standardDeviation === 0) return distances.length;
  const { level } = looks[looks.length - 1];
  return pairsForNonInferiority({ mean: mean(distances), standardDeviation, margin, level }, POWER);
}

/** Means of the chunks' metrics, by their images; scores of whole sets are left out, as they do not add up. */
function averaged(chunks: readonly Chunk[]): Metrics {
  const images = chunks.reduce((sum, chunk) => sum + chunk.images, 0);
  const names = ['energyJ', 'latencyS', ...Object.keys(chunks[0].outcome.imageScores ?? {})];
  return Object.fromEntries(
    names.map((name) => [
      name,
      chunks.reduce((sum, chunk) => sum + chunk.outcome.metrics[name] * chunk.images, 0) / images,
    ]),
  );
}
