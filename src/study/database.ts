/** A value that SQLite stores as it is. */
export type SqlValue = string | number | null;

export interface Statement {
  run(...values: SqlValue[]): unknown;
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
}

/** The part of SQLite that Leeway uses; everything is synchronous, errors are SQLite's own. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /**
   * Ends the use of the connection. @photostructure/sqlite 1.2.1 keeps it, with what it has locked, until its statements
   * are garbage collected: end transactions and checkpoint the log before.
   */
  close(): void;
}

interface SqliteModule {
  readonly DatabaseSync: new (path: string) => Database;
}

/**
 * Opens a database file, or creates an empty one.
 *
 * @param setup SQL run on the new connection, such as its pragmas
 */
export async function openDatabase(path: string, setup: string): Promise<Database> {
  const { DatabaseSync } = await loadSqlite();
  const database = new DatabaseSync(path);
  try {
    database.exec(setup);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Runs `work` in one transaction that has the write lock from its start; rolled back when `work` throws. */
export function inTransaction<T>(database: Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** SQLite has already rolled back after some errors, a full disk among them; that must not hide the error. */
function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {}
}

/** Node's own SQLite where it has one (22.13 and later), else a package with the same interface. */
async function loadSqlite(): Promise<SqliteModule> {
  const builtin = process.getBuiltinModule('node:sqlite');
  return (builtin as SqliteModule | undefined) ?? (await import('@photostructure/sqlite'));
}
