import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { REPOSITORY } from './cli.js';

const FOLDER = join(REPOSITORY, 'test/bench');
const IMPORT = /^import \{([^}]*)\} from '(\.\.\/\.\.\/dist\/[^']*)';/gm;

// Benchmarks are plain programs on the built one, that no type check sees and that CI does not run.
it.each(readdirSync(FOLDER).filter((file) => file.endsWith('.mjs')))(
  '%s imports what the program exports',
  async (file) => {
    for (const [, names, path] of readFileSync(join(FOLDER, file), 'utf8').matchAll(IMPORT)) {
      const exported = Object.keys(await import(pathToFileURL(join(FOLDER, path)).href));
      const wanted = names.split(',').map((name) => name.trim().split(' as ')[0]);
      expect(exported).toEqual(expect.arrayContaining(wanted.filter((name) => name !== '')));
    }
  },
);
