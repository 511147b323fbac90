import { fileURLToPath } from 'node:url';
import { loadAccelerator } from '../../dist/accelerator/load-accelerator.js';
import { readSchedulerConfig } from '../../dist/diffusion/scheduler-config.js';
import { ensureCalibration } from '../../dist/evaluation/calibrate.js';
import { describeWorkload } from '../../dist/evaluation/open-pipeline.js';
import { readNetworkDescription } from '../../dist/network/network-description.js';
import { hasRedis } from '../execution/cluster/servers.mjs';
import { measureCluster } from './cluster.mjs';
import { measureCoordinator } from './coordinator.mjs';
import { capacityText } from './coordinator-capacity.mjs';
import { measureCosts } from './costs.mjs';
import { measureWorkers } from './evaluations.mjs';
import { table } from './measure.mjs';
import { measureNetworks } from './networks.mjs';

const STEPS = 6;
const UNDERVOLTED_V = 0.7;
const pathOf = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What is measured: the network that comes with Leeway, four images with guidance, in short runs. */
async function openSubject() {
  const networkPath = pathOf('models/dit-fashion');
  const acceleratorPath = pathOf('accelerators/edge-32x32.yaml');
  const located = readNetworkDescription(networkPath);
  const { guidanceScale, scheduler } = located.description.sampling;
  const sampling = {
    steps: STEPS,
    guidanceScale,
    scheduler: readSchedulerConfig(located.resolve(scheduler)),
  };
  const calibrationPath = await ensureCalibration(located, sampling, pathOf('runs/.cache'));
  const workload = await describeWorkload(networkPath, STEPS, guidanceScale);
  const accelerator = loadAccelerator(acceleratorPath);
  const spec = {
    networkPath,
    acceleratorPath,
    calibrationPath,
    faultModel: 'drift-bit-flip',
    sites: 'drift',
    steps: STEPS,
    guidanceScale,
    batchImages: 4,
  };
  return { located, spec, workload, accelerator, policy: undervoltedPolicy(workload, accelerator) };
}

/** DRIFT's kind of policy: nominal first step, then undervolted and protected by rollback. */
function undervoltedPolicy({ blocks, steps }, { core }) {
  const cellAt = (step) => (step === 0 ? { point: 0, protection: 0 } : { point: 1, protection: 1 });
  return {
    format: 'leeway-policy/1',
    blocks,
    operatingPoints: [core.nominal, { ...core.nominal, voltageV: UNDERVOLTED_V }],
    protections: [{ scheme: 'none' }, { scheme: 'rollback-abft', thresholdBit: 10 }],
    checkpoint: { offloadInterval: 10, layout: 'tile-contiguous' },
    cells: Array.from({ length: steps }, (_, step) => blocks.map(() => cellAt(step))),
  };
}

/** Everything but the cluster, which is measured by itself too. */
async function measureMachine() {
  const subject = await openSubject();
  const costs = measureCosts();
  const workers = await measureWorkers(subject);
  const { figures, kernel } = await measureNetworks(subject);
  return { kernel, figures: [...figures, ...workers, ...costs] };
}

/** The coordinator of a study with more workers than there are; without Redis there is nothing to measure. */
const coordinatorOf = async () => (hasRedis ? measureCoordinator() : null);

/** Measures everything, or what is named of `cluster` and `coordinator`, and prints it; `--json` prints the same as JSON. */
async function main() {
  const [cluster, coordinator] = ['cluster', 'coordinator'].map((name) => process.argv.includes(name));
  const all = !cluster && !coordinator;
  const { kernel, figures } = all ? await measureMachine() : { kernel: '', figures: [] };
  if (all || cluster) figures.push(...(await measureCluster()));
  const capacity = all || coordinator ? await coordinatorOf() : null;
  if (process.argv.includes('--json'))
    console.log(JSON.stringify({ kernel, figures, coordinator: capacity }, null, 2));
  else
    console.log(
      [
        ...(figures.length > 0 ? [table(figures)] : []),
        ...(kernel ? [kernel] : []),
        ...(capacity ? [capacityText(capacity)] : []),
      ].join('\n'),
    );
}

await main();
