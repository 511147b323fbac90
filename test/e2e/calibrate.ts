import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { leeway } from './cli.js';
import { CALIBRATIONS, QUICK_SPACE } from './quick-space.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the calibration of {@link QUICK_SPACE}. */
    calibrations: string;
  }
}

/** Vitest's global set-up: calibrates {@link QUICK_SPACE} once, by a study of it, for all tests that run it. */
export async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-calibrated-'));
  writeFileSync(join(folder, 'quick.yaml'), QUICK_SPACE);
  const { code, stderr } = await leeway(folder, 'tune', 'quick.yaml', '--trials', '2', '--workers', '1');
  if (code !== 0) throw new Error(`the study that calibrates ended with ${code}: ${stderr}`);
  project.provide('calibrations', join(folder, CALIBRATIONS));
  return () => rmSync(folder, { recursive: true, force: true });
}
