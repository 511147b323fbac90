import { bugError } from '../../core/errors.js';
import { chunksOf, type PackedBundle } from './bundle.js';
import type { ClusterBackend } from './cluster-backend.js';

/** How long files are kept of which no coordinator says that it needs them, in ms. */
const LIFE_MS = 3 * 24 * 3600_000;

/** Where a part of a file is kept. */
export const chunkKey = (sha256: string, index: number): string => `${sha256}-${index}`;

/**
 * Sees to it that a cluster has a bundle's files for the next days; sends what it lacks.
 *
 * @returns bytes sent
 */
export async function publishBundle(
  { bundle, sources }: PackedBundle,
  { store, persist }: Pick<ClusterBackend, 'store' | 'persist'>,
): Promise<number> {
  let sent = 0;
  for (const { sha256, name } of bundle.files) {
    const source = sources.get(sha256);
    if (!source) throw bugError(`${name}: a bundle without its file`);
    let index = 0;
    for (const chunk of chunksOf(source)) {
      const key = chunkKey(sha256, index++);
      if (await persist(() => store.renew('chunks', key, LIFE_MS))) continue;
      await persist(() => store.set('chunks', key, chunk, LIFE_MS));
      sent += chunk.length;
    }
  }
  return sent;
}
