import { inputError } from '../core/errors.js';
import { type Denoiser, prepareDenoiser } from './denoiser.js';
import { DenoiserInputs } from './denoiser-inputs.js';
import type { NetworkDescription } from './network-description.js';
import type { OnnxFile } from './onnx-file.js';

/** A denoiser and the memory of its inputs, both for one batch size. */
export interface OpenDenoiser {
  readonly denoiser: Denoiser;
  readonly inputs: DenoiserInputs;
}

/**
 * Prepares the denoiser that a description names, for batches of `images` images.
 *
 * @param rowsPerImage samples that one image takes in the batch: 2 with classifier-free guidance, 1 without
 * @throws InputError when file and description do not fit each other, or the network cannot be executed
 */
export async function openDenoiser(
  file: OnnxFile,
  description: NetworkDescription,
  images: number,
  rowsPerImage: number,
): Promise<OpenDenoiser> {
  const inputs = DenoiserInputs.create(file, description, images * rowsPerImage);
  const denoiser = await prepareDenoiser(file, inputs.dims, images, description.denoiser.blocks);
  requireNoiseShape(denoiser, inputs.dims.get(description.denoiser.inputs.sample) ?? []);
  return { denoiser, inputs };
}

/** The first output has to be a prediction for each value of the sample; networks with a learned variance give two. */
function requireNoiseShape({ path, outputDims }: Denoiser, sampleDims: readonly number[]): void {
  if (outputDims.join() === sampleDims.join()) return;
  throw inputError(
    `${path}: first graph output: expected the sample's shape [${sampleDims.join(', ')}], got [${outputDims.join(', ')}]; ` +
      'export the network so that its first output is the prediction alone',
  );
}
