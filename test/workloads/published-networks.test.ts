import { describe, expect, it } from 'vitest';
import { accumulatorWords, multiplyAccumulates, weightBytes } from '../../src/core/workload.js';
import {
  isPublishedNetwork,
  PUBLISHED_NETWORKS,
  publishedNetwork,
} from '../../src/workloads/published-networks.js';
import { workloadOf } from '../../src/workloads/workload-of.js';
import { REFERENCE, sum } from './reference.js';

const NAMES = Object.keys(PUBLISHED_NETWORKS);

describe('published networks', () => {
  it('are those of the reference', () => {
    expect([...NAMES].sort()).toEqual(Object.keys(REFERENCE).sort());
  });

  it('are refused by name when there is none', () => {
    expect(isPublishedNetwork('dit-xl2-256')).toBe(true);
    expect(isPublishedNetwork('toString')).toBe(false);
    expect(() => publishedNetwork('dit-xxl')).toThrow(
      expect.objectContaining({
        kind: 'InputError',
        message: expect.stringMatching(
          /^network 'dit-xxl': expected one of dit-xl2-256, .*ddpm-cifar10-unet;/,
        ),
      }),
    );
  });
});

describe.each(NAMES)('%s', (name) => {
  const network = publishedNetwork(name);
  const reference = REFERENCE[name];

  it('has every product of the reference, in its order', () => {
    const products = network.gemms.map((gemm) => [
      gemm.block,
      gemm.layer,
      gemm.rows,
      gemm.depth,
      gemm.cols,
      gemm.count,
      Number(gemm.weights === 'static'),
      Number(gemm.oncePerImage),
    ]);
    expect(products).toEqual(reference.gemms.map((columns) => columns.slice(0, 8)));
    expect(network.gemms.map(({ index }) => index)).toEqual(network.gemms.map((_, i) => i));
    expect(new Set(network.gemms.map(({ name }) => name)).size).toBe(network.gemms.length);
  });

  it('reads the images of its convolutions as they lie in memory', () => {
    network.gemms.forEach((gemm, i) => {
      const image = Number(reference.gemms[i][8]);
      const unfolded = gemm.rows * gemm.depth;
      expect(gemm.inputElements ?? unfolded).toBe(image === 0 ? unfolded : image);
      if (gemm.inputElements !== undefined) expect(gemm.inputElements).toBeLessThan(unfolded);
    });
  });

  it('has the totals of the reference', () => {
    const { gemms, parameters } = network;
    const attention = gemms.filter(({ weights }) => weights === 'dynamic');
    const macs = sum(gemms.map(multiplyAccumulates));
    const macsAttention = sum(attention.map(multiplyAccumulates));
    expect({
      params: parameters,
      macs_per_forward: macs,
      macs_static: macs - macsAttention,
      macs_attention: macsAttention,
      gemm_entries: gemms.length,
      gemm_instances: sum(gemms.map(({ count }) => count)),
      acc_elements: sum(gemms.map(accumulatorWords)),
      weight_bytes_int8: weightBytes(workloadOf(network, { steps: 1, guidanceScale: null })),
    }).toEqual(reference.totals);
  });

  it('has the blocks of the reference', () => {
    const blocks = network.blocks.map((block, i) => {
      const gemms = network.gemms.filter((gemm) => gemm.block === i);
      return [block, sum(gemms.map(multiplyAccumulates)), gemms.length, sum(gemms.map(accumulatorWords))];
    });
    expect(blocks).toEqual(reference.blocks);
  });

  it('is sampled by default as its authors do', () => {
    const { steps, guidanceScale } = network.sampler;
    expect({ steps, cfg_scale: guidanceScale }).toEqual(reference.defaults);
  });

  it('agrees with what was published, within 0.1% or the digits that are printed', () => {
    const counted = {
      'multiply-accumulates': sum(network.gemms.map(multiplyAccumulates)),
      parameters: network.parameters,
    };
    for (const { quantity, value, resolution } of network.published) {
      const tolerance = resolution === 1 ? 0 : Math.max(value / 1000, resolution / 2);
      expect(Math.abs(counted[quantity] - value)).toBeLessThanOrEqual(tolerance);
    }
  });
});
