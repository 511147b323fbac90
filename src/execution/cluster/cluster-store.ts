/** Names of the kinds of values that a cluster keeps beside its queues. */
export const STORE_SPACES = ['studies', 'workers', 'chunks'] as const;
export type StoreSpace = (typeof STORE_SPACES)[number];

/** What a cluster keeps beside its queues: small values by space and key, gone when their time is over. */
export interface ClusterStore {
  /** @param lifeMs how long it is kept. */
  set(space: StoreSpace, key: string, value: Uint8Array, lifeMs: number): Promise<void>;
  /** Null when there is none. */
  get(space: StoreSpace, key: string): Promise<Uint8Array | null>;
  /** Keeps what is there for so long from now; whether it was there. */
  renew(space: StoreSpace, key: string, lifeMs: number): Promise<boolean>;
  /** All values of a space, in no order; not meant for `chunks`. */
  list(space: StoreSpace): Promise<Uint8Array[]>;
  delete(space: StoreSpace, key: string): Promise<void>;
}
