import { describe, expect, it } from 'vitest';
import { quantiseDenoiser } from '../../src/network/denoiser.js';
import { requireIndependentImages } from '../../src/network/independent-images.js';
import { probeWeightType } from '../../src/network/kernel-probe.js';
import type { NetworkDescription } from '../../src/network/network-description.js';
import { DataType } from '../../src/network/onnx-build.js';
import { openDenoiser } from '../../src/network/open-denoiser.js';
import { StagedNetwork } from '../../src/network/staged-network.js';
import { calibrate } from './execution.js';
import { NetworkBuilder } from './network-builder.js';
import { openShipped } from './shipped-network.js';
import { tinyTransformer } from './tiny-transformer.js';

const IMAGE = { channels: 4, height: 2, width: 4 } as const;

/** A network on `batch x 4 x 2 x 4` samples whose middle part is `make`, on `batch x 4 x 8` tokens. */
function network(make: (net: NetworkBuilder, tokens: string) => string) {
  const net = new NetworkBuilder();
  const sample = net.input('sample', [1, IMAGE.channels, IMAGE.height, IMAGE.width]);
  const rest = [net.input('timestep', [1], DataType.INT64), net.input('class_labels', [1], DataType.INT64)];
  const tokens = net.node('Reshape', '/tokens', [sample, net.integers(-1, 4, 8)]);
  const result = net.node('Reshape', '/untoken', [make(net, tokens), net.integers(-1, 4, 2, 4)]);
  const added = rest.map((name, i) => {
    const value = net.node('Cast', `/cast${i}`, [name], { to: BigInt(DataType.FLOAT) });
    return net.node('Reshape', `/column${i}`, [value, net.integers(-1, 1, 1, 1)]);
  });
  const first = net.node('Add', '/add0', [result, added[0]]);
  net.output(net.node('Add', '/add1', [first, added[1]]));
  return { path: 'net.onnx', model: net.build(), sha256: '' };
}

function describeImages(image: NetworkDescription['image']): NetworkDescription {
  return { ...openShipped().located.description, image };
}

async function check(
  file: ReturnType<typeof tinyTransformer>,
  image: NetworkDescription['image'],
  images = 4,
) {
  const opened = await openDenoiser(file, describeImages(image), images, 2);
  const quantised = quantiseDenoiser(
    opened.denoiser,
    await calibrate(opened.denoiser, 1),
    await probeWeightType(),
  );
  const staged = await StagedNetwork.create(quantised, opened.denoiser.gemms, images);
  try {
    await requireIndependentImages(staged, opened);
  } finally {
    await staged.release();
  }
}

describe('requireIndependentImages', () => {
  it('lets a network pass whose tensors all begin with the batch', async () => {
    await check(tinyTransformer(), { channels: 1, height: 4, width: 4 });
    await check(
      network((net, x) => net.linear('/fc', x, 8, 8)),
      IMAGE,
    );
  });

  it('refuses a network whose tensors begin with the sequence, and names the product', async () => {
    const sequenceFirst = network((net, x) => {
      const perm = { perm: [1n, 0n, 2n] };
      const turned = net.node('Transpose', '/turn', [x], perm);
      return net.node('Transpose', '/back', [net.linear('/encoder/fc', turned, 8, 8)], perm);
    });
    await expect(check(sequenceFirst, IMAGE)).rejects.toMatchObject({
      kind: 'InputError',
      message: expect.stringMatching(
        /^net\.onnx: node \/encoder\/fc\/MatMul\S*: expected images that do not influence/,
      ),
    });
  });

  it('refuses a network whose images meet outside of its products', async () => {
    const mean = (net: NetworkBuilder, x: string) =>
      net.node('ReduceMean', '/mean', [x], { axes: [0n], keepdims: 1n });
    const normalised = network((net, x) => {
      const y = net.linear('/fc', x, 8, 8);
      return net.node('Sub', '/centre', [y, mean(net, y)]);
    });
    await expect(check(normalised, IMAGE)).rejects.toThrow(
      'net.onnx: its output: expected images that do not',
    );
  });

  it('has nothing to check when images run alone', async () => {
    const mixed = network((net, x) =>
      net.linear('/fc', net.node('Transpose', '/t', [x], { perm: [1n, 0n, 2n] }), 8, 8),
    );
    await expect(check(mixed, IMAGE, 1)).resolves.toBeUndefined();
  });
});
