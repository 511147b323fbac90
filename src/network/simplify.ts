import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clone, fromBinary } from '@bufbuild/protobuf';
import { type GraphProto, type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { graphOf } from './graph.js';
import { DataType, makeValueInfo } from './onnx-build.js';
import { createSession, loadError } from './onnx-session.js';

/** From this version of ONNX's file format on, constants need not be listed as inputs. */
const IR_WITHOUT_CONSTANT_INPUTS = 4n;

/**
 * The same network with its batch dimension fixed, everything constant folded, every node named and one output: the
 * first. onnxruntime's `basic` level does the work: it removes shape arithmetic, casts of weights and dead nodes.
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
  const graph = graphOf(model);
  if (model.irVersion < IR_WITHOUT_CONSTANT_INPUTS) model.irVersion = IR_WITHOUT_CONSTANT_INPUTS;
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
  nameNodes(graph);
  const simplified = await runBasicOptimiser(model, path);
  // onnxruntime casts float16 weights only after it has folded constants; a second run folds these casts.
  const holdsHalves = graphOf(simplified).initializer.some(({ dataType }) => dataType === DataType.FLOAT16);
  return holdsHalves ? runBasicOptimiser(simplified, path) : simplified;
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
