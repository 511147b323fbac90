import { bugError } from '../core/errors.js';
import type { GemmNode } from './find-gemms.js';
import { floatValues } from './onnx-build.js';

/** A weight matrix as INT8 with one symmetric scale per output channel. */
export interface QuantisedWeight {
  /** `depth x cols`. */
  readonly values: Int8Array;
  /** Real value of one unit, per column. */
  readonly scales: Float32Array;
  readonly depth: number;
  readonly cols: number;
}

/** Quantises a static weight symmetrically per output channel: scale = max|w| / 127, values in -127..127. */
export function quantiseWeight({ weight, transposed, node }: GemmNode): QuantisedWeight {
  const values = weight && floatValues(weight);
  if (!weight || !values) throw bugError(`${node.name}: weight is not a constant float matrix`);
  const [first, second] = weight.dims.map(Number);
  const [depth, cols] = transposed ? [second, first] : [first, second];
  const scales = columnScales(values, cols, (i) => (transposed ? Math.floor(i / depth) : i % cols));
  const quantised = new Int8Array(depth * cols);
  for (let k = 0; k < depth; k++) {
    for (let n = 0; n < cols; n++) {
      const value = values[transposed ? n * depth + k : k * cols + n];
      quantised[k * cols + n] = Math.max(-127, Math.min(127, Math.round(value / scales[n])));
    }
  }
  return { values: quantised, scales, depth, cols };
}

/** Largest magnitude of each column / 127; 1 for columns of zeros, and for those too small to have a scale. */
function columnScales(values: Float32Array, cols: number, columnOf: (i: number) => number): Float32Array {
  const scales = new Float32Array(cols);
  for (let i = 0; i < values.length; i++) {
    const n = columnOf(i);
    scales[n] = Math.max(scales[n], Math.abs(values[i]));
  }
  return scales.map((magnitude) => Math.fround(magnitude / 127) || 1);
}
