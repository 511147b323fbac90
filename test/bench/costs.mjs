import { fileURLToPath } from 'node:url';
import { loadAccelerator } from '../../dist/accelerator/load-accelerator.js';
import { scaleSimView } from '../../dist/accelerator/scale-sim-view.js';
import { driftPolicy } from '../../dist/core/policy-presets.js';
import { createExpectedCostModel } from '../../dist/evaluation/expected-cost.js';
import { PUBLISHED_NETWORKS, publishedNetwork } from '../../dist/workloads/published-networks.js';
import { workloadOf } from '../../dist/workloads/workload-of.js';
import { figure } from './measure.mjs';

const ROUNDS = 10;
const POINT = { voltageV: 0.68, frequencyHz: 2e9 };
/** CPU seconds of SCALE-Sim v3 for the 36 products of a DiT-XL/2 block at 256 tokens, 128 x 128 ws, as measured once. */
const SCALE_SIM_S = 212.6;
const SCALE_SIM_CYCLES = 660_932;

/** Time to generate and cost all published networks under DRIFT's policy, from nothing; and of one block beside SCALE-Sim. */
export function measureCosts() {
  const path = fileURLToPath(new URL('../../accelerators/drift-14nm-full.yaml', import.meta.url));
  const accelerator = loadAccelerator(path);
  const all = () => Object.keys(PUBLISHED_NETWORKS).map((name) => costNetwork(name, accelerator));
  const cold = timed(all);
  const warm = Math.min(...Array.from({ length: ROUNDS }, () => timed(all)));
  const block = blockOfDit();
  const array = { rows: 128, cols: 128, dataflow: 'ws' };
  const cycles = () => block.reduce((sum, gemm) => sum + scaleSimView(gemm, array).totalCycles, 0);
  if (cycles() !== SCALE_SIM_CYCLES) {
    throw new Error(`expected ${SCALE_SIM_CYCLES} cycles as SCALE-Sim reports, got ${cycles()}`);
  }
  const blockMs = Math.min(...Array.from({ length: ROUNDS }, () => timed(cycles)));
  return [
    figure(
      '12 published networks costed',
      warm,
      'ms',
      { atMost: 50 },
      `first time in the process ${cold.toFixed(0)} ms`,
    ),
    figure(
      'DiT-XL/2 block: SCALE-Sim / closed form',
      (SCALE_SIM_S * 1e3) / blockMs,
      'x',
      {},
      `${SCALE_SIM_S} CPU s, recorded once, against ${(blockMs * 1e3).toFixed(0)} us; cycles only, no traces`,
    ),
  ];
}

function costNetwork(name, accelerator) {
  const network = publishedNetwork(name);
  const workload = workloadOf(network, network.sampler);
  const policy = driftPolicy(workload, { nominal: accelerator.core.nominal, point: POINT, nominalSteps: 2 });
  return createExpectedCostModel(accelerator, workload, 'static-weights').cost(policy);
}

/** The products of the first block, each attention head a product of its own, as in SCALE-Sim's topology file. */
function blockOfDit() {
  const { blocks, gemms } = publishedNetwork('dit-xl2-256');
  return gemms.filter(({ block, rows }) => blocks[block] === 'blocks.0' && rows > 1);
}

function timed(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}
