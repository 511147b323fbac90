import type { ClusterBackend } from './cluster-backend.js';
import { queueName } from './messages.js';
import {
  decodeRecords,
  type StudyRecord,
  studyRecordSchema,
  type WorkerRecord,
  workerRecordSchema,
} from './records.js';

/** A study that a coordinator runs now. */
export interface ClusterStudy
  extends Pick<StudyRecord, 'key' | 'name' | 'host' | 'leewayVersion' | 'priority'> {
  /** Workers that take its jobs. */
  readonly workers: number;
  /** Trials in its queue: that no worker has yet, that run, and that have failed with their workers. */
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
}

/** Who is at work in a cluster. */
export interface ClusterStatus {
  readonly studies: readonly ClusterStudy[];
  readonly workers: readonly WorkerRecord[];
}

/** Asks a cluster's server who is there; who fell silent is left out. */
export async function readClusterStatus(backend: ClusterBackend): Promise<ClusterStatus> {
  const { store } = backend;
  const workers = decodeRecords(workerRecordSchema, await store.list('workers'));
  const records = decodeRecords(studyRecordSchema, await store.list('studies')).filter(({ ended }) => !ended);
  const studies = await Promise.all(
    records.map(async ({ key, name, host, leewayVersion, priority }) => {
      const { waiting = 0, paused = 0, active = 0, failed = 0 } = await backend.counts(queueName(key));
      const serving = workers.filter(({ serves }) => serves.includes(key)).length;
      const counts = { waiting: waiting + paused, running: active, failed };
      return { key, name, host, leewayVersion, priority, workers: serving, ...counts };
    }),
  );
  return { studies, workers };
}

/** Trials that a worker finishes per minute of its life; 0 of one that has just begun. */
export const trialsPerMinute = ({ finished, upMs }: WorkerRecord): number =>
  upMs > 0 ? (60_000 * finished) / upMs : 0;
