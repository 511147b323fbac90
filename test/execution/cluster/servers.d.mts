/** A queue server on a free port. */
export interface QueueServer {
  /** With its password. */
  readonly url: string;
  /** Without. */
  readonly shown: string;
  /** Starts it again on the same port, with what it had. */
  start(): Promise<void>;
  /** Breaks all connections: Redis is killed, PostgreSQL ends them and shuts down. */
  kill(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Whether Redis is installed here. */
export const hasRedis: boolean;
export function startRedis(): Promise<QueueServer>;
export function startPostgres(): Promise<QueueServer>;
