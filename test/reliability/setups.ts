import type { ErrorCurve } from '../../src/core/error-curve.js';
import { Ledger } from '../../src/core/ledger.js';
import type { CheckpointPlan, Policy, Protection } from '../../src/core/policy.js';
import { RandomStream } from '../../src/core/random-stream.js';
import type { Accumulators } from '../../src/core/site.js';
import { accumulatorWords, type Gemm, type Workload } from '../../src/core/workload.js';
import { CheckpointMemory } from '../../src/reliability/checkpoint/checkpoint-memory.js';
import { FaultList } from '../../src/reliability/fault-models/fault-list.js';
import type { FaultModel } from '../../src/reliability/fault-models/fault-model.js';
import { FaultyImage } from '../../src/reliability/faulty-image.js';
import { schemeOf } from '../../src/reliability/protection/protection-schemes.js';
import type { SiteHookOptions } from '../../src/reliability/site-hook.js';

export const GEOMETRY = { tileSize: 32, accessBytes: 32, rowBytes: 1024 } as const;

export function gemmOf(rows: number, cols: number, more: Partial<Gemm> = {}): Gemm {
  return {
    index: 0,
    name: 'blocks.0.fc1',
    block: 0,
    layer: 'fc1',
    rows,
    cols,
    depth: 64,
    count: 1,
    weights: 'static',
    ...more,
  };
}

export const workloadOf = (gemms: readonly Gemm[], steps = 1): Workload => ({
  blocks: [...new Set(gemms.map((gemm) => gemm.block))].map((block) => `blocks.${block}`),
  gemms,
  vectorOps: [],
  steps,
});

/** A point without faults and one at which {@link flatCurve} gives its rate. */
export const NOMINAL = { voltageV: 0.9, frequencyHz: 2e9 } as const;
export const UNDERVOLTED = { voltageV: 0.7, frequencyHz: 2e9 } as const;

/** Word error rate 0 at the nominal point and `rate` (in 0..1) at the undervolted one. */
export const flatCurve = (rate: number): ErrorCurve => ({
  name: 'flat',
  source: 'made up for tests',
  referenceFrequencyHz: 2e9,
  delay: [
    [0.6, 2],
    [0.9, 1],
  ],
  wordErrorRate:
    rate > 0
      ? [
          [1.5, rate],
          [2, rate],
        ]
      : [[2, 1]],
});

/** Random accumulators with standard deviation around 5000, far from the ends of int32. */
export function accumulatorsOf(gemm: Gemm, images: number, seed = 1): Accumulators {
  const stream = new RandomStream(seed, 'calibration');
  const data = Int32Array.from({ length: images * accumulatorWords(gemm) }, () =>
    Math.round(stream.normal() * 5000),
  );
  return { data, images, scale: new Float32Array(gemm.cols).fill(1e-3), outputRange: 20 };
}

export const copyOf = (accumulators: Accumulators): Accumulators => ({
  ...accumulators,
  data: accumulators.data.slice(),
});

export const ROLLBACK: Protection = { scheme: 'rollback-abft', thresholdBit: 10 };

/** A policy that runs every cell at the undervolted point (entry 1; entry 0 is nominal) under one protection. */
export function policyOf(
  workload: Workload,
  protection: Protection,
  checkpoint: CheckpointPlan | null = null,
): Policy {
  const row = workload.blocks.map(() => ({ point: 1, protection: 0 }));
  return {
    format: 'leeway-policy/1',
    blocks: workload.blocks,
    operatingPoints: [NOMINAL, UNDERVOLTED],
    protections: [protection],
    checkpoint,
    cells: Array.from({ length: workload.steps }, () => row),
  };
}

export const everyGemm = (workload: Workload) => new Set(workload.gemms.map((gemm) => gemm.index));

/** Options of a run of image 0 with DRIFT's faults in every matrix product, at the given word error rate. */
export function optionsOf(
  workload: Workload,
  policy: Policy,
  rate: number,
  more: Partial<SiteHookOptions> = {},
): SiteHookOptions {
  return {
    workload,
    policy,
    curve: flatCurve(rate),
    faultModel: 'drift-bit-flip',
    gemms: everyGemm(workload),
    seed: 1,
    trial: 0,
    images: [0],
    geometry: GEOMETRY,
    ...more,
  };
}

export function faultListOf(faults: readonly (readonly [word: number, delta: number])[]): FaultList {
  const list = new FaultList();
  for (const [word, delta] of faults) list.push(word, delta);
  return list;
}

export interface StruckOptions {
  readonly tileSize?: number;
  readonly audit?: boolean;
  /** Accumulators before the faults; random ones when absent. */
  readonly accumulators?: Accumulators;
  /** Probability that a checksum accumulator errs, and what is added to it then; never when absent. */
  readonly checksums?: { readonly rate: number; readonly delta: number };
}

/**
 * What a protection makes of exactly the given faults, the same ones in every run of the product.
 *
 * @returns the image's words before and after, and the ledger's totals
 */
export function protectStruck(
  protection: Protection,
  gemm: Gemm,
  faults: readonly (readonly [word: number, delta: number])[],
  { tileSize = 4, audit = false, accumulators = accumulatorsOf(gemm, 1), checksums }: StruckOptions = {},
) {
  const image = new FaultyImage({
    tileSize,
    checkpoint: new CheckpointMemory(),
    traffic: null,
    audit,
    checksumFaults: checksums !== undefined,
  });
  const model: FaultModel = {
    sample: (_site, _accumulators, _offset, _rate, _stream, list) => {
      for (const [word, delta] of faults) list.push(word, delta);
    },
    deviation: () => checksums?.delta ?? 0,
  };
  const struck = copyOf(accumulators);
  const site = { gemm, step: 0 };
  const source = { model, stream: new RandomStream(3, 'fault'), rate: checksums?.rate ?? 0 };
  image.strike(site, struck, 0, source);
  schemeOf(protection).create(protection, tileSize)(image);
  const ledger = new Ledger(1, gemm.index + 1);
  image.settle(ledger, site);
  return { clean: [...accumulators.data], data: [...struck.data], counts: ledger.totals() };
}
