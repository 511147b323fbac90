import { create } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { multiplyAccumulates } from '../../dist/core/workload.js';
import { rightZeroPoint, storeRight } from '../../dist/network/kernel-probe.js';
import { DataType, makeModel, makeNode, makeTensor, makeValueInfo } from '../../dist/network/onnx-build.js';
import { Tensor } from '../../dist/network/onnx-session.js';
import { WholeNetwork } from '../../dist/network/whole-network.js';

const BIG_SHAPES = 4;

/**
 * The shapes of static products that make up most of the network, as bare MatMulInteger calls.
 *
 * @returns name, calls per forward pass, operations per call (two per multiply-accumulate) and the call itself
 */
export async function bigProducts(gemms, images, weightType) {
  const shapes = new Map();
  for (const gemm of gemms.filter(({ weights }) => weights === 'static')) {
    const shape = [gemm.rows * images, gemm.cols, gemm.depth].join(' x ');
    shapes.set(shape, [...(shapes.get(shape) ?? []), gemm]);
  }
  const work = (group) => group.length * multiplyAccumulates(group[0]);
  const big = [...shapes].toSorted(([, a], [, b]) => work(b) - work(a)).slice(0, BIG_SHAPES);
  return Promise.all(
    big.map(async ([name, group]) => ({
      name,
      calls: group.length,
      operations: 2 * images * multiplyAccumulates(group[0]),
      run: await bareProduct(group[0], images, weightType),
    })),
  );
}

async function bareProduct({ rows, cols, depth }, images, weightType) {
  const right = storeRight(
    Int8Array.from({ length: depth * cols }, (_, i) => ((i * 37) % 255) - 127),
    weightType,
  );
  const zero = rightZeroPoint(weightType);
  const left = Uint8Array.from({ length: rows * images * depth }, (_, i) => (i * 31) % 256);
  const like = create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ domain: '', version: 17n }] });
  const model = makeModel(like, {
    nodes: [makeNode('MatMulInteger', 'product', ['a', 'b', 'az', ...(zero ? ['bz'] : [])], ['y'])],
    initializers: [
      makeTensor('b', [depth, cols], right),
      makeTensor('az', [], Uint8Array.of(128)),
      ...(zero ? [makeTensor('bz', [], zero)] : []),
    ],
    inputs: [makeValueInfo('a', DataType.UINT8, [rows * images, depth])],
    outputs: [makeValueInfo('y', DataType.INT32, [rows * images, cols])],
  });
  const network = await WholeNetwork.create(model);
  const feeds = { a: new Tensor('uint8', left, [rows * images, depth]) };
  return () => network.run(feeds);
}
