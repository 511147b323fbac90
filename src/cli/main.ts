#!/usr/bin/env node
import { asLeewayError } from '../core/errors.js';
import { coloursFor } from './colours.js';
import { createProgram } from './program.js';
import { silenceSqliteWarning } from './silence-sqlite-warning.js';

/** Exit status for a wrong command line, the same as for other wrong input. */
const USAGE_ERROR = 2;

silenceSqliteWarning();
try {
  await createProgram().parseAsync();
} catch (thrown) {
  process.exitCode = report(thrown);
}

/** Says what went wrong; returns the exit code. */
function report(thrown: unknown): number {
  // Commander has printed its own message; help and version are no errors.
  if (thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('commander.')) {
    return 'exitCode' in thrown && thrown.exitCode === 0 ? 0 : USAGE_ERROR;
  }
  const error = asLeewayError(thrown);
  console.error(`${coloursFor(process.stderr).red(error.kind)}: ${error.message}`);
  if (error.kind === 'BugError') console.error(thrown instanceof Error ? thrown.stack : '');
  return error.exitCode;
}
