import { create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataType as DataType,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';

export { DataType };

type AttributeValue = number | bigint | string | readonly bigint[];

/** Typed arrays that a tensor can be built from, and the ONNX type each stands for. */
type TensorData = Float32Array | Int8Array | Uint8Array | Int32Array | BigInt64Array;

function dataTypeOf(data: TensorData): DataType {
  if (data instanceof Float32Array) return DataType.FLOAT;
  if (data instanceof Int8Array) return DataType.INT8;
  if (data instanceof Uint8Array) return DataType.UINT8;
  if (data instanceof Int32Array) return DataType.INT32;
  return DataType.INT64;
}

/** A node; integers are written as bigint, so that a plain number is a float attribute. */
export function makeNode(
  opType: string,
  name: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain = '',
): NodeProto {
  return create(NodeProtoSchema, {
    opType,
    name,
    domain,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([key, value]) => makeAttribute(key, value)),
  });
}

function makeAttribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value });
  if (typeof value === 'bigint')
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: value });
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.STRING,
      s: new TextEncoder().encode(value),
    });
  }
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: [...value] });
}

/** A constant tensor of the given dimensions (`[]` for a scalar). */
export function makeTensor(name: string, dims: readonly number[], data: TensorData): TensorProto {
  const bytes = new Uint8Array(data.byteLength);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: dataTypeOf(data),
    rawData: bytes,
  });
}

/** A graph input or output; what is left out (type, dims) is left to inference, which suits outputs. */
export function makeValueInfo(name: string, elemType?: DataType, dims?: readonly number[]): ValueInfoProto {
  if (elemType === undefined) return create(ValueInfoProtoSchema, { name });
  const shape = dims && {
    dim: dims.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } })),
  };
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: shape ? { elemType, shape } : { elemType } } },
  });
}

export interface ModelParts {
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
}

/** A model of the given parts, with versions and operator sets as in `like`, plus onnxruntime's own operators. */
export function makeModel(like: ModelProto, parts: ModelParts): ModelProto {
  const standard = like.opsetImport.filter(({ domain }) => domain === '');
  return create(ModelProtoSchema, {
    irVersion: like.irVersion,
    opsetImport: [...standard, { domain: 'com.microsoft', version: 1n }],
    graph: create(GraphProtoSchema, {
      name: 'leeway',
      node: [...parts.nodes],
      initializer: [...parts.initializers],
      input: [...parts.inputs],
      output: [...parts.outputs],
    }),
  });
}

/** The value of a node's attribute, or undefined when it is absent. */
export function attributeOf(node: NodeProto, name: string): number | undefined {
  const attribute = node.attribute.find((candidate) => candidate.name === name);
  if (!attribute) return undefined;
  return attribute.type === AttributeType.FLOAT ? attribute.f : Number(attribute.i);
}

/** A float initialiser's values; null for other types. */
export function floatValues(tensor: TensorProto): Float32Array | null {
  if (tensor.dataType !== DataType.FLOAT) return null;
  if (tensor.rawData.length === 0) return Float32Array.from(tensor.floatData);
  // Copied, because raw data may start at any byte of the file, which a Float32Array view cannot.
  return new Float32Array(new Uint8Array(tensor.rawData).buffer);
}
