import { describe, expect, it } from 'vitest';
import { DenoiserInputs } from '../../src/network/denoiser-inputs.js';
import { graphOf } from '../../src/network/graph.js';
import { DataType, makeValueInfo } from '../../src/network/onnx-build.js';
import { openDenoiser } from '../../src/network/open-denoiser.js';
import { NetworkBuilder } from './network-builder.js';
import { openShipped } from './shipped-network.js';
import { tinyTransformer } from './tiny-transformer.js';

const description = { ...openShipped().located.description, image: { channels: 1, height: 4, width: 4 } };

/** The tiny transformer with one graph input replaced. */
function withInput(name: string, type: DataType, dims?: readonly number[]) {
  const file = tinyTransformer();
  const graph = graphOf(file.model);
  graph.input = graph.input.map((input) => (input.name === name ? makeValueInfo(name, type, dims) : input));
  return file;
}

describe('DenoiserInputs', () => {
  it('holds the whole batch', () => {
    const inputs = DenoiserInputs.create(tinyTransformer(), description, 6);
    expect(Object.fromEntries(inputs.dims)).toEqual({
      sample: [6, 1, 4, 4],
      timestep: [6],
      class_labels: [6],
    });
    expect(inputs.rows).toBe(6);
    expect(inputs.sample).toHaveLength(96);
  });

  it('writes timestep and labels in the type that the graph wants', () => {
    const integers = DenoiserInputs.create(tinyTransformer(), description, 2);
    integers.setTimestep(951);
    integers.setLabels([3, 10]);
    expect(integers.feeds.timestep.data).toEqual(BigInt64Array.of(951n, 951n));
    expect(integers.feeds.class_labels.data).toEqual(BigInt64Array.of(3n, 10n));
    const floats = DenoiserInputs.create(withInput('timestep', DataType.FLOAT, [1]), description, 2);
    floats.setTimestep(951);
    expect(floats.feeds.timestep.data).toEqual(Float32Array.of(951, 951));
  });

  it('takes a timestep that all samples share', () => {
    const inputs = DenoiserInputs.create(withInput('timestep', DataType.INT64, []), description, 2);
    inputs.setTimestep(7);
    expect(inputs.feeds.timestep.dims).toEqual([]);
    expect(inputs.feeds.timestep.data).toEqual(BigInt64Array.of(7n));
  });

  it('takes inputs whose sizes the graph leaves open', () => {
    expect(DenoiserInputs.create(withInput('sample', DataType.FLOAT), description, 2).rows).toBe(2);
  });

  it.each([
    ['sample', DataType.FLOAT16, [1, 1, 4, 4], 'expected element type float32 or int64, got FLOAT16; export'],
    [
      'sample',
      DataType.FLOAT,
      [1, 4, 32, 32],
      'expected [batch, 1, 4, 4], got [batch, 4, 32, 32]; correct image',
    ],
    [
      'timestep',
      DataType.INT64,
      [1, 1],
      'expected [batch], got [batch, 1]; correct image or denoiser.inputs',
    ],
  ])('refuses a graph whose %s is of type %s %s', (name, type, dims, message) => {
    expect(() => DenoiserInputs.create(withInput(name, type, dims), description, 2)).toThrow(
      expect.objectContaining({
        kind: 'InputError',
        message: expect.stringContaining(`tiny.onnx: graph input '${name}': ${message}`),
      }),
    );
  });

  it('names the inputs that there are', () => {
    const inputs = { sample: 'sample', timestep: 't', classLabel: 'class_labels' };
    const changed = { ...description, denoiser: { ...description.denoiser, inputs } };
    expect(() => DenoiserInputs.create(tinyTransformer(), changed, 2)).toThrow(
      "tiny.onnx: no graph input 't', the graph has sample, timestep, class_labels; correct denoiser.inputs",
    );
  });
});

describe('openDenoiser', () => {
  it('prepares network and inputs for the same batch', async () => {
    const { denoiser, inputs } = await openDenoiser(tinyTransformer(), description, 3, 2);
    expect(denoiser.images).toBe(3);
    expect(denoiser.outputDims).toEqual([6, 1, 4, 4]);
    expect(inputs.rows).toBe(6);
  });

  it('refuses a network whose first output is no prediction for the sample', async () => {
    const net = new NetworkBuilder();
    const sample = net.input('sample', [1, 1, 4, 4]);
    net.input('timestep', [1], DataType.INT64);
    net.input('class_labels', [1], DataType.INT64);
    const product = net.linear('/fc', sample, 4, 8);
    net.output(net.node('Reshape', '/out', [product, net.integers(-1, 2, 4, 4)]));
    const file = { path: 'variance.onnx', model: net.build(), sha256: '' };
    await expect(openDenoiser(file, description, 2, 1)).rejects.toMatchObject({
      kind: 'InputError',
      message: expect.stringContaining(
        "variance.onnx: first graph output: expected the sample's shape [2, 1, 4, 4], got [2, 2, 4, 4]; ",
      ),
    });
  });
});
