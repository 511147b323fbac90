import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { contentHash } from '../core/canonical-json.js';
import { inputError } from '../core/errors.js';
import { readTextFile } from '../core/yaml-config.js';
import { createDiffusionSampler } from '../diffusion/scheduler-config.js';
import { type Calibration, CalibrationRecorder, rangeOfStep } from '../network/calibration.js';
import type { LocatedDescription } from '../network/network-description.js';
import { type OnnxFile, readOnnxFile } from '../network/onnx-file.js';
import { onnxruntimeVersion } from '../network/onnx-session.js';
import { openDenoiser } from '../network/open-denoiser.js';
import { denoise, rowsPerImage } from './denoising-run.js';
import type { SamplingSettings } from './evaluation-spec.js';
import { labelOf, writeNoise } from './image-inputs.js';

/** Images per calibration batch; a matter of speed only. */
const BATCH_IMAGES = 4;

/**
 * Finds the calibration of a network for the given sampling, or makes it: FP32 runs over
 * `calibration.images` images of the calibration's own noise. Kept under its content hash in `cacheFolder`, unless
 * the one that is shipped with the network already fits.
 *
 * @param onProgress called with the share done, 0..1, while a new one is made
 * @returns the path of the calibration's file
 * @throws InputError when a calibration's file is not whole, or the network cannot be run
 */
export async function ensureCalibration(
  located: LocatedDescription,
  sampling: SamplingSettings,
  cacheFolder: string,
  onProgress: (share: number) => void = () => {},
): Promise<string> {
  const { denoiser, calibration } = located.description;
  const file = readOnnxFile(located.resolve(denoiser.file), denoiser.sha256);
  const key = calibrationKey(file, located, sampling);
  const shipped = calibration.file && located.resolve(calibration.file);
  const cached = join(cacheFolder, `calibration-${key.slice(0, 16)}.json`);
  const fits = (path: string) => existsSync(path) && readCalibration(path).key === key;
  if (shipped && fits(shipped)) return shipped;
  if (fits(cached)) return cached;
  const made = await recordCalibration(file, located, sampling, key, onProgress);
  mkdirSync(cacheFolder, { recursive: true });
  await writeFileAtomic(cached, `${JSON.stringify(made)}\n`);
  return cached;
}

/** Reads a calibration's file; what is in it is trusted as Leeway's own. */
export function readCalibration(path: string): Calibration {
  const text = readTextFile(path, 'calibration');
  try {
    const calibration = JSON.parse(text) as Calibration;
    if (calibration.format === 'leeway-calibration/1') return calibration;
  } catch (error) {
    throw inputError(`${path}: not a complete calibration file; delete it, and it is made again`, error);
  }
  throw inputError(`${path}: expected format leeway-calibration/1; delete the file, and it is made again`);
}

/** Hash of everything that the extents depend on. */
function calibrationKey(
  file: OnnxFile,
  { description }: LocatedDescription,
  sampling: SamplingSettings,
): string {
  const { calibration, classes, denoiser } = description;
  const { images, ranges, seed } = calibration;
  const { steps, guidanceScale, scheduler } = sampling;
  return contentHash({
    format: 2,
    network: file.sha256,
    // Names of products and last digits of their values are onnxruntime's.
    onnxruntime: onnxruntimeVersion(),
    inputs: denoiser.inputs,
    labels: classes.labels.length,
    nullLabel: classes.nullLabel,
    images,
    ranges,
    seed,
    steps,
    guidanceScale,
    scheduler,
  });
}

async function recordCalibration(
  file: OnnxFile,
  { description }: LocatedDescription,
  { steps, guidanceScale, scheduler }: SamplingSettings,
  key: string,
  onProgress: (share: number) => void,
): Promise<Calibration> {
  const { image, classes, calibration } = description;
  const rows = rowsPerImage(guidanceScale);
  const { denoiser, inputs } = await openDenoiser(file, description, BATCH_IMAGES, rows);
  const recorder = await CalibrationRecorder.create(denoiser.model, denoiser.nodes, calibration.ranges);
  const sampler = createDiffusionSampler(scheduler, steps);
  const imageSize = image.channels * image.height * image.width;
  const setup = { sampler, inputs, guidanceScale, nullLabel: classes.nullLabel, imageSize };
  for (let first = 0; first < calibration.images; first += BATCH_IMAGES) {
    const numbers = batchNumbers(first, calibration.images);
    const samples = new Float32Array(BATCH_IMAGES * imageSize);
    numbers.forEach((number, i) => {
      const noise = samples.subarray(i * imageSize, (i + 1) * imageSize);
      writeNoise(calibration.seed, number, noise, 'calibration');
    });
    const labels = numbers.map((number) => labelOf(calibration.seed, number, classes.labels.length));
    await denoise(setup, samples, labels, (step) => {
      onProgress(Math.min(1, (first + (step / steps) * BATCH_IMAGES) / calibration.images));
      return recorder.predict(inputs.feeds, rangeOfStep(step, steps, calibration.ranges));
    });
  }
  await recorder.release();
  return recorder.result(key);
}

/** Images of a batch; one that is not full repeats the last image, which changes no extent. */
const batchNumbers = (first: number, images: number): number[] =>
  Array.from({ length: BATCH_IMAGES }, (_, i) => Math.min(first + i, images - 1));
