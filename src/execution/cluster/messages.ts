import { z } from 'zod';
import { contentHash } from '../../core/canonical-json.js';
import type { NumberedJob } from '../executor.js';
import { jobSchema, outcomeSchema } from './job-schema.js';

/** Raised whenever coordinators and workers of different versions would misunderstand each other. */
export const PROTOCOL = 1;

/** Longest texts of a job and of its result, in characters; a race's rivals and a report's images are the long ones. */
export const MOST_JOB_LENGTH = 16 * 2 ** 20;
export const MOST_RESULT_LENGTH = 64 * 2 ** 20;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a coordinator asks for. */
const jobMessageSchema = z.strictObject({
  protocol: z.literal(PROTOCOL),
  /** Hash of the bundle that it is to be evaluated with. */
  bundle: sha256,
  /** JSON: what is checked by its length is one text. */
  job: z.string().max(MOST_JOB_LENGTH),
});

/** What a worker answers. */
const resultMessageSchema = z.strictObject({
  protocol: z.literal(PROTOCOL),
  outcome: z.string().max(MOST_RESULT_LENGTH),
  /** Time that the evaluation took, in ms. */
  busyMs: z.number().min(0),
});

export const jobMessage = (bundle: string, job: NumberedJob) => ({
  protocol: PROTOCOL,
  bundle,
  job: JSON.stringify(job),
});

export const resultMessage = (outcome: unknown, busyMs: number) => ({
  protocol: PROTOCOL,
  outcome: JSON.stringify(outcome),
  busyMs,
});

/** The job of a message for a bundle; throws a ZodError or SyntaxError when it is none. */
export function parseJobMessage(message: unknown, bundle: string) {
  const { job } = jobMessageSchema.extend({ bundle: z.literal(bundle) }).parse(message);
  return jobSchema.parse(JSON.parse(job));
}

/** The outcome of a message and its time; throws a ZodError or SyntaxError when it is none. */
export function parseResultMessage(message: unknown) {
  const { outcome, busyMs } = resultMessageSchema.parse(message);
  return { outcome: outcomeSchema.parse(JSON.parse(outcome)), busyMs };
}

/** Hex digits that tell jobs and queues apart. */
const ID_DIGITS = 32;

/**
 * The id of a job in its study's queue, the same when a study is resumed, whose jobs are put together alike. BullMQ
 * takes no `:` and no integer. Not of canonical JSON, which would take ten times as long.
 */
export const jobId = (job: NumberedJob): string =>
  `trial${job.trialNumber}-${contentHash(Buffer.from(JSON.stringify(job))).slice(0, ID_DIGITS)}`;

/** Where a study is run from: the same when it is resumed. */
export interface StudyPlace {
  readonly host: string;
  /** Folder of the study. */
  readonly path: string;
}

/** What a study's queue is called; only evaluations with the same bundle and version meet in it. */
export const studyKey = (place: StudyPlace, bundle: string, leewayVersion: string): string =>
  contentHash({ ...place, bundle, leewayVersion, protocol: PROTOCOL }).slice(0, ID_DIGITS);

/** What the queue of a study is called. */
export const queueName = (key: string): string => `study-${key}`;
