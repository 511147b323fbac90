import { inputError } from '../core/errors.js';
import type { DitParameters } from './dit.js';
import { generateLayers } from './generate-layers.js';
import type { PixartParameters } from './pixart.js';
import type {
  CountedQuantity,
  PublishedCount,
  PublishedNetwork,
  PublishedNetworkEntry,
} from './published-network.js';

const published = (
  quantity: CountedQuantity,
  value: number,
  resolution: number,
  source: string,
): PublishedCount => ({ quantity, value, resolution, source });

const DIT_SOURCE =
  'facebookresearch/DiT@ed81ce2 models.py, sample.py; Peebles and Xie 2023, arXiv 2212.09748';
const DIT_SAMPLER = { name: 'DDPM, respaced', steps: 250, guidanceScale: 4 } as const;
const DIT_TABLE = 'DiT paper, Table 4 (its Gflops are multiply-accumulates)';

const ditXl2 = (latentSize: number): DitParameters => ({
  hidden: 1152,
  depth: 28,
  heads: 16,
  patch: 2,
  latentChannels: 4,
  latentSize,
  classes: 1000,
});

const PIXART_SOURCE =
  'PixArt-alpha/PixArt-alpha@cac2fd3 diffusion/model/nets, scripts/inference.py; Chen et al. 2023, arXiv 2310.00426';
const PIXART_SAMPLER = { name: 'DPM-Solver++ of order 2', steps: 20, guidanceScale: 4.5 } as const;
const PIXART_PUBLISHED = [published('parameters', 0.6e9, 0.1e9, 'PixArt-alpha README')];

const pixartXl2 = (latentSize: number, microConditions: boolean): PixartParameters => ({
  hidden: 1152,
  depth: 28,
  heads: 16,
  patch: 2,
  latentChannels: 4,
  latentSize,
  captionTokens: 120,
  captionWidth: 4096,
  microConditions,
});

const COGACT_SOURCE =
  'microsoft/CogACT@b174a1b action_model/models.py, sim_cogact/cogact_policy.py; Li et al. 2024, arXiv 2411.19650';
const COGACT_SAMPLER = {
  name: 'DDIM over 100 training steps, cosine schedule',
  steps: 10,
  guidanceScale: 1.5,
} as const;
const COGACT_HEAD = { actions: 16, actionWidth: 7, conditionWidth: 4096 } as const;

/** Full-size networks whose work is known without their weights. */
export const PUBLISHED_NETWORKS = {
  'dit-xl2-256': {
    summary: 'DiT-XL/2, ImageNet 256x256',
    source: DIT_SOURCE,
    architecture: { family: 'dit', hyperParameters: ditXl2(32) },
    sampler: DIT_SAMPLER,
    published: [
      published('multiply-accumulates', 118.64e9, 0.01e9, DIT_TABLE),
      published('parameters', 675e6, 1e6, DIT_TABLE),
    ],
  },
  'dit-xl2-512': {
    summary: 'DiT-XL/2, ImageNet 512x512',
    source: DIT_SOURCE,
    architecture: { family: 'dit', hyperParameters: ditXl2(64) },
    sampler: DIT_SAMPLER,
    published: [
      published('multiply-accumulates', 524.6e9, 0.1e9, 'DiT paper (its Gflops are multiply-accumulates)'),
      published('parameters', 675e6, 1e6, 'DiT paper'),
    ],
  },
  'dit-b2-256': {
    summary: 'DiT-B/2, ImageNet 256x256',
    source: DIT_SOURCE,
    architecture: {
      family: 'dit',
      hyperParameters: { ...ditXl2(32), hidden: 768, depth: 12, heads: 12 },
    },
    sampler: DIT_SAMPLER,
    published: [
      published('multiply-accumulates', 23.01e9, 0.01e9, DIT_TABLE),
      published('parameters', 130e6, 1e6, DIT_TABLE),
    ],
  },
  'dit-s2-256': {
    summary: 'DiT-S/2, ImageNet 256x256',
    source: DIT_SOURCE,
    architecture: {
      family: 'dit',
      hyperParameters: { ...ditXl2(32), hidden: 384, depth: 12, heads: 6 },
    },
    sampler: DIT_SAMPLER,
    published: [
      published('multiply-accumulates', 6.06e9, 0.01e9, DIT_TABLE),
      published('parameters', 33e6, 1e6, DIT_TABLE),
    ],
  },
  'pixart-xl2-256': {
    summary: 'PixArt-alpha XL/2, text to image 256x256',
    source: PIXART_SOURCE,
    architecture: { family: 'pixart', hyperParameters: pixartXl2(32, false) },
    sampler: PIXART_SAMPLER,
    published: PIXART_PUBLISHED,
  },
  'pixart-xl2-512': {
    summary: 'PixArt-alpha XL/2, text to image 512x512',
    source: PIXART_SOURCE,
    architecture: { family: 'pixart', hyperParameters: pixartXl2(64, false) },
    sampler: PIXART_SAMPLER,
    published: PIXART_PUBLISHED,
  },
  'pixart-xl2-1024': {
    summary: 'PixArt-alpha XL/2-MS, text to image 1024x1024',
    source: PIXART_SOURCE,
    architecture: { family: 'pixart', hyperParameters: pixartXl2(128, true) },
    sampler: PIXART_SAMPLER,
    published: PIXART_PUBLISHED,
  },
  'sd15-unet-512': {
    summary: 'U-Net of Stable Diffusion 1.5, text to image 512x512',
    source:
      'CompVis/stable-diffusion configs/stable-diffusion/v1-inference.yaml, scripts/txt2img.py, layer names of ' +
      "diffusers' UNet2DConditionModel@58eb52c0; Rombach et al. 2022, arXiv 2112.10752",
    architecture: {
      family: 'sd-unet',
      hyperParameters: {
        channels: 320,
        channelMultipliers: [1, 2, 4, 4],
        residualBlocks: 2,
        attentionLevels: [0, 1, 2],
        heads: 8,
        contextTokens: 77,
        contextWidth: 768,
        latentChannels: 4,
        latentSize: 64,
      },
    },
    sampler: { name: 'PNDM (PLMS)', steps: 50, guidanceScale: 7.5 },
    published: [
      published('parameters', 859_520_964, 1, "diffusers' UNet2DConditionModel of Stable Diffusion 1.5"),
      published('parameters', 860e6, 1e6, 'CompVis/stable-diffusion README'),
    ],
  },
  'cogact-dit-s': {
    summary: 'CogACT DiT-S, 16 robot actions',
    source: COGACT_SOURCE,
    architecture: {
      family: 'cogact',
      hyperParameters: { hidden: 384, depth: 6, heads: 4, ...COGACT_HEAD },
    },
    sampler: COGACT_SAMPLER,
    // The paper gives 13M for this one, which is no rounding of the 12.48M that its code builds.
    published: [],
  },
  'cogact-dit-b': {
    summary: 'CogACT DiT-B, 16 robot actions',
    source: COGACT_SOURCE,
    architecture: {
      family: 'cogact',
      hyperParameters: { hidden: 768, depth: 12, heads: 12, ...COGACT_HEAD },
    },
    sampler: COGACT_SAMPLER,
    published: [published('parameters', 89e6, 1e6, 'CogACT paper')],
  },
  'cogact-dit-l': {
    summary: 'CogACT DiT-L, 16 robot actions',
    source: COGACT_SOURCE,
    architecture: {
      family: 'cogact',
      hyperParameters: { hidden: 1024, depth: 24, heads: 16, ...COGACT_HEAD },
    },
    sampler: COGACT_SAMPLER,
    published: [published('parameters', 308e6, 1e6, 'CogACT paper')],
  },
  'ddpm-cifar10-unet': {
    summary: 'U-Net of DDPM, CIFAR-10 32x32',
    source:
      'hojonathanho/diffusion@c461299 scripts/run_cifar.py, diffusion_tf/models/unet.py; Ho et al. 2020, arXiv 2006.11239',
    architecture: {
      family: 'ddpm-unet',
      hyperParameters: {
        channels: 128,
        channelMultipliers: [1, 2, 2, 2],
        residualBlocks: 2,
        attentionSizes: [16],
        imageChannels: 3,
        imageSize: 32,
      },
    },
    sampler: { name: 'DDPM, ancestral', steps: 1000, guidanceScale: null },
    published: [published('parameters', 35.7e6, 0.1e6, 'hojonathanho/diffusion, comment in run_cifar.py')],
  },
} as const satisfies Record<string, PublishedNetworkEntry>;

export type PublishedNetworkName = keyof typeof PUBLISHED_NETWORKS;

/**
 * The published network of a name in {@link PUBLISHED_NETWORKS}.
 *
 * @throws InputError that lists the names, for any other
 */
export function publishedNetwork(name: string): PublishedNetwork {
  if (!isPublishedNetwork(name)) {
    const names = Object.keys(PUBLISHED_NETWORKS).join(', ');
    throw inputError(`network '${name}': expected one of ${names}; choose one of these`);
  }
  const entry: PublishedNetworkEntry = PUBLISHED_NETWORKS[name];
  return { name, ...entry, ...generateLayers(entry.architecture) };
}

export const isPublishedNetwork = (name: string): name is PublishedNetworkName =>
  Object.hasOwn(PUBLISHED_NETWORKS, name);
