import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory of a size that is soon full. */
export interface SmallDisk {
  readonly path: string;
  /** Makes it larger or smaller than it was, or such that nothing can be written to it. */
  remount(options: string): void;
  remove(): void;
}

/** @returns null where this process may not mount anything, which needs Linux and the rights of root */
export function mountSmallDisk(options: string): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), 'leeway-disk-'));
  const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'ignore' });
  try {
    mount('-t', 'tmpfs', '-o', options, 'tmpfs', path);
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
  return {
    path,
    remount: (changed) => mount('-o', `remount,${changed}`, path),
    remove() {
      execFileSync('umount', ['--lazy', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
