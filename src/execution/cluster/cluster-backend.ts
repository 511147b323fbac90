import type { ClusterAddress } from './cluster-address.js';
import type { ClusterStore } from './cluster-store.js';
import type { ClusterTiming } from './cluster-timing.js';
import type { Connection } from './connection.js';
import type { JobQueue, JobSource } from './job-queue.js';

/** A server that holds queues and what is kept beside them. Whoever opens a queue closes it. */
export interface ClusterBackend {
  readonly store: ClusterStore;
  readonly connection: Connection;
  /** @param onSettled called with the id of a job that is done or has failed; some calls may be lost */
  queue(name: string, onSettled: (id: string) => void): JobQueue;
  source(name: string): Promise<JobSource>;
  /** A queue's jobs by state: `waiting`, `active`, `completed`, `failed` and others. */
  counts(name: string): Promise<Readonly<Record<string, number>>>;
  /** Does something until it is done, whatever happens to the connection meanwhile: it may be done twice. */
  persist<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What a kind of server has to offer. */
export interface BackendOptions {
  readonly address: ClusterAddress;
  readonly timing: ClusterTiming;
  readonly connection: Connection;
  /** Whether to wait for a server that cannot be reached, in place of an error. */
  readonly patient: boolean;
}

/** How often a job may lose its worker; after that it has failed. */
export const MOST_STALLS = 3;

/** Options of every BullMQ worker of a cluster, whatever server it is on. */
export const workerOptions = ({ lockMs, stalledMs }: ClusterTiming) => ({
  autorun: false,
  lockDuration: lockMs,
  stalledInterval: stalledMs,
  maxStalledCount: MOST_STALLS,
});

/** Announcements that a queue keeps; a coordinator that misses some asks for its results. */
export const MOST_EVENTS = 1_000;
