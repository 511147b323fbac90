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
   * @throws InputError when the graph lacks one of the inputs that the description names
   */
  static create(file: OnnxFile, { denoiser, image }: NetworkDescription, rows: number): DenoiserInputs {
    const { sample, timestep, classLabel } = denoiser.inputs;
    const scalarTimestep = inputRank(file, timestep) === 0;
    const shapes: Readonly<Record<string, readonly number[]>> = {
      [sample]: [rows, image.channels, image.height, image.width],
      [timestep]: scalarTimestep ? [] : [rows],
      [classLabel]: [rows],
    };
    const feeds = Object.entries(shapes).map(([name, shape]) => {
      const type = inputType(file, name);
      return [name, allocateTensor({ name, type, shape })] as const;
    });
    return new DenoiserInputs(Object.fromEntries(feeds), denoiser.inputs);
  }

  get dims(): ReadonlyMap<string, readonly number[]> {
    return new Map(Object.entries(this.feeds).map(([name, tensor]) => [name, tensor.dims]));
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

function inputInfo({ model, path }: OnnxFile, name: string) {
  const inputs = graphOf(model).input;
  const type = inputs.find((input) => input.name === name)?.type?.value;
  if (type?.case === 'tensorType') return type.value;
  const got = inputs.map((input) => input.name).join(', ');
  throw inputError(
    `${path}: no graph input '${name}', the graph has ${got}; correct denoiser.inputs in the network description`,
  );
}

const inputRank = (file: OnnxFile, name: string) => inputInfo(file, name).shape?.dim.length ?? 1;

function inputType(file: OnnxFile, name: string): string {
  const { elemType } = inputInfo(file, name);
  if (elemType === DataType.FLOAT) return 'float32';
  if (elemType === DataType.INT64) return 'int64';
  throw inputError(
    `${file.path}: graph input '${name}': expected element type float32 or int64, got ${DataType[elemType]}; export the network with such inputs`,
  );
}
