import { inputError } from '../core/errors.js';
import type { Gemm, Workload } from '../core/workload.js';
import type { NetworkLayers } from './network-layers.js';
import type { DefaultSampler } from './published-network.js';

/** How often a network runs for one image; a network's default `sampler` is one. */
export type Sampling = Pick<DefaultSampler, 'steps' | 'guidanceScale'>;

/** With classifier-free guidance a step needs the network with the condition and without it. */
const GUIDED_PASSES = 2;

/**
 * Forward passes per step: two with classifier-free guidance, one without it (null) or at scale 1, where the
 * unconditional pass has no weight.
 */
export const passesPerStep = (guidanceScale: number | null): number =>
  guidanceScale === null || guidanceScale === 1 ? 1 : GUIDED_PASSES;

/**
 * The work of one denoising step. Both guidance passes run as one batch: a product with weights has their rows
 * together and reads its weights once, an attention product happens once per pass. Products that a step could take
 * over from the one before it (`oncePerImage`) are part of every step, as they are in the networks' own code.
 *
 * @throws InputError unless `steps` is an integer >= 1
 */
export function workloadOf(network: NetworkLayers, { steps, guidanceScale }: Sampling): Workload {
  if (!Number.isInteger(steps) || steps < 1) {
    throw inputError(`steps: expected an integer of at least 1, got ${steps}; set the number of steps`);
  }
  const { blocks, gemms, vectorOps } = network;
  const passes = passesPerStep(guidanceScale);
  if (passes === 1) return { blocks, gemms, vectorOps, steps };
  return {
    blocks,
    gemms: gemms.map((gemm) => repeated(gemm, passes)),
    vectorOps: vectorOps.map(({ block, kind, elements }) => ({ block, kind, elements: elements * passes })),
    steps,
  };
}

function repeated(gemm: Gemm, passes: number): Gemm {
  const { index, name, block, layer, cols, depth, weights, inputElements } = gemm;
  const rows = weights === 'static' ? gemm.rows * passes : gemm.rows;
  const count = weights === 'static' ? gemm.count : gemm.count * passes;
  const guided = { index, name, block, layer, rows, cols, depth, count, weights };
  return inputElements === undefined ? guided : { ...guided, inputElements: inputElements * passes };
}
