import { createHash } from 'node:crypto';
import { copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { executionError } from '../../core/errors.js';
import { type Bundle, type BundleFile, bundleHash, CHUNK_BYTES } from './bundle.js';
import type { ClusterBackend } from './cluster-backend.js';
import { chunkKey } from './publish-bundle.js';

/** Files that a worker has fetched, by their hashes; several workers may share a folder. */
export class BundleCache {
  /**
   * @param folder made where it is missing
   * @param newId names files that are not whole yet
   */
  constructor(
    private readonly folder: string,
    private readonly newId: () => string,
  ) {}

  /**
   * Fetches what is missing of a bundle and lays it out.
   *
   * @returns the specification's fields, with paths of this machine
   * @throws ExecutionError when a file is not in the cluster's store, or is not what it should be
   */
  async fetch(bundle: Bundle, backend: Pick<ClusterBackend, 'store' | 'persist'>): Promise<object> {
    const place = join(this.folder, 'bundles', bundleHash(bundle));
    for (const file of bundle.files) {
      const target = join(place, file.name);
      if (await holds(target, file)) continue;
      await this.lay(await this.fetched(file, backend), target);
    }
    const paths = Object.entries(bundle.paths).map(([field, name]) => [field, join(place, name)]);
    return { ...bundle.settings, ...Object.fromEntries(paths) };
  }

  private async fetched(file: BundleFile, backend: Pick<ClusterBackend, 'store' | 'persist'>) {
    const kept = join(this.folder, 'files', file.sha256);
    if (await holds(kept, file)) return kept;
    const partial = await this.partial();
    try {
      await download(file, partial, backend);
      await mkdir(dirname(kept), { recursive: true });
      await rename(partial, kept);
    } finally {
      await rm(partial, { force: true });
    }
    return kept;
  }

  /** A link where the file system has them; under its name it appears whole or not at all. */
  private async lay(kept: string, target: string): Promise<void> {
    const partial = await this.partial();
    await link(kept, partial).catch(() => copyFile(kept, partial));
    await mkdir(dirname(target), { recursive: true });
    await rename(partial, target);
    // Renaming does nothing where both names are links to one file.
    await rm(partial, { force: true });
  }

  private async partial(): Promise<string> {
    await mkdir(join(this.folder, 'partial'), { recursive: true });
    return join(this.folder, 'partial', this.newId());
  }
}

async function download(
  { name, sha256, bytes }: BundleFile,
  path: string,
  { store, persist }: Pick<ClusterBackend, 'store' | 'persist'>,
): Promise<void> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    for (let index = 0; index * CHUNK_BYTES < bytes; index++) {
      const chunk = await persist(() => store.get('chunks', chunkKey(sha256, index)));
      const expected = Math.min(CHUNK_BYTES, bytes - index * CHUNK_BYTES);
      if (chunk?.length !== expected) throw executionError(`${name}: the cluster does not have all of it`);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (hash.digest('hex') !== sha256)
    throw executionError(`${name}: the cluster's file has another checksum than its study says`);
}

/** Whether a file is there and is what it should be; one that a disk or a person has changed is fetched again. */
async function holds(path: string, { sha256, bytes }: BundleFile): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found?.size !== bytes) return false;
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
  } finally {
    await file.close();
  }
  return hash.digest('hex') === sha256;
}
