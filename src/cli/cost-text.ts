import type { Accelerator } from '../accelerator/accelerator.js';
import { type Cost, ENERGY_COMPONENTS, type PartCost } from '../accelerator/cost.js';
import type { GemmMapping } from '../accelerator/gemm-mapping.js';
import type { Workload } from '../core/workload.js';
import { formatFactor, formatLargeCount, formatQuantity, formatSignedPercent } from '../report/format.js';
import { productRows } from '../report/product-rows.js';
import { plainTable } from './plain-table.js';

/** What `leeway cost` prints. */
export interface CostTextInput {
  readonly name: string;
  readonly workload: Workload;
  readonly accelerator: Accelerator;
  readonly nominal: Cost;
  readonly policy: Cost | null;
  readonly mappings: readonly GemmMapping[];
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** Tables per block and by component, and what follows from them. */
export function costText(
  input: CostTextInput,
  { products, svg }: { readonly products: boolean; readonly svg?: string },
): string {
  const { name, workload, accelerator, nominal, policy } = input;
  const shown = policy ?? nominal;
  const point = accelerator.core.nominal;
  return [
    `${name} on ${accelerator.name}: one image, ${workload.steps} steps, ` +
      `${policy ? 'under the policy' : `at ${point.voltageV} V and ${formatQuantity(point.frequencyHz, 'Hz')}`}`,
    blockTable(shown, workload.blocks),
    componentTable(nominal, policy),
    timeLine(shown),
    shown.weightsResident ? 'Weights stay on the chip.' : 'Weights are streamed from DRAM at every step.',
    ...(policy
      ? [
          `Against nominal: ${formatSignedPercent(policy.energyJ / nominal.energyJ - 1)} energy, ` +
            `${formatFactor(nominal.latencyS / policy.latencyS)} speed, ${policy.transitions} changes of the operating point.`,
        ]
      : []),
    ...(products ? [productTable(input)] : ['Tilings and loop orders: --products']),
    ...(svg ? [`Figure: ${svg}`] : []),
  ].join('\n');
}

function blockTable(cost: Cost, blocks: readonly string[]): string {
  const table = plainTable(
    ['block', 'MACs', 'cycles', 'utilised', 'DRAM', 'energy', 'latency', 'bound by'],
    ['block', 'bound by'],
  );
  const row = (name: string, part: PartCost) => [
    name,
    formatLargeCount(part.macs),
    formatLargeCount(part.cycles),
    percent(part.utilisation),
    formatQuantity(part.dramBytes, 'B'),
    formatQuantity(part.energyJ, 'J'),
    formatQuantity(part.latencyS, 's'),
    part.bound,
  ];
  cost.blocks.forEach((part, i) => {
    table.push(row(blocks[i], part));
  });
  table.push(row('total', cost));
  return table.toString();
}

function componentTable(nominal: Cost, policy: Cost | null): string {
  const table = plainTable(
    ['energy', 'nominal', 'share', ...(policy ? ['policy', 'share'] : [])],
    ['energy'],
  );
  const cells = (cost: Cost, energyJ: number) => [
    formatQuantity(energyJ, 'J'),
    percent(energyJ / cost.energyJ),
  ];
  for (const component of ENERGY_COMPONENTS) {
    const energies = [nominal, ...(policy ? [policy] : [])].map((cost) => ({
      cost,
      energyJ: cost.energyByComponentJ[component],
    }));
    if (energies.every(({ energyJ }) => energyJ === 0)) continue;
    table.push([component, ...energies.flatMap(({ cost, energyJ }) => cells(cost, energyJ))]);
  }
  return table.toString();
}

function timeLine({ latencyS, arrayS, recomputeS, vectorS, stallS, transitionS }: Cost): string {
  const part = (label: string, seconds: number) => `${label} ${percent(seconds / latencyS)}`;
  return (
    `Latency ${formatQuantity(latencyS, 's')}: ` +
    [
      part('array', arrayS),
      part('recomputation', recomputeS),
      part('vector unit', vectorS),
      part('waiting for DRAM', stallS),
      part('transitions', transitionS),
    ].join(', ')
  );
}

/** Each distinct product once: layers of a kind repeat from block to block. */
function productTable({ workload, mappings }: CostTextInput): string {
  const table = plainTable(
    ['product', 'times', 'rows x depth x cols', 'cycles', 'global buffer to local', 'DRAM to global buffer'],
    ['product', 'global buffer to local', 'DRAM to global buffer'],
  );
  for (const { layer, times, size, cycles, bufferTiling, dramTiling } of productRows(workload, mappings)) {
    table.push([
      layer,
      times,
      size,
      formatLargeCount(cycles),
      bufferTiling,
      dramTiling ?? 'stays on the chip',
    ]);
  }
  return table.toString();
}
