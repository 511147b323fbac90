import { inputError } from '../core/errors.js';
import { graphOf } from './graph.js';
import type { NetworkDescription } from './network-description.js';
import { DataType } from './onnx-build.js';
import type { OnnxFile } from './onnx-file.js';
import type { Tensor } from './onnx-session.js';
import { allocateTensor } from './stage-buffers.js';

/** The inputs of a denoiser for one batch: memory that is filled anew for every forward pass. */
export class DenoiserInputs {
  private constructor(
    readonly feeds: Readonly<Record<string, Tensor>>,
    private readonly names: NetworkDescription['denoiser']['inputs'],
  ) {}

  /**
   * @param rows samples per batch: images times guidance passes
   * @throws InputError when the graph lacks one of the inputs that the description names, or declares another size
   */
  static create(file: OnnxFile, { denoiser, image }: NetworkDescription, rows: number): DenoiserInputs {
    const { sample, timestep, classLabel } = denoiser.inputs;
    const scalarTimestep = declaredInput(file, timestep).dims?.length === 0;
    const shapes: Readonly<Record<string, readonly number[]>> = {
      [sample]: [rows, image.channels, image.height, image.width],
      [timestep]: scalarTimestep ? [] : [rows],
      [classLabel]: [rows],
    };
    const feeds = Object.entries(shapes).map(([name, shape]) => {
      const { type, dims } = declaredInput(file, name);
      requireFit(file.path, name, dims, shape);
      return [name, allocateTensor({ name, type, shape })] as const;
    });
    return new DenoiserInputs(Object.fromEntries(feeds), denoiser.inputs);
  }

  get dims(): ReadonlyMap<string, readonly number[]> {
    return new Map(Object.entries(this.feeds).map(([name, tensor]) => [name, tensor.dims]));
  }

  /** Samples per batch. */
  get rows(): number {
    return this.feeds[this.names.sample].dims[0];
  }

  /** `rows x channels x height x width`. */
  get sample(): Float32Array {
    return this.feeds[this.names.sample].data as Float32Array;
  }

  setTimestep(timestep: number): void {
    fill(this.feeds[this.names.timestep], () => timestep);
  }

  /** @param labels one per row */
  setLabels(labels: readonly number[]): void {
    fill(this.feeds[this.names.classLabel], (row) => labels[row]);
  }
}

function fill({ data }: Tensor, valueAt: (i: number) => number): void {
  if (data instanceof BigInt64Array) for (let i = 0; i < data.length; i++) data[i] = BigInt(valueAt(i));
  else if (data instanceof Float32Array) for (let i = 0; i < data.length; i++) data[i] = valueAt(i);
}

interface DeclaredInput {
  readonly type: 'float32' | 'int64';
  /** Null for an unknown rank, and for each dimension that the graph leaves open. */
  readonly dims: readonly (number | null)[] | null;
}

function declaredInput({ model, path }: OnnxFile, name: string): DeclaredInput {
  const inputs = graphOf(model).input;
  const type = inputs.find((input) => input.name === name)?.type?.value;
  if (type?.case !== 'tensorType') {
    const got = inputs.map((input) => input.name).join(', ');
    throw inputError(
      `${path}: no graph input '${name}', the graph has ${got}; correct denoiser.inputs in the network description`,
    );
  }
  const { elemType, shape } = type.value;
  const dims = shape?.dim.map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : null));
  return { type: elementType(path, name, elemType), dims: dims ?? null };
}

function elementType(path: string, name: string, elemType: DataType): DeclaredInput['type'] {
  if (elemType === DataType.FLOAT) return 'float32';
  if (elemType === DataType.INT64) return 'int64';
  throw inputError(
    `${path}: graph input '${name}': expected element type float32 or int64, got ${DataType[elemType]}; export the network with such inputs`,
  );
}

/** All dimensions behind the batch have to be what they will be fed with. */
function requireFit(
  path: string,
  name: string,
  declared: DeclaredInput['dims'],
  fed: readonly number[],
): void {
  if (!declared) return;
  const fits =
    declared.length === fed.length && declared.every((size, i) => i === 0 || (size ?? fed[i]) === fed[i]);
  if (fits) return;
  const text = (dims: readonly (number | null)[]) =>
    `[${['batch', ...dims.slice(1).map((size) => size ?? '?')].join(', ')}]`;
  throw inputError(
    `${path}: graph input '${name}': expected ${text(fed)}, got ${text(declared)}; correct image or denoiser.inputs in the network description`,
  );
}
