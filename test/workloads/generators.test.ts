import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiplyAccumulates } from '../../src/core/workload.js';
import { cogact } from '../../src/workloads/cogact.js';
import { ddpmUnet } from '../../src/workloads/ddpm-unet.js';
import { dit } from '../../src/workloads/dit.js';
import type { NetworkLayers } from '../../src/workloads/network-layers.js';
import { pixart } from '../../src/workloads/pixart.js';
import { PUBLISHED_NETWORKS } from '../../src/workloads/published-networks.js';
import { sdUnet } from '../../src/workloads/sd-unet.js';
import { sum } from './reference.js';

const macsOf = ({ gemms }: NetworkLayers) => sum(gemms.map(multiplyAccumulates));

/** Multiply-accumulates by what they grow with: pixels, their square, or neither. */
function macsBySort({ gemms }: NetworkLayers) {
  const macs = (accept: (gemm: NetworkLayers['gemms'][number]) => boolean) =>
    sum(gemms.filter(accept).map(multiplyAccumulates));
  return {
    ofText: macs(({ oncePerImage }) => oncePerImage),
    ofTime: macs(({ rows }) => rows === 1),
    selfAttention: macs(({ layer }) => /(^attn|attn1)\.(qk|pv)$/.test(layer)),
  };
}

const shape = fc.record({
  depth: fc.integer({ min: 0, max: 5 }),
  heads: fc.integer({ min: 1, max: 4 }),
  headWidth: fc.integer({ min: 1, max: 8 }).map((n) => 6 * n),
  grid: fc.integer({ min: 1, max: 8 }),
  patch: fc.integer({ min: 1, max: 4 }),
  latentChannels: fc.integer({ min: 1, max: 8 }),
});

describe('dit', () => {
  it('has the closed forms of its architecture', () => {
    fc.assert(
      fc.property(
        shape,
        fc.nat(20),
        ({ depth, heads, headWidth, grid, patch, latentChannels: c }, classes) => {
          const h = heads * headWidth;
          const t = grid ** 2;
          const p = patch ** 2;
          const network = dit({
            hidden: h,
            depth,
            heads,
            patch,
            latentChannels: c,
            latentSize: grid * patch,
            classes,
          });
          const block = 6 * h * h + 12 * t * h * h + 2 * t * t * h;
          const ends = t * p * c * h + 256 * h + h * h + 2 * h * h + t * h * 2 * p * c;
          expect(macsOf(network)).toBe(depth * block + ends);
          const embedding = p * c * h + h + (256 * h + h + h * h + h) + (classes + 1) * h;
          const last = 2 * h * h + 2 * h + (h + 1) * 2 * p * c;
          expect(network.parameters).toBe(embedding + depth * (18 * h * h + 15 * h) + last);
        },
      ),
    );
  });
});

describe('pixart', () => {
  it('has the closed forms of its architecture', () => {
    const sizes = fc.record({
      captionTokens: fc.integer({ min: 1, max: 12 }),
      captionWidth: fc.integer({ min: 1, max: 20 }),
      microConditions: fc.boolean(),
    });
    fc.assert(
      fc.property(shape, sizes, ({ depth, heads, headWidth, grid, patch, latentChannels: c }, caption) => {
        const h = heads * headWidth;
        const t = grid ** 2;
        const p = patch ** 2;
        const { captionTokens: s, captionWidth: w } = caption;
        const network = pixart({
          hidden: h,
          depth,
          heads,
          patch,
          latentChannels: c,
          latentSize: grid * patch,
          ...caption,
        });
        const third = h / 3;
        const sizeMacs = caption.microConditions ? 3 * (256 * third + third ** 2) : 0;
        const block = 14 * t * h * h + 2 * s * h * h + 2 * t * t * h + 2 * t * s * h;
        const ends = t * p * c * h + 256 * h + 7 * h * h + s * w * h + s * h * h + t * h * 2 * p * c;
        expect(macsOf(network)).toBe(depth * block + ends + sizeMacs);
        const sizeParameters = caption.microConditions ? 2 * (257 * third + third ** 2 + third) : 0;
        const perBlock = 16 * h * h + 19 * h;
        const outer =
          (p * c + 1) * h + 257 * h + h * h + h + 6 * h * h + 6 * h + (w + 1) * h + h * h + h + 2 * h;
        expect(network.parameters).toBe(depth * perBlock + outer + (h + 1) * 2 * p * c + sizeParameters);
      }),
    );
  });
});

describe('cogact', () => {
  it('has the closed forms of its architecture', () => {
    const sizes = fc.record({
      actions: fc.integer({ min: 1, max: 20 }),
      actionWidth: fc.integer({ min: 1, max: 9 }),
      conditionWidth: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(shape, sizes, ({ depth, heads, headWidth }, head) => {
        const h = heads * headWidth;
        const { actions, actionWidth: a, conditionWidth: w } = head;
        const t = actions + 1;
        const network = cogact({ hidden: h, depth, heads, ...head });
        const ends = actions * a * h + 256 * h + h * h + w * h + t * h * a;
        expect(macsOf(network)).toBe(depth * (12 * t * h * h + 2 * t * t * h) + ends);
        const outer = 2 * (a + 1) * h + 257 * h + h * h + h + (w + 1) * h + w + t * h + (h + 1) * a;
        expect(network.parameters).toBe(depth * (12 * h * h + 9 * h) + outer);
      }),
    );
  });
});

describe('sdUnet', () => {
  const base = PUBLISHED_NETWORKS['sd15-unet-512'].architecture.hyperParameters;
  const small = { ...base, channels: 32, latentSize: 16 };

  it('grows with the image as convolutions and self-attention do', () => {
    const [one, two] = [16, 32].map((latentSize) => sdUnet({ ...small, latentSize }));
    const { ofText, ofTime, selfAttention } = macsBySort(one);
    const ofPixels = macsOf(one) - ofText - ofTime - selfAttention;
    expect(macsOf(two)).toBe(ofText + ofTime + 4 * ofPixels + 16 * selfAttention);
    expect(two.parameters).toBe(one.parameters);
  });

  it('grows linearly with the length of the text, in the cross-attention alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (contextTokens) => {
        const [none, some] = [0, contextTokens].map((tokens) => sdUnet({ ...small, contextTokens: tokens }));
        // 16 transformers of which 2 + 3 stand at each level with some, and one in the middle.
        const perToken = ([1, 2, 4] as const).flatMap((multiplier, level) => {
          const channels = 32 * multiplier;
          return Array(5).fill(2 * small.contextWidth * channels + 2 * (16 / 2 ** level) ** 2 * channels);
        });
        const middle = 2 * small.contextWidth * 128 + 2 * 2 ** 2 * 128;
        expect(macsOf(some) - macsOf(none)).toBe(contextTokens * (sum(perToken) + middle));
        expect(some.parameters).toBe(none.parameters);
      }),
      { numRuns: 10 },
    );
  });

  it('has no attention outside of its middle when no level has some', () => {
    const network = sdUnet({ ...small, attentionLevels: [] });
    const blocks = network.gemms.filter(({ weights }) => weights === 'dynamic').map(({ block }) => block);
    expect(new Set(blocks)).toEqual(new Set([network.blocks.indexOf('mid_block')]));
  });
});

describe('ddpmUnet', () => {
  const base = PUBLISHED_NETWORKS['ddpm-cifar10-unet'].architecture.hyperParameters;

  it('grows with the image as convolutions and self-attention do', () => {
    const networks = [
      ddpmUnet(base),
      ddpmUnet({ ...base, imageSize: 2 * base.imageSize, attentionSizes: [32] }),
    ];
    const { ofTime, selfAttention } = macsBySort(networks[0]);
    const ofPixels = macsOf(networks[0]) - ofTime - selfAttention;
    expect(macsOf(networks[1])).toBe(ofTime + 4 * ofPixels + 16 * selfAttention);
    expect(networks[1].parameters).toBe(networks[0].parameters);
  });

  it('has the closed form of one level with one block', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (c, size) => {
        const network = ddpmUnet({
          channels: c,
          channelMultipliers: [1],
          residualBlocks: 1,
          attentionSizes: [],
          imageChannels: 3,
          imageSize: size,
        });
        const pixels = size ** 2;
        const time = 4 * c * c + 16 * c * c;
        // Residual blocks: one down, two in the middle, two up that read twice as many channels and need a shortcut.
        const residual = 5 * (18 * pixels * c * c + 4 * c * c) + 2 * (9 + 2) * pixels * c * c;
        const attention = 4 * pixels * c * c + 2 * pixels ** 2 * c;
        expect(macsOf(network)).toBe(time + residual + attention + 2 * 27 * pixels * c);
      }),
    );
  });
});
