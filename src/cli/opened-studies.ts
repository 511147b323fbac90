import { statSync } from 'node:fs';
import { inputError } from '../core/errors.js';
import { openTrialStore } from '../study/sqlite-trial-store.js';
import { storedStudyConfig } from '../study/study-config.js';
import { openStudyDirectory, type StudyDirectory } from '../study/study-directory.js';
import { StudyReader } from '../study/study-reader.js';
import { inStudy } from './locate.js';
import { openStudyContext, requireSameInputs, type StudyContext } from './study-context.js';

/** The stamp of a file that is not there. */
export const ABSENT = 'absent';

/** Differs when a file was written to or replaced. */
export function stampOf(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false, bigint: true });
  return status ? `${status.ino}-${status.size}-${status.mtimeNs}` : ABSENT;
}

interface Kept<T> {
  /** Of what it was made from: another study may take a name. */
  readonly identity: string;
  readonly value: Promise<T>;
}

/** Studies that are looked at again and again, each opened once. */
export class OpenedStudies {
  private readonly contexts = new Map<string, Kept<StudyContext>>();
  private readonly stores = new Map<string, Kept<StudyReader>>();

  constructor(private readonly runsDirectory: string) {}

  /**
   * Everything of a study that a report needs.
   *
   * @throws LeewayError when it has no trials yet, cannot be read, or what it refers to has changed
   */
  async open(name: string) {
    const { manifest } = this.directory(name);
    const context = await this.keep(this.contexts, name, manifest.configHash, async () => {
      const opened = await openStudyContext(storedStudyConfig(manifest), inStudy(name));
      requireSameInputs(name, manifest.inputHashes, opened.inputHashes);
      return opened;
    });
    const store = await this.store(name);
    if (!store) throw inputError(`study ${name}: it has no trials yet; look again once it runs`);
    return { manifest, context, store };
  }

  /** A study's store; null while there is none, which looking must not make. */
  async store(name: string): Promise<StudyReader | null> {
    const { storePath, manifest } = this.directory(name);
    const status = statSync(storePath, { throwIfNoEntry: false });
    if (!status) return null;
    const identity = `${manifest.createdAt} ${status.ino}`;
    return this.keep(
      this.stores,
      name,
      identity,
      async () => new StudyReader(await openTrialStore(storePath)),
    );
  }

  private directory(name: string): StudyDirectory {
    return openStudyDirectory(this.runsDirectory, name);
  }

  /** What was opened before, or opens it; what failed is tried again the next time. */
  private keep<T>(
    kept: Map<string, Kept<T>>,
    name: string,
    identity: string,
    open: () => Promise<T>,
  ): Promise<T> {
    const known = kept.get(name);
    if (known?.identity === identity) return known.value;
    const value = open();
    kept.set(name, { identity, value });
    value.catch(() => kept.delete(name));
    return value;
  }
}
