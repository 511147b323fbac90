import type { ClusterStore, StoreSpace } from '../../../src/execution/cluster/cluster-store.js';

/** A store that keeps everything until it is told otherwise. */
export class MemoryStore implements ClusterStore {
  private readonly values = new Map<string, Uint8Array>();
  reads = 0;

  async set(space: StoreSpace, key: string, value: Uint8Array): Promise<void> {
    this.values.set(`${space}:${key}`, value);
  }

  async get(space: StoreSpace, key: string): Promise<Uint8Array | null> {
    this.reads++;
    return this.values.get(`${space}:${key}`) ?? null;
  }

  async renew(space: StoreSpace, key: string): Promise<boolean> {
    return this.values.has(`${space}:${key}`);
  }

  async list(space: StoreSpace): Promise<Uint8Array[]> {
    return [...this.values].filter(([key]) => key.startsWith(`${space}:`)).map(([, value]) => value);
  }

  async delete(space: StoreSpace, key: string): Promise<void> {
    this.values.delete(`${space}:${key}`);
  }

  clear(): void {
    this.values.clear();
  }

  /** Changes all values of a space as if they were text. */
  change(space: StoreSpace, how: (text: string) => string): void {
    for (const [key, value] of this.values) {
      if (key.startsWith(`${space}:`)) this.values.set(key, Buffer.from(how(Buffer.from(value).toString())));
    }
  }
}
