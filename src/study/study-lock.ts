import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inputError, type LeewayError, storeError, systemReason } from '../core/errors.js';
import { type Database, inTransaction, openDatabase } from './database.js';

/** Who runs a study. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** UTC, ISO 8601. */
  readonly since: string;
}

export interface StudyLock {
  release(): void;
}

/**
 * Makes this process the only one that runs a study, until it ends or releases the lock. Reading is not hindered.
 *
 * The lock is SQLite's write lock on a file of its own, `lock.db`. The operating system drops it when the process ends
 * in whatever way, so none is ever stale, and no process is taken for the holder because it got the holder's pid.
 *
 * @param directory the study's directory
 * @param holder this process, as those who are refused are told
 * @throws InputError that names the holder, after half a second, when the study is being run already
 */
export async function lockStudy(directory: string, holder: LockHolder): Promise<StudyLock> {
  const path = lockPath(directory);
  const database = await openDatabase(path, 'PRAGMA busy_timeout = 500').catch((error) => {
    throw storeError(`${path}: the study cannot be locked: ${error.message}`, error);
  });
  try {
    inTransaction(database, () => writeHolder(database, holder));
    database.exec('BEGIN IMMEDIATE');
    return { release: () => release(database) };
  } catch (error) {
    const refusal = refusalOf(directory, database, error);
    database.close();
    throw refusal;
  }
}

/**
 * Who runs a study now; null when nobody does, or when the folder cannot be written to, so that nobody can.
 *
 * @param directory the study's directory
 */
export async function holderOf(directory: string): Promise<LockHolder | null> {
  const path = lockPath(directory);
  if (!existsSync(path)) return null;
  const database = await openDatabase(path, 'PRAGMA busy_timeout = 0').catch(() => null);
  if (!database) return null;
  try {
    database.exec('BEGIN IMMEDIATE');
    database.exec('ROLLBACK');
    return null;
  } catch (error) {
    return isLocked(error) ? readHolder(database) : null;
  } finally {
    database.close();
  }
}

const lockPath = (directory: string) => join(directory, 'lock.db');

const isLocked = (error: unknown) => error instanceof Error && error.message.includes('locked');

const readHolder = (database: Database): LockHolder | null =>
  (database.prepare('SELECT * FROM holder').all() as LockHolder[])[0] ?? null;

function release(database: Database): void {
  database.exec('ROLLBACK');
  database.close();
}

function writeHolder(database: Database, { pid, host, since }: LockHolder): void {
  database.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER, host TEXT, since TEXT) STRICT');
  database.exec('DELETE FROM holder');
  database.prepare('INSERT INTO holder VALUES (?, ?, ?)').run(pid, host, since);
}

function refusalOf(directory: string, database: Database, error: unknown): LeewayError {
  const holder = isLocked(error) ? readHolder(database) : null;
  if (!holder) {
    return storeError(`${directory}: the study cannot be locked: ${systemReason(error)}`, error);
  }
  const { pid, host, since } = holder;
  return inputError(
    `${directory}: process ${pid} on ${host} has been running this study since ${since}; wait for it, or end it`,
    error,
  );
}
