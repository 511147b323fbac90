import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocatedDescription, NetworkDescription } from '../../src/network/network-description.js';
import { encodeModel } from '../../src/network/onnx-file.js';
import { TINY_IMAGE, tinyTransformer } from '../network/tiny-transformer.js';

/** What Leeway has to know about the tiny transformer. */
export function tinyDescription(change: Partial<NetworkDescription> = {}): NetworkDescription {
  return {
    format: 'leeway-network/1',
    name: 'tiny',
    denoiser: {
      file: 'tiny.onnx',
      inputs: { sample: 'sample', timestep: 'timestep', classLabel: 'class_labels' },
    },
    image: TINY_IMAGE,
    classes: { labels: ['a', 'b', 'c'], nullLabel: 10 },
    sampling: { scheduler: 'scheduler_config.json', steps: 4, guidanceScale: 1.5 },
    calibration: { images: 6, ranges: 2, seed: 3 },
    metric: { file: 'none.onnx', input: 'image', features: ['features'], logits: 'logits' },
    ...change,
  };
}

/** Writes the tiny transformer into a folder and describes it there. */
export function placeTinyNetwork(folder: string, change?: Partial<NetworkDescription>): LocatedDescription {
  writeFileSync(join(folder, 'tiny.onnx'), encodeModel(tinyTransformer().model));
  return {
    path: join(folder, 'model.yaml'),
    description: tinyDescription(change),
    resolve: (file) => join(folder, file),
  };
}
