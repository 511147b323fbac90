import { createDdimSampler } from './ddim.js';
import type { DiffusionSamplerFactory } from './diffusion-sampler.js';

/** The diffusion samplers by the class name they have in diffusers and in `scheduler_config.json`. */
export const DIFFUSION_SAMPLERS = {
  DDIMScheduler: createDdimSampler,
} as const satisfies Record<string, DiffusionSamplerFactory>;

export type DiffusionSamplerName = keyof typeof DIFFUSION_SAMPLERS;
