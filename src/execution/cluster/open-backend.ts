import { executionError } from '../../core/errors.js';
import { type ClusterKind, redacted } from './cluster-address.js';
import type { BackendOptions, ClusterBackend } from './cluster-backend.js';
import { Connection } from './connection.js';

/** Loaded when they are asked for: a local study has no use for them. */
const OPENERS: Readonly<Record<ClusterKind, (options: BackendOptions) => Promise<ClusterBackend>>> = {
  redis: async (options) => (await import('./redis-backend.js')).openRedisBackend(options),
  postgres: async (options) => (await import('./postgres-backend.js')).openPostgresBackend(options),
};

/**
 * Connects to a cluster's server.
 *
 * @param onConnection called when the connection is lost, with the reason, and when it is back, with null
 * @throws ExecutionError when it cannot be reached, unless it is waited for, or cannot be used
 */
export async function openClusterBackend(
  options: Omit<BackendOptions, 'connection'>,
  onConnection: (reason: string | null) => void,
): Promise<ClusterBackend> {
  const { address } = options;
  const connection = new Connection((reason) =>
    onConnection(reason === null ? null : redacted(reason, address)),
  );
  try {
    return await OPENERS[address.kind]({ ...options, connection });
  } catch (error) {
    connection.end();
    const reason = redacted(error instanceof Error ? error.message : String(error), address);
    throw executionError(
      `${address.shown}: cannot be used as a cluster (${reason}); check address and password`,
    );
  }
}
