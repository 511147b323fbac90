import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inputError } from '../core/errors.js';
import { packagePath } from './environment.js';

/** A path to a description, or the name of one that comes with Leeway. */
export function acceleratorPath(nameOrPath: string): string {
  if (existsSync(nameOrPath)) return nameOrPath;
  const shipped = packagePath(join('accelerators', `${nameOrPath}.yaml`));
  if (existsSync(shipped)) return shipped;
  throw inputError(
    `--accelerator ${nameOrPath}: expected a YAML file, or edge-32x32, drift-14nm, drift-14nm-full or tpu-like; got neither`,
  );
}
