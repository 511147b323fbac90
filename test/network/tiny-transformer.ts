import { DataType } from '../../src/network/onnx-build.js';
import type { OnnxFile } from '../../src/network/onnx-file.js';
import { NetworkBuilder } from './network-builder.js';

/** Size of the network's images. */
export const TINY_IMAGE = { channels: 1, height: 4, width: 4 } as const;

/** Classes of the network, the null label included. */
const LABELS = 11;
const TOKENS = 4;
const WIDTH = 8;
const HEADS = 2;

/**
 * A diffusion transformer as diffusers names and torch 1.13 writes one (opset 14, decomposed GELU, three linear
 * layers before attention), with 4 tokens of 8 values, 2 heads, 2 blocks and random weights.
 */
export function tinyTransformer(opset = 14): OnnxFile {
  const net = new NetworkBuilder(opset);
  const sample = net.input('sample', [1, TINY_IMAGE.channels, TINY_IMAGE.height, TINY_IMAGE.width]);
  const timestep = net.input('timestep', [1], DataType.INT64);
  const labels = net.input('class_labels', [1], DataType.INT64);
  const tokens = net.node('Reshape', '/pos_embed/Reshape', [sample, net.integers(-1, TOKENS, 4)]);
  let x = net.linear('/pos_embed/proj', tokens, 4, WIDTH);
  x = net.node('Add', '/Add', [x, embedCondition(net, timestep, labels)]);
  for (const block of ['/transformer_blocks.0', '/transformer_blocks.1']) {
    x = net.node('Add', `${block}/Add`, [x, attention(net, `${block}/attn1`, x)]);
    x = net.node('Add', `${block}/Add_1`, [x, feedForward(net, `${block}/ff`, x)]);
  }
  const out = net.linear('/proj_out', x, WIDTH, 4);
  net.output(
    net.node('Reshape', '/Reshape', [
      out,
      net.integers(-1, TINY_IMAGE.channels, TINY_IMAGE.height, TINY_IMAGE.width),
    ]),
  );
  return { path: 'tiny.onnx', model: net.build(), sha256: '0'.repeat(64) };
}

/** `batch x 1 x WIDTH`. */
function embedCondition(net: NetworkBuilder, timestep: string, labels: string): string {
  const time = net.node('Cast', '/time_embed/Cast', [timestep], { to: BigInt(DataType.FLOAT) });
  const scaled = net.node('Mul', '/time_embed/Mul', [time, net.scalar(1e-3)]);
  const column = net.node('Reshape', '/time_embed/Reshape', [scaled, net.integers(-1, 1)]);
  const embedded = net.gemm('/time_embed/linear_1', column, 1, WIDTH);
  const table = net.random('label_table', [LABELS, WIDTH], 0.5);
  const label = net.node('Gather', '/label_embed/Gather', [table, labels], { axis: 0n });
  const sum = net.node('Add', '/time_embed/Add', [embedded, label]);
  return net.node('Reshape', '/time_embed/Reshape_1', [sum, net.integers(-1, 1, WIDTH)]);
}

function attention(net: NetworkBuilder, path: string, x: string): string {
  const heads = (layer: string, perm: readonly bigint[]) => {
    const y = net.linear(`${path}/${layer}`, x, WIDTH, WIDTH, false);
    const split = net.integers(-1, TOKENS, HEADS, WIDTH / HEADS);
    const parts = net.node('Reshape', `${path}/Reshape_${layer}`, [y, split]);
    return net.node('Transpose', `${path}/Transpose_${layer}`, [parts], { perm });
  };
  const query = heads('to_q', [0n, 2n, 1n, 3n]);
  const key = heads('to_k', [0n, 2n, 3n, 1n]);
  const value = heads('to_v', [0n, 2n, 1n, 3n]);
  const scores = net.node('MatMul', `${path}/MatMul`, [query, key]);
  const scaled = net.node('Mul', `${path}/Mul`, [scores, net.scalar(Math.sqrt(HEADS / WIDTH))]);
  const weights = net.node('Softmax', `${path}/Softmax`, [scaled], { axis: -1n });
  const mixed = net.node('MatMul', `${path}/MatMul_1`, [weights, value]);
  const back = net.node('Transpose', `${path}/Transpose`, [mixed], { perm: [0n, 2n, 1n, 3n] });
  const joined = net.node('Reshape', `${path}/Reshape`, [back, net.integers(-1, TOKENS, WIDTH)]);
  return net.linear(`${path}/to_out.0`, joined, WIDTH, WIDTH);
}

function feedForward(net: NetworkBuilder, path: string, x: string): string {
  const hidden = net.linear(`${path}/net.0/proj`, x, WIDTH, 2 * WIDTH);
  return net.linear(`${path}/net.2`, net.tanhGelu(`${path}/net.0`, hidden), 2 * WIDTH, WIDTH);
}
