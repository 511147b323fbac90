/**
 * Keeps Node 22 and later from warning that its SQLite is experimental: Leeway's store is tested with it, and nobody
 * who runs a study can do anything about it. All other warnings stay.
 */
export function silenceSqliteWarning(): void {
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (String(warning).startsWith('SQLite is an experimental feature')) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
}
