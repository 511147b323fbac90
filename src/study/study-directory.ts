import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { type ErrorReport, inputError, storeError, toErrorReport } from '../core/errors.js';
import { type Manifest, readManifest } from './manifest.js';

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/;

/** The files of one study. */
export interface StudyDirectory {
  readonly path: string;
  readonly manifest: Manifest;
  /** The trial store's file. */
  readonly storePath: string;
}

/** A directory that claims to be a study: its manifest, or what is wrong with it. */
export type StudyListing =
  | { readonly name: string; readonly manifest: Manifest }
  | { readonly name: string; readonly problem: ErrorReport };

/**
 * Throws InputError unless a new study may have this name: 1 to 100 letters, digits, `.`, `_` and `-`, the first no
 * dot, and not taken.
 */
export function checkNewStudyName(runsDirectory: string, name: string): void {
  if (!NAME.test(name)) {
    throw inputError(
      `study name: expected up to 100 letters, digits, '.', '_' and '-', not beginning with '.', got '${name}'; ` +
        'choose another --name',
    );
  }
  if (existsSync(join(runsDirectory, name))) throw takenError(runsDirectory, name);
}

/**
 * Makes the directory of a new study with its manifest, whole or not at all: it is built beside its place and renamed.
 *
 * @param runsDirectory made when missing
 * @throws InputError as {@link checkNewStudyName}; StoreError when it cannot be written
 */
export function createStudyDirectory(runsDirectory: string, manifest: Manifest): StudyDirectory {
  const { name } = manifest;
  checkNewStudyName(runsDirectory, name);
  const place = join(runsDirectory, name);
  try {
    mkdirSync(runsDirectory, { recursive: true });
    placeManifest(runsDirectory, place, manifest);
  } catch (error) {
    if (existsSync(place)) throw takenError(runsDirectory, name);
    throw storeError(`${place}: the study cannot be written: ${(error as Error).message}`, error);
  }
  return studyDirectory(place, manifest);
}

/** The directory of an existing study. Throws as {@link readManifest} does. */
export function openStudyDirectory(runsDirectory: string, name: string): StudyDirectory {
  const path = join(runsDirectory, name);
  return studyDirectory(path, readManifest(manifestPath(path)));
}

/**
 * The folder of a study, damaged or not.
 *
 * @throws InputError when there is none of that name
 */
export function requireStudyFolder(runsDirectory: string, name: string): string {
  const path = join(runsDirectory, name);
  if (NAME.test(name) && existsSync(path)) return path;
  throw inputError(`${path}: no study is there; leeway studies lists them`);
}

/** All studies by name; none when the runs directory does not exist. */
export function listStudies(runsDirectory: string): StudyListing[] {
  if (!existsSync(runsDirectory)) return [];
  return readdirSync(runsDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && NAME.test(entry.name))
    .map(({ name }) => name)
    .sort()
    .map((name) => listing(runsDirectory, name));
}

function listing(runsDirectory: string, name: string): StudyListing {
  try {
    return { name, manifest: openStudyDirectory(runsDirectory, name).manifest };
  } catch (error) {
    return { name, problem: toErrorReport(error) };
  }
}

function studyDirectory(path: string, manifest: Manifest): StudyDirectory {
  return { path, manifest, storePath: join(path, 'study.db') };
}

const manifestPath = (directory: string) => join(directory, 'manifest.json');

function placeManifest(runsDirectory: string, place: string, manifest: Manifest): void {
  const draft = mkdtempSync(join(runsDirectory, '.new-study-'));
  try {
    writeFileAtomic.sync(manifestPath(draft), `${JSON.stringify(manifest, null, 2)}\n`);
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  syncDirectory(runsDirectory);
}

/** Makes the new name itself survive a power failure; some systems cannot open a directory, and need no such thing. */
function syncDirectory(path: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(path, 'r');
    fsyncSync(handle);
  } catch {
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function takenError(runsDirectory: string, name: string) {
  return inputError(
    `${join(runsDirectory, name)}: a study of this name exists; go on with it by 'leeway resume ${name}', or choose ` +
      'another --name',
  );
}
