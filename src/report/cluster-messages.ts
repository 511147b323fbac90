/** A study that a cluster's coordinator runs now. */
export interface ClusterStudySummary {
  readonly name: string;
  /** Machine of its coordinator. */
  readonly host: string;
  readonly leewayVersion: string;
  readonly priority: number;
  /** Workers that take its trials. */
  readonly workers: number;
  /** Trials in its queue: that no worker has yet, that run, and that have failed with their workers. */
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
}

/** A worker of a cluster. */
export interface ClusterWorkerSummary {
  readonly name: string;
  readonly host: string;
  readonly leewayVersion: string;
  /** Trials that it runs, and how many it runs at most. */
  readonly running: number;
  readonly slots: number;
  /** Trials that it has finished, and how many of them have failed. */
  readonly finished: number;
  readonly failed: number;
  /** Trials that it finishes per minute, over its life. */
  readonly perMinute: number;
  /** Whether it takes no more trials. */
  readonly draining: boolean;
  /** Why it takes no trials of some studies. */
  readonly refusals: readonly string[];
}

/** Who is at work in a cluster. */
export interface ClusterSummary {
  /** Of its server, without a password. */
  readonly address: string;
  readonly studies: readonly ClusterStudySummary[];
  readonly workers: readonly ClusterWorkerSummary[];
  /** Why what is said is not from now; null when it is. */
  readonly problem: string | null;
}
