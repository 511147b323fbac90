import type { CogactParameters } from './cogact.js';
import type { DdpmUnetParameters } from './ddpm-unet.js';
import type { DitParameters } from './dit.js';
import type { NetworkLayers } from './network-layers.js';
import type { PixartParameters } from './pixart.js';
import type { SdUnetParameters } from './sd-unet.js';

/** A family of networks and the hyper-parameters of one of them. */
export type Architecture =
  | { readonly family: 'dit'; readonly hyperParameters: DitParameters }
  | { readonly family: 'pixart'; readonly hyperParameters: PixartParameters }
  | { readonly family: 'cogact'; readonly hyperParameters: CogactParameters }
  | { readonly family: 'sd-unet'; readonly hyperParameters: SdUnetParameters }
  | { readonly family: 'ddpm-unet'; readonly hyperParameters: DdpmUnetParameters };

/** How the network is sampled unless one says otherwise. */
export interface DefaultSampler {
  readonly name: string;
  /** Denoising steps per image. */
  readonly steps: number;
  /** Classifier-free guidance; null for a network without a condition. */
  readonly guidanceScale: number | null;
}

/** What is counted of one forward pass of one image. */
export type CountedQuantity = 'multiply-accumulates' | 'parameters';

/** A count as its source prints it. */
export interface PublishedCount {
  readonly quantity: CountedQuantity;
  readonly value: number;
  /** One unit of the last digit that the source prints: 1e6 for "675M", 1 for an exact count. */
  readonly resolution: number;
  readonly source: string;
}

/** What is known of a network without running it. */
export interface PublishedNetworkEntry {
  readonly summary: string;
  /** Repository and commit that the layers follow, and the paper. */
  readonly source: string;
  readonly architecture: Architecture;
  readonly sampler: DefaultSampler;
  readonly published: readonly PublishedCount[];
}

/** A published diffusion network: one forward pass of one image, generated from its hyper-parameters. */
export interface PublishedNetwork extends PublishedNetworkEntry, NetworkLayers {
  readonly name: string;
}
