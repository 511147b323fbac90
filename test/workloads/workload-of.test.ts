import { describe, expect, it } from 'vitest';
import {
  accumulatorWords,
  inputElements,
  multiplyAccumulates,
  weightBytes,
} from '../../src/core/workload.js';
import { PUBLISHED_NETWORKS, publishedNetwork } from '../../src/workloads/published-networks.js';
import { workloadOf } from '../../src/workloads/workload-of.js';
import { sum } from './reference.js';

describe.each(Object.keys(PUBLISHED_NETWORKS))('workloadOf %s', (name) => {
  const network = publishedNetwork(name);
  const once = workloadOf(network, { steps: 7, guidanceScale: null });
  const guided = workloadOf(network, { steps: 7, guidanceScale: 4 });

  it('is one forward pass without guidance, and at scale 1', () => {
    expect(once).toMatchObject({ blocks: network.blocks, gemms: network.gemms, steps: 7 });
    expect(once.vectorOps).toEqual(network.vectorOps);
    expect(workloadOf(network, { steps: 7, guidanceScale: 1 })).toEqual(once);
  });

  it('does everything twice with guidance and reads its weights once', () => {
    for (const amount of [multiplyAccumulates, accumulatorWords, inputElements]) {
      expect(guided.gemms.map(amount)).toEqual(once.gemms.map((gemm) => 2 * amount(gemm)));
    }
    expect(weightBytes(guided)).toBe(weightBytes(once));
    expect(sum(guided.vectorOps.map(({ elements }) => elements))).toBe(
      2 * sum(once.vectorOps.map(({ elements }) => elements)),
    );
    guided.gemms.forEach((gemm, i) => {
      const { rows, count } = once.gemms[i];
      const expected = gemm.weights === 'static' ? { rows: 2 * rows, count } : { rows, count: 2 * count };
      expect(gemm).toMatchObject(expected);
    });
  });
});

describe('workloadOf', () => {
  it('takes the default sampling of a network', () => {
    const network = publishedNetwork('ddpm-cifar10-unet');
    expect(workloadOf(network, network.sampler).steps).toBe(1000);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %s steps', (steps) => {
    const network = publishedNetwork('cogact-dit-s');
    expect(() => workloadOf(network, { steps, guidanceScale: null })).toThrow(
      expect.objectContaining({
        kind: 'InputError',
        message: expect.stringContaining('expected an integer of at least 1'),
      }),
    );
  });
});
