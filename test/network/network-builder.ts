import { create } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema, type NodeProto, OperatorSetIdProtoSchema } from 'onnx-buf';
import { RandomStream } from '../../src/core/random-stream.js';
import { DataType, makeModel, makeNode, makeTensor, makeValueInfo } from '../../src/network/onnx-build.js';

type Attributes = Parameters<typeof makeNode>[4];
type TensorData = Parameters<typeof makeTensor>[2];

/** A model without nodes that says which operator set hand-built graphs use. */
export function emptyModel(opset = 14): ModelProto {
  return create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [create(OperatorSetIdProtoSchema, { version: BigInt(opset) })],
  });
}

/** Builds ONNX graphs node by node; every method returns the name of the tensor that it makes. */
export class NetworkBuilder {
  private readonly nodes: NodeProto[] = [];
  private readonly constants: ReturnType<typeof makeTensor>[] = [];
  private readonly inputs: ReturnType<typeof makeValueInfo>[] = [];
  private readonly outputs: ReturnType<typeof makeValueInfo>[] = [];

  constructor(
    private readonly opset = 14,
    private readonly seed = 7,
  ) {}

  input(name: string, dims: readonly number[], type = DataType.FLOAT): string {
    this.inputs.push(makeValueInfo(name, type, dims));
    return name;
  }

  constant(name: string, dims: readonly number[], data: TensorData): string {
    this.constants.push(makeTensor(name, dims, data));
    return name;
  }

  scalar(value: number): string {
    return this.constant(`constant_${this.constants.length}`, [], Float32Array.of(value));
  }

  integers(...values: number[]): string {
    return this.constant(
      `constant_${this.constants.length}`,
      [values.length],
      BigInt64Array.from(values, BigInt),
    );
  }

  /** Normal values times `scale`, the same ones for the same name. */
  random(name: string, dims: readonly number[], scale: number): string {
    return this.constant(name, dims, normalValues(this.seed, name, dims, scale));
  }

  node(opType: string, name: string, inputs: readonly string[], attributes?: Attributes): string {
    return this.add(makeNode(opType, name, inputs, [`${name}_output_0`], attributes));
  }

  /** Adds a node as it is. */
  add(node: NodeProto): string {
    this.nodes.push(node);
    return node.output[0];
  }

  /** `input` times a random weight, as exporters write linear layers on three dimensions. */
  linear(path: string, input: string, depth: number, cols: number, bias = true): string {
    const weight = this.random(`${path}.weight`, [depth, cols], 1 / Math.sqrt(depth));
    const product = this.node('MatMul', `${path}/MatMul`, [input, weight]);
    if (!bias) return product;
    return this.node('Add', `${path}/Add`, [this.random(`${path}.bias`, [cols], 0.1), product]);
  }

  /** The same for two dimensions; the weight is stored `cols x depth`. */
  gemm(path: string, input: string, depth: number, cols: number): string {
    const weight = this.random(`${path}.weight`, [cols, depth], 1 / Math.sqrt(depth));
    const bias = this.random(`${path}.bias`, [cols], 0.1);
    return this.node('Gemm', `${path}/Gemm`, [input, weight, bias], { transB: 1n });
  }

  /** 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) in eight nodes. */
  tanhGelu(path: string, x: string): string {
    const cube = this.node('Pow', `${path}/Pow`, [x, this.scalar(3)]);
    const cubic = this.node('Mul', `${path}/Mul`, [cube, this.scalar(0.044715)]);
    const sum = this.node('Add', `${path}/Add`, [x, cubic]);
    const inner = this.node('Mul', `${path}/Mul_1`, [sum, this.scalar(Math.sqrt(2 / Math.PI))]);
    const tanh = this.node('Tanh', `${path}/Tanh`, [inner]);
    const plusOne = this.node('Add', `${path}/Add_1`, [tanh, this.scalar(1)]);
    const half = this.node('Mul', `${path}/Mul_2`, [x, this.scalar(0.5)]);
    return this.node('Mul', `${path}/Mul_3`, [half, plusOne]);
  }

  output(tensor: string): void {
    this.outputs.push(makeValueInfo(tensor, DataType.FLOAT));
  }

  build(): ModelProto {
    const { nodes, constants: initializers, inputs, outputs } = this;
    return makeModel(emptyModel(this.opset), { nodes, initializers, inputs, outputs });
  }
}

export function normalValues(
  seed: number,
  name: string,
  dims: readonly number[],
  scale = 1,
): Float32Array<ArrayBuffer> {
  const site = [...name].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 2 ** 31, 0);
  const random = new RandomStream(seed, 'noise', { site });
  return Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => random.normal() * scale);
}
