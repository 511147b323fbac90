import { inputError } from '../core/errors.js';
import type { SiteHook } from '../core/site.js';
import { accumulatorWords } from '../core/workload.js';
import type { OpenDenoiser } from './open-denoiser.js';
import type { StagedNetwork } from './staged-network.js';

/**
 * Refuses a network whose images influence one another, or whose accumulators do not hold them one after the other
 * (layouts with the sequence as leading dimension): faults would strike the wrong image, and results would depend on
 * the batch. Two forward passes that differ in the first image alone may differ in nothing of the others.
 *
 * @param network the denoiser cut into stages; its inputs are overwritten
 * @throws InputError naming the first product that mixes images
 */
export async function requireIndependentImages(
  network: StagedNetwork,
  { denoiser, inputs }: OpenDenoiser,
): Promise<void> {
  const { images, path } = denoiser;
  if (images === 1) return;
  inputs.setTimestep(1);
  inputs.setLabels(Array.from({ length: inputs.rows }, () => 0));
  inputs.sample.forEach((_, i) => {
    inputs.sample[i] = Math.sin(i);
  });
  const before = await fingerprintOthers(network, inputs.feeds, images);
  const first = inputs.sample.subarray(0, inputs.sample.length / images);
  first.forEach((value, i) => {
    first[i] = -value;
  });
  const after = await fingerprintOthers(network, inputs.feeds, images);
  const mixed = [...before].find(([where, fingerprint]) => after.get(where) !== fingerprint);
  if (!mixed) return;
  throw inputError(
    `${path}: ${mixed[0]}: expected images that do not influence one another, got other values for one image when ` +
      'another one changed; export the network with the batch as leading dimension of every tensor',
  );
}

/** A hash of what every product, and the network as a whole, gives for all images but the first. */
async function fingerprintOthers(
  network: StagedNetwork,
  feeds: OpenDenoiser['inputs']['feeds'],
  images: number,
): Promise<ReadonlyMap<string, number>> {
  const fingerprints = new Map<string, number>();
  const hook: SiteHook = ({ gemm }, { data }) => {
    fingerprints.set(`node ${gemm.name}`, hash(data.subarray(accumulatorWords(gemm))));
  };
  const result = await network.predict({ feeds, step: 0, range: 0 }, hook);
  const bits = new Int32Array(result.buffer, result.byteOffset, result.length);
  fingerprints.set('its output', hash(bits.subarray(bits.length / images)));
  return fingerprints;
}

/** FNV-1a over words. */
function hash(words: Int32Array): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) state = Math.imul(state ^ words[i], 0x01000193);
  return state;
}
