import { execFileSync } from 'node:child_process';
import { REPOSITORY } from './cli.js';

/** Vitest's global set-up: builds `dist`, so that never an older program than the sources is tested. */
export function setup(): void {
  execFileSync('npm run --silent build', {
    cwd: REPOSITORY,
    // As everybody builds it; Vitest's own `test` would give a page with the libraries' warnings inside.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit'],
    // npm is a script on Windows.
    shell: true,
  });
}
