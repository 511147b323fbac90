import type { ModelProto, NodeProto, TensorProto } from 'onnx-buf';
import { bugError } from '../core/errors.js';
import type { Calibration, Extent, GemmCalibration } from './calibration.js';
import type { GemmNode } from './find-gemms.js';
import { graphOf } from './graph.js';
import { rightZeroPoint, storeRight, type WeightType } from './kernel-probe.js';
import { DataType, makeModel, makeNode, makeTensor, makeValueInfo } from './onnx-build.js';
import { quantiseWeight } from './quantise-weights.js';

/** Graph input, an INT64 scalar, that selects the step range whose scales apply. */
export const RANGE_INPUT = 'leeway/range';

/** The INT8 operands of a product, of which a true value is what is stored less the zero point. */
export interface QuantisedOperands {
  /** Name of the left operand's tensor, u8, `... x rows x depth`. */
  readonly left: string;
  /** Per range. */
  readonly leftZeros: readonly number[];
  /** Name of the right operand's tensor, `... x depth x cols`, which is computed; or a weight's values, `depth x cols`. */
  readonly right: string | Int8Array | Uint8Array;
  readonly rightZero: number;
}

/** A product in INT8: where its accumulators are, and what one unit of them is worth. */
export interface QuantisedGemm {
  readonly gemm: GemmNode;
  /** Name of the INT32 tensor. */
  readonly accumulator: string;
  /** Real value of one accumulator unit, `ranges x (cols or 1)`. */
  readonly scales: readonly Float32Array[];
  /** Largest magnitude of the real output in calibration, per range. */
  readonly outputRanges: readonly number[];
  readonly operands: QuantisedOperands;
}

export interface QuantisedModel {
  readonly model: ModelProto;
  readonly gemms: readonly QuantisedGemm[];
}

/**
 * Rewrites every product as QuantizeLinear (u8, static asymmetric) -> MatMulInteger -> Cast -> Mul -> Add, all other
 * operators stay in FP32. Weights are s8 with a scale per output channel, computed right operands s8 with one scale,
 * softmax outputs u8 in steps of 1/255.
 */
export function quantise(
  model: ModelProto,
  gemms: readonly GemmNode[],
  calibration: Calibration,
  weightType: WeightType,
): QuantisedModel {
  const rewriter = new Rewriter(calibration, weightType);
  const source = graphOf(model);
  const index = new Map(gemms.map(({ node }, i) => [node, i]));
  const results: QuantisedGemm[] = [];
  // In the graph's order, so that an operand which several products share is quantised before the first of them.
  const nodes = source.node.flatMap((node) => {
    const i = index.get(node);
    if (i === undefined) return [node];
    const rewritten = rewriter.rewrite(gemms[i], extentsOf(calibration, node.name));
    results[i] = rewritten.result;
    return rewritten.nodes;
  });
  const used = new Set([...nodes.flatMap(({ input }) => input), ...source.output.map(({ name }) => name)]);
  return {
    model: makeModel(model, {
      nodes,
      initializers: [...source.initializer, ...rewriter.initializers].filter(({ name }) => used.has(name)),
      inputs: [...source.input, makeValueInfo(RANGE_INPUT, DataType.INT64, [])],
      outputs: source.output,
    }),
    gemms: results,
  };
}

function extentsOf(calibration: Calibration, name: string): GemmCalibration {
  const extents = calibration.gemms.find((gemm) => gemm.name === name);
  if (!extents) throw bugError(`the calibration knows no product ${name}`);
  return extents;
}

interface Scaling {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** u8 over [min, max], widened to hold 0 so that zero is exact. */
function asymmetric([minimum, maximum]: Extent): Scaling {
  const low = Math.min(0, minimum);
  const high = Math.max(0, maximum);
  const scale = Math.fround((high - low) / 255) || 1;
  return { scale, zeroPoint: Math.max(0, Math.min(255, Math.round(-low / scale))) };
}

const symmetricScale = (extent: Extent): number => Math.fround(magnitude(extent) / 127) || 1;
const magnitude = ([minimum, maximum]: Extent): number => Math.max(Math.abs(minimum), Math.abs(maximum));

/** Prefixes of everything that is added, so that no name of the network is met. */
const productName = ({ node }: GemmNode): string => `leeway/product/${node.name}`;
const operandName = (tensor: string): string => `leeway/operand/${tensor}`;

/** Collects the constants that the rewritten products need, and shares quantised operands between products. */
class Rewriter {
  readonly initializers: TensorProto[] = [];
  private readonly quantisedInputs = new Set<string>();

  constructor(
    private readonly calibration: Calibration,
    private readonly weightType: WeightType,
  ) {
    const zeroPoint = rightZeroPoint(weightType) ?? Int8Array.of(0);
    this.initializers.push(makeTensor('leeway/right_zero', [], zeroPoint));
  }

  rewrite(gemm: GemmNode, extents: GemmCalibration): { nodes: NodeProto[]; result: QuantisedGemm } {
    const name = productName(gemm);
    const operand = operandName(gemm.a);
    const left = gemm.probabilities
      ? Array.from({ length: this.calibration.ranges }, () => ({ scale: Math.fround(1 / 255), zeroPoint: 0 }))
      : extents.a.map(asymmetric);
    const right = gemm.weight ? this.staticRight(gemm) : this.dynamicRight(gemm, extents);
    const scales = left.map(({ scale }, range) =>
      Float32Array.from(right.scales[range], (rightScale) => scale * rightScale),
    );
    const accumulator = `${name}/accumulator`;
    const rightZero = this.weightType === 'int8' ? [] : ['leeway/right_zero'];
    const nodes = [
      ...this.quantiseLeft(gemm.a, left),
      ...right.nodes,
      makeNode(
        'MatMulInteger',
        `${name}/accumulate`,
        [`${operand}/u8`, right.tensor, `${operand}/zero`, ...rightZero],
        [accumulator],
      ),
      ...this.dequantise(gemm, accumulator, scales),
    ];
    const operands: QuantisedOperands = {
      left: `${operand}/u8`,
      leftZeros: left.map(({ zeroPoint }) => zeroPoint),
      right: right.values ?? right.tensor,
      rightZero: rightZeroPoint(this.weightType)?.[0] ?? 0,
    };
    const outputRanges = extents.output.map(magnitude);
    return { nodes, result: { gemm, accumulator, scales, outputRanges, operands } };
  }

  private quantiseLeft(tensor: string, scalings: readonly Scaling[]): NodeProto[] {
    if (this.quantisedInputs.has(tensor)) return [];
    this.quantisedInputs.add(tensor);
    const name = operandName(tensor);
    const scale = this.table(
      `${name}/scale`,
      Float32Array.from(scalings, (s) => s.scale),
      [],
    );
    const zero = this.table(
      `${name}/zero`,
      Uint8Array.from(scalings, (s) => s.zeroPoint),
      [],
    );
    const inputs = [tensor, `${name}/scale`, `${name}/zero`];
    return [scale, zero, makeNode('QuantizeLinear', `${name}/quantise`, inputs, [`${name}/u8`])];
  }

  private staticRight(gemm: GemmNode) {
    const { values, scales, depth, cols } = quantiseWeight(gemm);
    const tensor = `${productName(gemm)}/weight`;
    const stored = storeRight(values, this.weightType);
    this.initializers.push(makeTensor(tensor, [depth, cols], stored));
    return {
      tensor,
      values: stored,
      nodes: [],
      scales: Array.from({ length: this.calibration.ranges }, () => scales),
    };
  }

  private dynamicRight(gemm: GemmNode, extents: GemmCalibration) {
    const name = `${productName(gemm)}/right`;
    const scales = extents.b.map((extent) => Float32Array.of(symmetricScale(extent)));
    const table = this.table(
      `${name}/scale`,
      Float32Array.from(scales, ([scale]) => scale),
      [],
    );
    const inputs = [gemm.b, `${name}/scale`, 'leeway/right_zero'];
    const nodes = [table, makeNode('QuantizeLinear', `${name}/quantise`, inputs, [`${name}/int8`])];
    return { tensor: `${name}/int8`, values: null, nodes, scales };
  }

  private dequantise(gemm: GemmNode, accumulator: string, scales: readonly Float32Array[]) {
    const { bias, output } = gemm;
    const name = productName(gemm);
    const width = scales[0].length;
    const flat = new Float32Array(scales.length * width);
    scales.forEach((row, range) => {
      flat.set(row, range * width);
    });
    const scaled = bias ? `${name}/scaled` : output;
    return [
      this.table(`${name}/unit`, flat, width === 1 ? [] : [width]),
      makeNode('Cast', `${name}/cast`, [accumulator], [`${name}/real`], { to: BigInt(DataType.FLOAT) }),
      makeNode('Mul', `${name}/dequantise`, [`${name}/real`, `${name}/unit`], [scaled]),
      ...(bias ? [makeNode('Add', `${name}/bias`, [scaled, bias], [output])] : []),
    ];
  }

  /** A constant with one row per step range, and the node that picks the current row. */
  private table(name: string, rows: Float32Array | Uint8Array, rowDims: readonly number[]): NodeProto {
    this.initializers.push(makeTensor(`${name}/table`, [this.calibration.ranges, ...rowDims], rows));
    return makeNode('Gather', `${name}/select`, [`${name}/table`, RANGE_INPUT], [name], { axis: 0n });
  }
}
