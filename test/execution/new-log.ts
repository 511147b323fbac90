import { join } from 'node:path';
import { temporaryDirectory } from '../study/temporary-directory.js';

/** A file for a toy evaluator's log, gone when the test ends. */
export const newLog = (): string => join(temporaryDirectory(), 'log');
