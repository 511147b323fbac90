import { existsSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import type { Accelerator } from '../../accelerator/accelerator.js';
import type { Cost } from '../../accelerator/cost.js';
import type { GemmMapping } from '../../accelerator/gemm-mapping.js';
import { loadAccelerator } from '../../accelerator/load-accelerator.js';
import { inputError } from '../../core/errors.js';
import { formatOperatingPoint, type OperatingPoint } from '../../core/operating-point.js';
import { type Policy, uniformPolicy } from '../../core/policy.js';
import { requireFit } from '../../core/policy-fit.js';
import { driftPolicy } from '../../core/policy-presets.js';
import { parsePolicy } from '../../core/policy-schema.js';
import type { Workload } from '../../core/workload.js';
import { readTextFile } from '../../core/yaml-config.js';
import { createExpectedCostModel } from '../../evaluation/expected-cost.js';
import { readNetworkDescription } from '../../network/network-description.js';
import type { SiteSet } from '../../reliability/site-sets.js';
import { costFigure } from '../../report/cost-figures.js';
import { isPublishedNetwork, publishedNetwork } from '../../workloads/published-networks.js';
import { workloadOf } from '../../workloads/workload-of.js';
import { acceleratorPath } from '../accelerator-path.js';
import { costText } from '../cost-text.js';

export interface CostOptions {
  readonly accelerator: string;
  readonly policy?: string;
  readonly point?: OperatingPoint;
  readonly nominalSteps: number;
  readonly sites: SiteSet;
  readonly steps?: number;
  readonly guidance?: number;
  readonly products?: boolean;
  readonly svg?: string;
  readonly json?: boolean;
}

/** What is costed: a workload and the name that people know it by. */
interface Subject {
  readonly name: string;
  readonly workload: Workload;
}

/** `leeway cost <network>`: cycles, bytes, energy and time of one image, without running it. */
export async function cost(network: string | undefined, options: CostOptions): Promise<void> {
  if (network === undefined) {
    throw inputError(
      'network: expected a published network or the folder of an ONNX network, got none; leeway cost --list shows the former',
    );
  }
  const accelerator = loadAccelerator(acceleratorPath(options.accelerator));
  const subject = await openSubject(network, options);
  const { workload } = subject;
  const model = createExpectedCostModel(accelerator, workload, options.sites);
  const policy = requestedPolicy(options, workload, accelerator);
  const reason = policy && model.violation(policy);
  if (reason) throw inputError(`${options.policy ?? '--point'}: ${reason}`);
  const result = {
    ...subject,
    accelerator,
    nominal: model.cost(uniformPolicy(workload.blocks, workload.steps, accelerator.core.nominal)),
    policy: policy && model.cost(policy),
    mappings: model.mappings,
  };
  if (options.svg) {
    const title = `${subject.name} on ${accelerator.name}, ${workload.steps} steps`;
    await writeFileAtomic(options.svg, costFigure({ ...result, title, blocks: workload.blocks }));
  }
  if (options.json) console.log(JSON.stringify(costJson(result), null, 2));
  else console.log(costText(result, { products: options.products ?? false, svg: options.svg }));
}

/** A published network by its name, or an ONNX network by its folder. */
async function openSubject(network: string, { steps, guidance }: CostOptions): Promise<Subject> {
  if (isPublishedNetwork(network) || !existsSync(network)) {
    const published = publishedNetwork(network);
    const workload = workloadOf(published, {
      steps: steps ?? published.sampler.steps,
      guidanceScale: guidance ?? published.sampler.guidanceScale,
    });
    return { name: network, workload };
  }
  // Loaded only here: it brings onnxruntime, which costing a published network does without.
  const { describeWorkload } = await import('../../evaluation/open-pipeline.js');
  const { sampling } = readNetworkDescription(network).description;
  const workload = await describeWorkload(
    network,
    steps ?? sampling.steps,
    guidance ?? sampling.guidanceScale,
  );
  return { name: network, workload };
}

function requestedPolicy(options: CostOptions, workload: Workload, accelerator: Accelerator): Policy | null {
  const { policy: file, point, nominalSteps } = options;
  if (file !== undefined) {
    const policy = parsePolicy(readTextFile(file, 'policy'), file);
    requireFit(policy, workload, file);
    return policy;
  }
  if (point === undefined) return null;
  return driftPolicy(workload, { nominal: accelerator.core.nominal, point, nominalSteps });
}

interface CostResult extends Subject {
  readonly accelerator: Accelerator;
  readonly nominal: Cost;
  readonly policy: Cost | null;
  readonly mappings: readonly GemmMapping[];
}

function costJson({ name, workload, accelerator, nominal, policy, mappings }: CostResult) {
  const named = (cost: Cost) => ({
    ...cost,
    blocks: cost.blocks.map((block, i) => ({ name: workload.blocks[i], ...block })),
  });
  return {
    network: name,
    accelerator: accelerator.name,
    steps: workload.steps,
    nominalPoint: formatOperatingPoint(accelerator.core.nominal),
    nominal: named(nominal),
    policy: policy && named(policy),
    energySaving: policy && 1 - policy.energyJ / nominal.energyJ,
    speedUp: policy && nominal.latencyS / policy.latencyS,
    products: workload.gemms.map(({ name, block, rows, cols, depth, count }, i) => ({
      name,
      block: workload.blocks[block],
      rows,
      cols,
      depth,
      count,
      ...mappings[i],
    })),
  };
}
