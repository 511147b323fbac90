import { createRedisBackend, Queue, QueueEvents, type QueueOptions, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type BackendOptions, type ClusterBackend, MOST_EVENTS, workerOptions } from './cluster-backend.js';
import { backOffMs, type Connection } from './connection.js';
import { JobQueue, JobSource } from './job-queue.js';
import { RedisStore } from './redis-store.js';

/** Begins all keys, so that the server can hold other things too. */
const PREFIX = 'leeway';

/** Connects to Redis or Valkey. Commands wait while the connection is lost, and are sent again when it is back. */
export async function openRedisBackend(options: BackendOptions): Promise<ClusterBackend> {
  const { timing, connection } = options;
  const client = await connectedClient(options);
  const shared: QueueOptions = {
    connection: client,
    prefix: PREFIX,
    streams: { events: { maxLen: MOST_EVENTS } },
  };
  const ignore = () => undefined;
  return {
    connection,
    store: new RedisStore(client, PREFIX),
    queue: (name, onSettled) =>
      new JobQueue(
        new Queue(name, shared).on('error', ignore),
        new QueueEvents(name, shared).on('error', ignore),
        onSettled,
      ),
    source: (name) => {
      const settings = { ...workerOptions(timing), connection: client, prefix: PREFIX };
      // Without the second connection that waits for jobs: they are asked for.
      const factory = (queue: string, opts: QueueOptions) => createRedisBackend(queue, opts);
      return JobSource.open(new Worker(name, null, settings, factory).on('error', ignore), timing.lockMs);
    },
    async counts(name) {
      const queue = new Queue(name, { ...shared, skipMetasUpdate: true }).on('error', ignore);
      return queue.getJobCounts().finally(() => queue.close());
    },
    persist: (work) => connection.persist(work, () => false),
    async close() {
      connection.end();
      client.disconnect();
    },
  };
}

/** What a server answers whom it does not let in; waiting would not help. */
const REFUSED = /^(WRONGPASS|NOAUTH|NOPERM|ERR (AUTH|invalid password|Client sent AUTH))/;

async function connectedClient({ address, timing, connection, patient }: BackendOptions): Promise<Redis> {
  // Null lets a command wait for as long as it takes, as BullMQ asks for.
  const client = new Redis(address.url, { maxRetriesPerRequest: null, retryStrategy: backOffMs });
  let problem = new Error('no answer');
  client.on('error', (error: Error) => {
    problem = error;
  });
  const ready = new Promise<void>((resolve, reject) => {
    client.once('ready', resolve);
    client.on('error', (error: Error) => {
      if (REFUSED.test(error.message)) reject(error);
      else if (patient) connection.noteLost(reasonOf(error));
    });
    if (!patient) setTimeout(() => reject(new Error(reasonOf(problem))), timing.connectMs).unref();
  });
  try {
    await ready;
  } catch (error) {
    client.disconnect();
    throw error;
  }
  connection.noteBack();
  follow(client, connection);
  return client;
}

function follow(client: Redis, connection: Connection): void {
  client.on('close', () => connection.noteLost('the server has gone'));
  client.on('error', (error: Error) => connection.noteLost(reasonOf(error)));
  client.on('ready', () => connection.noteBack());
}

/** A host with several addresses that all fail gives an error without a message. */
function reasonOf(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  return first instanceof Error && first.message !== '' ? first.message : 'cannot be reached';
}
