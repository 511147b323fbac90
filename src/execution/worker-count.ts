/**
 * Memory of a worker process beside its network, in bytes: 0.46 GB at its peak, measured on the network that comes with
 * Leeway (17 MB of weights, batches of 4 images).
 */
const WORKER_BYTES = 0.5e9;

/** Copies of a network's weights that a worker holds at its peak; assumed. */
const WEIGHT_COPIES = 4;

/** Share of the free memory that workers may take; assumed. */
const USABLE_SHARE = 0.8;

export interface Machine {
  readonly cores: number;
  /** Memory that may be taken, in bytes: what is free, within the limits set on this process. */
  readonly freeBytes: number;
}

/**
 * Workers worth starting: one per core, as far as memory reaches, and no more than ever have a job at the same time;
 * at least one.
 *
 * @param networkBytes size of the network's file
 */
export function usefulWorkers({ cores, freeBytes }: Machine, networkBytes: number, mostJobs: number): number {
  const workerBytes = WORKER_BYTES + WEIGHT_COPIES * networkBytes;
  return Math.max(1, Math.min(cores, mostJobs, Math.floor((USABLE_SHARE * freeBytes) / workerBytes)));
}
