import type { Pool, PoolClient } from 'pg';
import type { ClusterStore, StoreSpace } from './cluster-store.js';

/** Values as rows of one table. */
export class PostgresStore implements ClusterStore {
  constructor(private readonly pool: Pool) {}

  /** Makes the table where it is missing; one program at a time. */
  static async setUp(client: PoolClient): Promise<void> {
    const { rows } = await client.query(`select to_regclass('leeway.kept') as kept`);
    if (rows[0].kept !== null) return;
    await client.query('create schema if not exists leeway');
    await client.query(`
      create table leeway.kept (
        space text not null,
        key text not null,
        value bytea not null,
        ends timestamptz not null,
        primary key (space, key)
      )`);
  }

  async set(space: StoreSpace, key: string, value: Uint8Array, lifeMs: number): Promise<void> {
    await this.pool.query(
      `insert into leeway.kept values ($1, $2, $3, now() + $4 * interval '1 ms')
       on conflict (space, key) do update set value = excluded.value, ends = excluded.ends`,
      [space, key, Buffer.from(value), lifeMs],
    );
  }

  async get(space: StoreSpace, key: string): Promise<Uint8Array | null> {
    const { rows } = await this.pool.query(
      'select value from leeway.kept where space = $1 and key = $2 and ends > now()',
      [space, key],
    );
    return rows.length === 0 ? null : rows[0].value;
  }

  async renew(space: StoreSpace, key: string, lifeMs: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update leeway.kept set ends = now() + $3 * interval '1 ms'
       where space = $1 and key = $2 and ends > now()`,
      [space, key, lifeMs],
    );
    return rowCount === 1;
  }

  async list(space: StoreSpace): Promise<Uint8Array[]> {
    const { rows } = await this.pool.query(
      'select value from leeway.kept where space = $1 and ends > now()',
      [space],
    );
    return rows.map(({ value }) => value);
  }

  async delete(space: StoreSpace, key: string): Promise<void> {
    // What nobody has renewed is cleared away with it.
    await this.pool.query('delete from leeway.kept where (space = $1 and key = $2) or ends < now()', [
      space,
      key,
    ]);
  }
}
