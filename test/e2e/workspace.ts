import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { REPOSITORY } from './cli.js';

export const NETWORK = join(REPOSITORY, 'models/dit-fashion');
export const ACCELERATOR = join(REPOSITORY, 'accelerators/edge-32x32.yaml');
export const STEPS = 4;

/** A search space of the shipped network and accelerator that takes seconds. */
export const QUICK_SPACE = `format: leeway-search-space/1
title: Quick
question: Does the command line work?
network: ${NETWORK}
accelerator: ${ACCELERATOR}
sampling: { steps: ${STEPS} }
faults: { model: drift-bit-flip, sites: drift }
policy:
  blockGroups: { first: [embed, blocks.0], rest: [blocks.1..11, head] }
  stepSegments: { start: [0, 1], end: [2, 3] }
  operatingPoints:
    - voltage: 0.68 V
      frequency: 2 GHz
    - voltage: 0.9 V
      frequencies: [2.8 GHz, 3.4 GHz]
  protection: { scheme: rollback-abft, thresholdBit: [10, 12] }
  checkpoint: { offloadInterval: 2, layout: row-major }
objectives:
  - { metric: energyJ, direction: minimise, worst: 6.0e-3 }
  - { metric: perceptualDistance, direction: minimise, worst: 0.5 }
constraints:
  - { metric: perceptualDistance, atMost: 0.5 }
search: { algorithm: nsga2, populationSize: 4 }
study: { seed: 1, trials: 6, images: 2, lag: 2, batchImages: 2 }
confirmation: { policies: 2, images: 2 }
`;

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A working directory with a search space `quick.yaml`, removed when the tests of the file have ended. */
export function workspace(space = QUICK_SPACE): string {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-e2e-'));
  folders.push(folder);
  writeFileSync(join(folder, 'quick.yaml'), space);
  return folder;
}

/** Gives a workspace the calibration that was made in another. */
export function shareCalibration(from: string, to: string): void {
  cpSync(join(from, 'runs/.cache'), join(to, 'runs/.cache'), { recursive: true });
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
