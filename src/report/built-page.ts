import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { unsupportedError } from '../core/errors.js';

/** The built page, seen from `src/report` and from `dist/report` alike. */
export const BUILT_PAGE = fileURLToPath(new URL('../../dist/report/page/index.html', import.meta.url));

/**
 * Reads the built page.
 *
 * @throws UnsupportedError when it has not been built
 */
export async function readPage(path: string = BUILT_PAGE): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unsupportedError(`${path}: the report page has not been built; run \`npm run build\``, error);
  }
}
