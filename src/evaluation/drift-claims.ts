import type { Accelerator } from '../accelerator/accelerator.js';
import {
  DRIFT_BREAKDOWNS,
  type DriftBreakdown,
  type DriftNetwork,
  driftSaving,
  impliedVoltageV,
  publishedSaving,
} from '../accelerator/drift-view.js';
import type { OperatingPoint } from '../core/operating-point.js';
import { CHECKPOINT_LAYOUTS, type CheckpointLayout, uniformPolicy } from '../core/policy.js';
import { driftPolicy } from '../core/policy-presets.js';
import { multiplyAccumulates, type Workload, weightBytes } from '../core/workload.js';
import { tileActivations } from '../reliability/checkpoint/checkpoint-traffic.js';
import { driftExtraTraffic } from '../reliability/checkpoint/drift-traffic.js';
import { frequencyAtRateHz } from '../reliability/point-at-rate.js';
import { wordErrorRate } from '../reliability/word-error-rate.js';
import { publishedNetwork } from '../workloads/published-networks.js';
import { workloadOf } from '../workloads/workload-of.js';
import { createExpectedCostModel } from './expected-cost.js';

/** Side of DRIFT's checksum tile in words. */
const TILE_SIZE = 32;
/** Steps that DRIFT's bench keeps nominal at the start, and the rate to which it overclocks (its 1.7 times). */
const NOMINAL_STEPS = 2;
const OVERCLOCK_RATE = 1e-3;
/** Row activations of a 32 x 32 tile as DRIFT's plotting script counts them: 3 x 32 x 32, and 32 x 32 / 8. */
const DRIFT_ACTIVATIONS: Readonly<Record<CheckpointLayout, number>> = {
  'row-major': 3072,
  'tile-contiguous': 128,
};
/** Steps of DRIFT's runs, which differ from the samplers' defaults (arXiv 2604.09073, its experiment code). */
const STEPS: Readonly<Record<DriftNetwork, number>> = {
  'dit-xl2-512': 50,
  'pixart-xl2-1024': 30,
  'sd15-unet-512': 30,
};

/** One network of DRIFT's energy claim. All savings are shares of the baseline's energy. */
export interface EnergyClaim {
  readonly network: DriftNetwork;
  readonly published: number;
  /** The voltage that the published compute energy implies, and the word error rate that its memory energy does. */
  readonly voltageV: number;
  readonly wordErrorRate: number;
  /** DRIFT's formulas at that voltage and that rate. */
  readonly byFormula: number;
  /** What the error curve says of that voltage, and DRIFT's formulas at this one consistent point. */
  readonly curveRate: number;
  readonly consistent: number;
  /** As `consistent`, with the network's counted multiply-accumulates and weights in place of the published ratio. */
  readonly counted: number;
  /** Leeway's model, by accelerator. */
  readonly leeway: readonly number[];
}

/** One network of the overclocking claim: how many times faster on the last accelerator. */
export interface SpeedClaim {
  readonly network: DriftNetwork;
  readonly leeway: number;
}

/** DRAM rows that one tile of a checkpoint opens in a layout. */
export interface LayoutClaim {
  readonly layout: CheckpointLayout;
  readonly drift: number;
  /** In this model, by matrix width. */
  readonly byCols: readonly { readonly cols: number; readonly activations: number }[];
}

export interface DriftClaims {
  readonly accelerators: readonly string[];
  readonly energy: readonly EnergyClaim[];
  /** Extra DRAM traffic of checkpoints and rollbacks by word error rate, at an interval of 10. */
  readonly traffic: readonly { readonly wordErrorRate: number; readonly extra: number }[];
  readonly overclock: {
    readonly wordErrorRate: number;
    readonly frequencyHz: number;
    /** Ratio of clocks, which is DRIFT's speed-up. */
    readonly published: number;
    readonly networks: readonly SpeedClaim[];
  };
  readonly layout: {
    /** Bytes of a DRAM row in this model. */
    readonly rowBytes: number;
    readonly layouts: readonly LayoutClaim[];
  };
}

/**
 * DRIFT's published savings from its own formulas and constants, and the same policies on Leeway's model.
 *
 * @param accelerators the first has DRIFT's constants; all share its error curve and nominal point
 */
export function driftClaims(accelerators: readonly Accelerator[]): DriftClaims {
  const [{ errorCurve, core, dram }] = accelerators;
  const networks = Object.keys(DRIFT_BREAKDOWNS) as DriftNetwork[];
  const frequencyHz = frequencyAtRateHz(errorCurve, core.nominal.voltageV, OVERCLOCK_RATE);
  const full = accelerators[accelerators.length - 1];
  const overclocked = { ...core.nominal, frequencyHz };
  return {
    accelerators: accelerators.map(({ name }) => name),
    energy: networks.map((network) => energyClaim(network, accelerators)),
    traffic: [1e-4, 1e-3, 3e-3, 1e-2].map((rate) => ({
      wordErrorRate: rate,
      extra: driftExtraTraffic(rate, { interval: 10, tileSize: TILE_SIZE }),
    })),
    overclock: {
      wordErrorRate: OVERCLOCK_RATE,
      frequencyHz,
      published: frequencyHz / core.nominal.frequencyHz,
      networks: networks.map((network) => ({
        network,
        leeway: ratios(full, network, overclocked).speedUp,
      })),
    },
    layout: {
      rowBytes: dram.rowBytes,
      layouts: CHECKPOINT_LAYOUTS.map((layout) => layoutClaim(layout, dram)),
    },
  };
}

function layoutClaim(layout: CheckpointLayout, { accessBytes, rowBytes }: Accelerator['dram']): LayoutClaim {
  const geometry = { tileSize: TILE_SIZE, accessBytes, rowBytes };
  const byCols = [320, 1152, 4608].map((cols) => ({
    cols,
    activations: tileActivations(layout, { rows: TILE_SIZE, cols }, geometry),
  }));
  return { layout, drift: DRIFT_ACTIVATIONS[layout], byCols };
}

function energyClaim(network: DriftNetwork, accelerators: readonly Accelerator[]): EnergyClaim {
  const [{ errorCurve, core, dram }] = accelerators;
  const breakdown: DriftBreakdown = DRIFT_BREAKDOWNS[network];
  const { baselineCompute, memory, offloadInterval } = breakdown;
  const voltageV = impliedVoltageV(breakdown);
  const point = { ...core.nominal, voltageV };
  const curveRate = wordErrorRate(errorCurve, point);
  const extra = (rate: number) => driftExtraTraffic(rate, { interval: offloadInterval, tileSize: TILE_SIZE });
  const work = workload(network);
  const macs = work.gemms.reduce((sum, gemm) => sum + multiplyAccumulates(gemm), 0);
  const countedCompute = (macs * core.energyPerMacJ) / (weightBytes(work) * dram.energyPerByteJ);
  const rate = impliedRate(extra, memory - 1);
  return {
    network,
    published: publishedSaving(breakdown),
    voltageV,
    wordErrorRate: rate,
    byFormula: driftSaving(baselineCompute, voltageV, extra(rate)),
    curveRate,
    consistent: driftSaving(baselineCompute, voltageV, extra(curveRate)),
    counted: driftSaving(countedCompute, voltageV, extra(curveRate)),
    leeway: accelerators.map((accelerator) => ratios(accelerator, network, point).saving),
  };
}

/** The word error rate at which extra traffic has a given size, by bisection of its logarithm; traffic rises with it. */
function impliedRate(extra: (rate: number) => number, wanted: number): number {
  let [low, high] = [-9, -1];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (extra(10 ** middle) < wanted) low = middle;
    else high = middle;
  }
  return 10 ** high;
}

function workload(network: DriftNetwork): Workload {
  const published = publishedNetwork(network);
  return workloadOf(published, {
    steps: STEPS[network],
    guidanceScale: published.sampler.guidanceScale,
  });
}

/**
 * DRIFT's policy at a point against the nominal run, on one accelerator. Every product with weights is guarded and
 * checkpointed, as DRIFT's formulas take all of the compute to be.
 */
function ratios(accelerator: Accelerator, network: DriftNetwork, point: OperatingPoint) {
  const work = workload(network);
  const { nominal } = accelerator.core;
  const { offloadInterval } = DRIFT_BREAKDOWNS[network];
  const model = createExpectedCostModel(accelerator, work, 'static-weights');
  const before = model.cost(uniformPolicy(work.blocks, work.steps, nominal));
  const after = model.cost(
    driftPolicy(work, { nominal, point, nominalSteps: NOMINAL_STEPS, offloadInterval }),
  );
  return { saving: 1 - after.energyJ / before.energyJ, speedUp: before.latencyS / after.latencyS };
}
