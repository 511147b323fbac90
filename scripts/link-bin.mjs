// Puts the project's own command where `npx leeway` looks first; npx would otherwise install the project into its cache
// and build it a second time. Where links are not allowed, npx does just that.
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../node_modules/.bin/', import.meta.url));
chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755);
try {
  mkdirSync(bin, { recursive: true });
  rmSync(`${bin}leeway`, { force: true });
  symlinkSync('../../dist/cli/main.js', `${bin}leeway`);
} catch (error) {
  if (error.code !== 'EPERM') throw error;
}
