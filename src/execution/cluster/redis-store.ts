import type { Redis } from 'ioredis';
import type { ClusterStore, StoreSpace } from './cluster-store.js';

/** Values as keys with a time to live, and a set of the keys of each space that is listed. */
export class RedisStore implements ClusterStore {
  constructor(
    private readonly client: Redis,
    private readonly prefix: string,
  ) {}

  async set(space: StoreSpace, key: string, value: Uint8Array, lifeMs: number): Promise<void> {
    if (space !== 'chunks') await this.client.sadd(this.keysOf(space), key);
    await this.client.set(this.keyOf(space, key), Buffer.from(value), 'PX', lifeMs);
  }

  get(space: StoreSpace, key: string): Promise<Uint8Array | null> {
    return this.client.getBuffer(this.keyOf(space, key));
  }

  async renew(space: StoreSpace, key: string, lifeMs: number): Promise<boolean> {
    return (await this.client.pexpire(this.keyOf(space, key), lifeMs)) === 1;
  }

  async list(space: StoreSpace): Promise<Uint8Array[]> {
    const keys = await this.client.smembers(this.keysOf(space));
    const values = await Promise.all(keys.map((key) => this.get(space, key)));
    const gone = keys.filter((_, i) => values[i] === null);
    if (gone.length > 0) await this.client.srem(this.keysOf(space), ...gone);
    return values.filter((value) => value !== null);
  }

  async delete(space: StoreSpace, key: string): Promise<void> {
    await this.client.del(this.keyOf(space, key));
  }

  private keyOf(space: StoreSpace, key: string): string {
    return `${this.prefix}:${space}:${key}`;
  }

  private keysOf(space: StoreSpace): string {
    return `${this.prefix}:${space}`;
  }
}
