import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { inputError, systemReason } from '../core/errors.js';

/**
 * Writes a file whole or not at all (temporary file, fsync, rename), making its folder first.
 *
 * @throws InputError when the place cannot be written to
 */
export async function writeWholeFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, typeof content === 'string' ? content : Buffer.from(content));
  } catch (error) {
    throw inputError(
      `${path}: cannot be written (${systemReason(error)}); free the place or choose another folder`,
      error,
    );
  }
}
