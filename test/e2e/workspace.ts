import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { REPOSITORY } from './cli.js';
import { ACCELERATOR, CALIBRATIONS, NETWORK, QUICK_SPACE } from './quick-space.js';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A working directory with a search space `quick.yaml`, removed when the tests of the file have ended. */
export function emptyWorkspace(space = QUICK_SPACE): string {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-e2e-'));
  folders.push(folder);
  writeFileSync(join(folder, 'quick.yaml'), space);
  return folder;
}

/** An {@link emptyWorkspace} that has the calibration of {@link QUICK_SPACE} already. */
export function workspace(space = QUICK_SPACE): string {
  const folder = emptyWorkspace(space);
  cpSync(inject('calibrations'), join(folder, CALIBRATIONS), { recursive: true });
  return folder;
}

/** `text` with the one place `search` replaced; throws when it is not there, so that no test tests nothing. */
export function edited(text: string, search: string, replacement: string): string {
  if (text.split(search).length !== 2) throw new Error(`expected '${search}' once in the text`);
  return text.replace(search, () => replacement);
}

/** The shipped network's description with absolute file names, for copies of it elsewhere. */
export function networkDescription(): string {
  const text = readFileSync(join(NETWORK, 'model.yaml'), 'utf8');
  return ['model.onnx', 'metric.onnx', 'scheduler_config.json'].reduce(
    (description, file) => edited(description, `: ${file}\n`, `: ${join(NETWORK, file)}\n`),
    text,
  );
}

/** The shipped accelerator with absolute file names. */
export function acceleratorDescription(): string {
  const curve = 'error-curves/drift-fine.yaml';
  return edited(readFileSync(ACCELERATOR, 'utf8'), curve, join(REPOSITORY, 'accelerators', curve));
}
