import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clone, fromBinary } from '@bufbuild/protobuf';
import { type GraphProto, type ModelProto, ModelProtoSchema, type NodeProto } from 'onnx-buf';
import { Graph, graphOf } from './graph.js';
import { DataType, makeValueInfo } from './onnx-build.js';
import { createSession, loadError } from './onnx-session.js';

/** From this version of ONNX's file format on, constants need not be listed as inputs. */
const IR_WITHOUT_CONSTANT_INPUTS = 4n;

/**
 * The same network with its batch dimension fixed, everything constant folded, every node named, and only what its
 * first output depends on. onnxruntime's `basic` level folds shape arithmetic and casts of weights.
 *
 * @param dims static dimensions of every graph input, by name
 * @throws InputError when onnxruntime refuses the model
 */
export async function simplify(
  source: ModelProto,
  dims: ReadonlyMap<string, readonly number[]>,
  path: string,
): Promise<ModelProto> {
  const model = clone(ModelProtoSchema, source);
  if (model.irVersion < IR_WITHOUT_CONSTANT_INPUTS) model.irVersion = IR_WITHOUT_CONSTANT_INPUTS;
  setInterface(graphOf(model), dims);
  nameNodes(graphOf(model));
  const folded = await runBasicOptimiser(model, path);
  // onnxruntime casts float16 weights only after it has folded constants; a second run folds these casts.
  const holdsHalves = graphOf(folded).initializer.some(({ dataType }) => dataType === DataType.FLOAT16);
  const result = holdsHalves ? await runBasicOptimiser(folded, path) : folded;
  dropUnused(result);
  return result;
}

/** Inputs without constants and with the given dimensions; the first output, with dimensions to be inferred. */
function setInterface(graph: GraphProto, dims: ReadonlyMap<string, readonly number[]>): void {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  graph.input = graph.input.filter(({ name }) => !constants.has(name));
  for (const input of graph.input) {
    const size = dims.get(input.name);
    const type = input.type?.value;
    if (!size || type?.case !== 'tensorType') continue;
    Object.assign(input, makeValueInfo(input.name, type.value.elemType, size));
  }
  graph.output.splice(1);
  for (const output of graph.output) {
    if (output.type?.value.case === 'tensorType') output.type.value.value.shape = undefined;
  }
  graph.valueInfo = [];
}

/** Removes every node that the output does not depend on. */
function dropUnused(model: ModelProto): void {
  const graph = new Graph(model);
  const used = new Set<NodeProto>();
  const wanted = [...graph.outputs];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const producer = graph.producers.get(name);
    if (!producer || used.has(producer)) continue;
    used.add(producer);
    wanted.push(...producer.input);
  }
  graph.proto.node = graph.nodes.filter((node) => used.has(node));
}

/** Gives nodes without a name, or with that of an earlier node, the name of their first result. */
function nameNodes({ node: nodes }: GraphProto): void {
  const taken = new Set<string>();
  for (const node of nodes) {
    if (node.name === '' || taken.has(node.name)) node.name = node.output.find((name) => name !== '') ?? '';
    while (taken.has(node.name)) node.name += '_';
    taken.add(node.name);
  }
}

async function runBasicOptimiser(model: ModelProto, path: string): Promise<ModelProto> {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-'));
  try {
    const optimizedModelFilePath = join(folder, 'simplified.onnx');
    const session = await createSession(model, { graphOptimizationLevel: 'basic', optimizedModelFilePath });
    await session.release();
    return fromBinary(ModelProtoSchema, readFileSync(optimizedModelFilePath));
  } catch (error) {
    throw loadError(path, error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
