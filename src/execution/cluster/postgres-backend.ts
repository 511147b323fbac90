import {
  createPostgresBackend,
  type PostgresConnectionOptions,
  Queue,
  type QueueBaseOptions,
  QueueEvents,
  runMigrations,
  Worker,
} from 'bullmq';
import pg from 'pg';
import { type BackendOptions, type ClusterBackend, workerOptions } from './cluster-backend.js';
import { JobQueue, JobSource } from './job-queue.js';
import { PostgresStore } from './postgres-store.js';

type Options = QueueBaseOptions<PostgresConnectionOptions>;

/** The schema that BullMQ uses of a pool that it is given. */
const SCHEMA = 'bullmq';

/** Number of the advisory lock that set-up is done under: `LEEW` in ASCII. */
const SET_UP_LOCK = 0x4c454557;

/** Connections of one program; a server allows 100 in all unless it is told otherwise. */
const MOST_CONNECTIONS = 4;

/** Connects to PostgreSQL, and sets up what is missing there. */
export async function openPostgresBackend(options: BackendOptions): Promise<ClusterBackend> {
  const { address, timing, connection, patient } = options;
  const pool = new pg.Pool({
    connectionString: address.url,
    options: `-c search_path=${SCHEMA}`,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: timing.connectMs,
    keepAlive: true,
  });
  // Every queue listens for errors of the pool.
  pool.setMaxListeners(0);
  pool.on('error', (error) => connection.noteLost(error.message));
  try {
    if (patient) await connection.persist(() => setUp(pool), isLoss);
    else await setUp(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const shared = { connection: pool };
  const ignore = () => undefined;
  return {
    connection,
    store: new PostgresStore(pool),
    queue: (name, onSettled) =>
      new JobQueue(
        new Queue(name, shared, createPostgresBackend).on('error', ignore),
        new QueueEvents(name, shared, createPostgresBackend).on('error', ignore),
        onSettled,
      ),
    source: (name) => {
      const settings = { ...workerOptions(timing), ...shared };
      // Without the connection that waits for jobs: they are asked for.
      const factory = (queue: string, opts: Options) => createPostgresBackend(queue, opts);
      return JobSource.open(new Worker(name, null, settings, factory).on('error', ignore), timing.lockMs);
    },
    async counts(name) {
      const settings = { ...shared, skipMetasUpdate: true };
      const queue = new Queue(name, settings, createPostgresBackend).on('error', ignore);
      return queue.getJobCounts().finally(() => queue.close());
    },
    persist: (work) => connection.persist(work, isLoss),
    async close() {
      connection.end();
      await pool.end();
    },
  };
}

async function setUp(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  let problem: unknown;
  try {
    // BullMQ's own lock comes after its first statement, so that two programs on a new database would meet there.
    await client.query('select pg_advisory_lock($1)', [SET_UP_LOCK]);
    await runMigrations(client, SCHEMA);
    await PostgresStore.setUp(client);
    await client.query('select pg_advisory_unlock($1)', [SET_UP_LOCK]);
  } catch (error) {
    problem = error;
    throw error;
  } finally {
    client.release(problem !== undefined);
  }
}

/** The server's codes of a connection that ends or is not possible yet: class 08, shutdown, crash, start, too many. */
const LOSS_CODE =
  /^(08...|57P0[1-3]|53300|ECONN\w*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

/** What the driver says without a code. */
const LOSS_MESSAGE =
  /connection terminated|timeout exceeded when trying to connect|connection timeout|not queryable/i;

function isLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.every(isLoss);
  const code = 'code' in error ? String(error.code) : '';
  return LOSS_CODE.test(code) || LOSS_MESSAGE.test(error.message);
}
