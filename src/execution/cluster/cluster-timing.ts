/** Times of a cluster, in ms. Tests shorten them. */
export interface ClusterTiming {
  /** How long a worker may stay silent before the trial that it works on is given to another. */
  readonly lockMs: number;
  /** How often workers look for such trials. */
  readonly stalledMs: number;
  /** How often coordinators and workers say that they are there, and look who else is. */
  readonly beatMs: number;
  /** After how long a silence a coordinator or a worker is taken to be gone. */
  readonly silenceMs: number;
  /** How often a coordinator asks for results whose announcement may have been lost. */
  readonly pollMs: number;
  /** How long a worker without a trial waits before it asks again: from, and up to. */
  readonly idleMs: readonly [number, number];
  /** How long a worker stays with a study before another gets its turn. */
  readonly turnMs: number;
  /** How long a lost connection is waited for before a program that only starts gives up. */
  readonly connectMs: number;
}

/** All assumed: losses are noticed within a minute, while 1000 idle workers ask a server 4000 times a second. */
export const CLUSTER_TIMING: ClusterTiming = {
  lockMs: 30_000,
  stalledMs: 15_000,
  beatMs: 2_000,
  silenceMs: 30_000,
  pollMs: 2_000,
  idleMs: [20, 250],
  turnMs: 60_000,
  connectMs: 10_000,
};
