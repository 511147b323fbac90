import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson } from '../core/canonical-json.js';
import { bugError, inputError, LeewayError, storeError } from '../core/errors.js';
import type { Outcome, Trial } from '../core/trial.js';
import { nonFiniteError } from '../execution/run-job.js';
import { type Database, inTransaction, openDatabase, type Statement } from './database.js';
import type { Confirmation, TrialStore } from './trial-store.js';

/** Step n brings a store of version n to version n + 1; steps are only ever added. */
const MIGRATIONS = [
  `CREATE TABLE trial (
     number INTEGER PRIMARY KEY,
     assignment TEXT NOT NULL,
     policy_id TEXT,
     outcome TEXT NOT NULL
   ) STRICT;
   CREATE TABLE confirmation (
     policy_id TEXT NOT NULL,
     seed INTEGER NOT NULL,
     images INTEGER NOT NULL,
     outcome TEXT NOT NULL,
     PRIMARY KEY (policy_id, seed, images)
   ) STRICT, WITHOUT ROWID;`,
] as const;

/** Version of the store that this Leeway writes; a file's own is in SQLite's `user_version`. */
export const STORE_VERSION = MIGRATIONS.length;

/** Waiting for a lock up to 5 s; durable at every commit, a power failure included. */
const SETUP = 'PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL';

/**
 * Opens a study's store, or creates it.
 *
 * @param path the database file, `runs/<study>/study.db`
 * @throws InputError when a newer Leeway wrote it; StoreError when it is damaged or cannot be opened
 */
export async function openTrialStore(path: string): Promise<TrialStore> {
  try {
    const database = await openDatabase(path, SETUP);
    try {
      await onceUnlocked(() => migrate(database, path));
      return new SqliteTrialStore(database, path);
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw asStoreError(path, 'opened', error);
  }
}

/**
 * Runs `work` again as long as another process has the database locked, at most some 5 s: SQLite does not wait by itself
 * (`busy_timeout`) where the change to a write-ahead log meets another connection.
 */
async function onceUnlocked(work: () => void): Promise<void> {
  for (let attemptsLeft = 100; ; attemptsLeft--) {
    try {
      return work();
    } catch (error) {
      if (attemptsLeft === 0 || !(error instanceof Error && /database is locked/.test(error.message)))
        throw error;
      await sleep(50);
    }
  }
}

function migrate(database: Database, path: string): void {
  const version = versionOf(database);
  if (version > STORE_VERSION) {
    throw inputError(
      `${path}: expected a store of version ${STORE_VERSION} or older, got version ${version}, which a newer Leeway ` +
        'wrote; use that Leeway, or start another study with --name',
    );
  }
  const check = readColumn(database.prepare('PRAGMA quick_check(1)').get(), 'quick_check');
  if (check !== 'ok') throw storeError(damaged(path, String(check)));
  // Readers do not block the writer.
  database.exec('PRAGMA journal_mode = WAL');
  if (version === STORE_VERSION) return;
  inTransaction(database, () => {
    // Read again, now that no other process can be at it.
    for (const step of MIGRATIONS.slice(versionOf(database))) database.exec(step);
    database.exec(`PRAGMA user_version = ${STORE_VERSION}`);
  });
}

function versionOf(database: Database): number {
  return Number(readColumn(database.prepare('PRAGMA user_version').get(), 'user_version'));
}

class SqliteTrialStore implements TrialStore {
  private readonly insertTrial: Statement;
  private readonly selectTrial: Statement;
  private readonly selectTrials: Statement;
  private readonly insertConfirmation: Statement;
  private readonly selectConfirmation: Statement;
  private readonly selectConfirmations: Statement;

  constructor(
    private readonly database: Database,
    private readonly path: string,
  ) {
    const prepare = (sql: string) => database.prepare(sql);
    this.insertTrial = prepare('INSERT OR IGNORE INTO trial VALUES (?, ?, ?, ?)');
    this.selectTrial = prepare('SELECT * FROM trial WHERE number = ?');
    this.selectTrials = prepare('SELECT * FROM trial WHERE number >= ? ORDER BY number');
    this.insertConfirmation = prepare('INSERT OR IGNORE INTO confirmation VALUES (?, ?, ?, ?)');
    const confirmations = 'SELECT * FROM confirmation';
    this.selectConfirmation = prepare(`${confirmations} WHERE policy_id = ? AND seed = ? AND images = ?`);
    this.selectConfirmations = prepare(`${confirmations} ORDER BY policy_id, seed, images`);
  }

  record(trial: Trial): Trial {
    const { number, assignment, policyId, outcome } = trial;
    requireFinite(outcome, `trial ${number}`);
    const values = [number, canonicalJson(assignment), policyId, canonicalJson(outcome)] as const;
    return this.access('written', () => {
      inTransaction(this.database, () => this.insertTrial.run(...values));
      const stored = readTrial(this.selectTrial.get(number));
      if (canonicalJson(stored) === canonicalJson(trial)) return stored;
      throw bugError(`${this.path}: trial ${number} is already there with other values; please report this`);
    });
  }

  trials(from = 0): Trial[] {
    return this.access('read', () => this.selectTrials.all(from).map(readTrial));
  }

  recordConfirmation(confirmation: Confirmation): Confirmation {
    const { policyId, seed, images, outcome } = confirmation;
    requireFinite(outcome, `confirmation of policy ${policyId}`);
    const key = [policyId, seed, images] as const;
    return this.access('written', () => {
      inTransaction(this.database, () => this.insertConfirmation.run(...key, canonicalJson(outcome)));
      return readConfirmation(this.selectConfirmation.get(...key));
    });
  }

  confirmations(): Confirmation[] {
    return this.access('read', () => this.selectConfirmations.all().map(readConfirmation));
  }

  close(): void {
    try {
      // So that the file is complete by itself; where that fails, nothing is lost: the log is read at the next opening.
      this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
    } finally {
      this.database.close();
    }
  }

  private access<T>(verb: 'read' | 'written', work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asStoreError(this.path, verb, error);
    }
  }
}

function requireFinite(outcome: Outcome, where: string): void {
  const error = nonFiniteError(outcome);
  if (error) throw bugError(`${where}: ${error.message}`, error);
}

function readTrial(row: unknown): Trial {
  const assignment = JSON.parse(String(readColumn(row, 'assignment')));
  const policyId = readColumn(row, 'policy_id') as string | null;
  return {
    number: Number(readColumn(row, 'number')),
    assignment,
    policyId,
    outcome: readOutcome(readColumn(row, 'outcome')),
  };
}

function readConfirmation(row: unknown): Confirmation {
  return {
    policyId: String(readColumn(row, 'policy_id')),
    seed: Number(readColumn(row, 'seed')),
    images: Number(readColumn(row, 'images')),
    outcome: readOutcome(readColumn(row, 'outcome')),
  };
}

function readOutcome(text: unknown): Outcome {
  const outcome = JSON.parse(String(text)) as Outcome;
  if (['scored', 'infeasible', 'failed'].includes(outcome.status)) return outcome;
  throw new TypeError(`expected an outcome, got ${text}`);
}

function readColumn(row: unknown, column: string): unknown {
  return (row as Record<string, unknown>)[column];
}

function asStoreError(path: string, verb: string, error: unknown): LeewayError {
  if (error instanceof LeewayError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (/not a database|malformed/.test(reason)) return storeError(damaged(path, reason), error);
  return storeError(`${path}: the study's store cannot be ${verb}: ${reason}`, error);
}

const damaged = (path: string, reason: string) =>
  `${path}: the study's store is damaged (${reason}); restore it from a copy, or start another study with --name`;
