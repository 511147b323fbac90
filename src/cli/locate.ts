import { inputError, LeewayError } from '../core/errors.js';
import { locateField } from '../core/yaml-config.js';

/** Where a field of a study's configuration stands and its name, as messages begin. */
export type Locate = (field: string) => string;

/** Fields of a search space file, with line and column. */
export const inFile =
  (path: string): Locate =>
  (field) =>
    locateField(path, field);

/** Fields of the configuration that a study began with, which is no file that a person edits. */
export const inStudy =
  (name: string): Locate =>
  (field) =>
    `study ${name}: ${field}`;

/** What messages of the search space begin with: a field below `policy`. */
const FIELD = /^(policy(?:\.[\w.-]+)?): /;

/**
 * Runs a check that knows values but not where they come from, and puts that in front of its InputErrors.
 *
 * @param field what is checked; a message that begins with a field of its own is placed there
 */
export function placeErrors<T>(locate: Locate, field: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof LeewayError) || error.kind !== 'InputError') throw error;
    const [prefix, own] = FIELD.exec(error.message) ?? ['', field];
    throw inputError(`${locate(own)}: ${error.message.slice(prefix.length)}`, error);
  }
}
