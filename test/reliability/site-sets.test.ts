import { describe, expect, it } from 'vitest';
import type { Gemm, Workload } from '../../src/core/workload.js';
import { SITE_SETS, type SiteSet, selectGemms } from '../../src/reliability/site-sets.js';
import { gemmOf } from './setups.js';

/** A network from its blocks' layers; attention products (qk, pv) have a computed right operand. */
function networkOf(blocks: readonly (readonly string[])[]): Workload {
  const gemms: Gemm[] = blocks.flatMap((layers, block) =>
    layers.map((layer) => {
      const weights = /(^|\.)(qk|pv)$/.test(layer) ? 'dynamic' : 'static';
      return gemmOf(4, 4, { block, layer, weights });
    }),
  );
  return {
    blocks: blocks.map((_, block) => `block ${block}`),
    gemms: gemms.map((gemm, index) => ({ ...gemm, index })),
    vectorOps: [],
    steps: 1,
  };
}

const selectedLayers = (set: SiteSet, workload: Workload) =>
  [...selectGemms(set, workload)].map(
    (index) => `${workload.gemms[index].block}:${workload.gemms[index].layer}`,
  );

const DIT_BLOCK = ['ada', 'qkv', 'qk', 'pv', 'proj', 'fc1', 'fc2'];

describe('selectGemms', () => {
  it('takes the four linear kinds of DiT blocks and neither embedding nor final layer', () => {
    const workload = networkOf([['proj', 'fc1', 'fc2'], DIT_BLOCK, DIT_BLOCK, ['ada', 'linear']]);
    const block = (index: number) => ['qkv', 'proj', 'fc1', 'fc2'].map((layer) => `${index}:${layer}`);
    expect(selectedLayers('drift', workload)).toEqual([...block(1), ...block(2)]);
  });

  it("takes PixArt's cross-attention and prefixed names", () => {
    const layers = [
      'attn.qkv',
      'attn.qk',
      'attn.proj',
      'cross_attn.q_linear',
      'cross_attn.kv_linear',
      'mlp.fc1',
    ];
    expect(selectedLayers('drift', networkOf([layers]))).toEqual(
      layers.filter((layer) => layer !== 'attn.qk').map((layer) => `0:${layer}`),
    );
  });

  it("takes diffusers' names and no convolution or time embedding", () => {
    const linear = ['attn1.to_q', 'attn1.to_k', 'attn1.to_v', 'attn1.to_out.0', 'ff.net.0.proj', 'ff.net.2'];
    const others = ['resnet.conv1', 'resnet.time_emb_proj', 'attn.proj_in', 'attn.proj_out', 'attn1.qk'];
    expect(selectedLayers('drift', networkOf([[...others, ...linear]]))).toEqual(
      linear.map((layer) => `0:${layer}`),
    );
  });

  it('takes convolutions and linear layers but no attention product in static-weights', () => {
    expect(selectedLayers('static-weights', networkOf([['conv_in', 'conv1'], DIT_BLOCK]))).toEqual([
      '0:conv_in',
      '0:conv1',
      '1:ada',
      '1:qkv',
      '1:proj',
      '1:fc1',
      '1:fc2',
    ]);
  });

  it('takes everything in all-gemm', () => {
    expect(selectGemms('all-gemm', networkOf([['conv_in'], DIT_BLOCK])).size).toBe(8);
  });

  it('names the layers there are when nothing is selected', () => {
    expect(() => selectGemms('drift', networkOf([['conv_in', 'conv1', 'conv1']]))).toThrow(
      /site set 'drift'.*the network has conv_in, conv1; choose another set/,
    );
    for (const set of Object.keys(SITE_SETS) as SiteSet[]) {
      expect(() => selectGemms(set, networkOf([]))).toThrow(/no matrix product/);
    }
  });
});
