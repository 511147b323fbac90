import { z } from 'zod';
import { bundleSchema } from './bundle.js';

/** Longest record, in characters. */
const MOST_LENGTH = 4 * 2 ** 20;

const id = z.string().regex(/^[0-9a-f]{32}$/);
const text = z.string().max(2_000);

/** What versions of Leeway say alike of a study. */
export const studyHeadSchema = z.object({
  key: id,
  name: text,
  host: text,
  protocol: z.int(),
  leewayVersion: text,
  /** Whether nothing of it is wanted any more. */
  ended: z.boolean(),
});

/** What a coordinator says of its study for as long as it runs. */
export const studyRecordSchema = studyHeadSchema.extend({
  /** Its share of the workers' time is in proportion to it. */
  priority: z.number().min(1).max(100),
  bundle: bundleSchema,
  /** A job that a worker has to give the same outcome for, bit by bit, as the coordinator's machine did. */
  probe: z.object({ job: z.json(), digest: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** Ids of jobs that nobody wants any more. */
  revoked: z.array(z.string().max(100)),
});

export type StudyRecord = z.output<typeof studyRecordSchema>;

/** What a worker says of itself for as long as it runs. */
export const workerRecordSchema = z.object({
  id,
  name: text,
  host: text,
  pid: z.int(),
  protocol: z.int(),
  leewayVersion: text,
  /** Trials that it runs at the same time at most. */
  slots: z.int().min(1),
  upMs: z.number().min(0),
  draining: z.boolean(),
  /** Keys of the studies whose jobs it takes. */
  serves: z.array(id),
  refuses: z.array(z.object({ study: id, reason: text })),
  running: z.array(z.object({ study: id, trialNumber: z.int(), busyMs: z.number().min(0) })),
  /** Trials that it has finished, and how many of them have failed. */
  finished: z.int().min(0),
  failed: z.int().min(0),
  /** Time that its evaluations took, in ms. */
  busyMs: z.number().min(0),
});

export type WorkerRecord = z.output<typeof workerRecordSchema>;

export const encodeRecord = (record: StudyRecord | WorkerRecord): Uint8Array =>
  Buffer.from(JSON.stringify(record));

/** The records among values of a store that are whole; what others may have put there is left out. */
export function decodeRecords<S extends z.ZodType>(schema: S, values: readonly Uint8Array[]): z.output<S>[] {
  return values.flatMap((value) => {
    if (value.length > MOST_LENGTH) return [];
    const parsed = schema.safeParse(jsonOf(value));
    return parsed.success ? [parsed.data] : [];
  });
}

function jsonOf(value: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(value).toString('utf8'));
  } catch {
    return null;
  }
}
