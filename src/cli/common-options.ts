import { Option } from '@commander-js/extra-typings';
import { integer, seed } from './arguments.js';

/** Options that several commands share. */

export const workersOption = () =>
  new Option(
    '--workers <n>',
    'workers (default: one per core, as far as memory reaches); results do not depend on it',
  ).argParser(integer(1));

export const jsonOption = () => new Option('--json', 'print the result as JSON');

export const quietOption = () => new Option('--quiet', 'no progress');

export const seedOption = () => new Option('--seed <n>', "seed in place of the file's").argParser(seed);
