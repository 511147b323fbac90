import type { Accelerator } from '../../accelerator/accelerator.js';
import { loadAccelerator } from '../../accelerator/load-accelerator.js';
import { type DriftClaims, driftClaims } from '../../evaluation/drift-claims.js';
import { formatQuantity } from '../../report/format.js';
import { packagePath } from '../environment.js';
import { markdownTable } from '../markdown-table.js';
import { plainTable } from '../plain-table.js';

interface TextTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** `leeway reproduce drift-energy`: DRIFT's savings by its own formulas, and on Leeway's model. */
export function reproduceDriftEnergy(options: {
  readonly markdown?: boolean;
  readonly json?: boolean;
}): void {
  const shipped = (name: string) => loadAccelerator(packagePath(`accelerators/${name}.yaml`));
  const full = shipped('drift-14nm-full');
  const ideal = withIdealSupply(full);
  const claims = driftClaims([
    shipped('drift-14nm'),
    { ...ideal, name: 'with on-chip memories, leakage', dram: { ...full.dram, backgroundPowerW: 0 } },
    { ...ideal, name: 'and HBM standby' },
    { ...full, name: 'and an LDO' },
  ]);
  if (options.json) {
    console.log(JSON.stringify(claims, null, 2));
    return;
  }
  const write = options.markdown ? markdown : plain;
  console.log(
    [energyTable, trafficTable, speedTable, layoutTable].map((table) => write(table(claims))).join('\n\n'),
  );
}

/** The accelerator with lossless conversion in place of its regulators. */
const withIdealSupply = (accelerator: Accelerator): Accelerator => ({
  ...accelerator,
  domains: Object.fromEntries(
    Object.entries(accelerator.domains).map(([name, domain]) => [
      name,
      { ...domain, regulator: 'ideal', railVoltageV: null, currentEfficiency: 1 },
    ]),
  ),
});

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const rate = (value: number) => value.toExponential(1);

const energyTable = ({ energy, accelerators }: DriftClaims): TextTable => ({
  title: 'Energy saved by undervolting at 2 GHz',
  head: [
    'network',
    'published',
    'its formula, its parts',
    'at one point',
    'counted work',
    ...accelerators.map((name, i) => (i === 0 ? `Leeway, ${name}` : name)),
  ],
  rows: energy.map((claim) => [
    claim.network,
    percent(claim.published),
    `${percent(claim.byFormula)} (${claim.voltageV.toFixed(3)} V, ${rate(claim.wordErrorRate)})`,
    `${percent(claim.consistent)} (${rate(claim.curveRate)})`,
    percent(claim.counted),
    ...claim.leeway.map(percent),
  ]),
  notes: [
    'its formula, its parts: 1 - (1 + traffic + k (V/0.9)^2 (1 + 1/32)) / (1 + k), with the voltage that the published compute part implies and the word error rate that the published memory part implies: they are not one point of its error curve',
    'at one point: the same formula at that voltage, with the word error rate that the curve gives there',
    'counted work: the same, with k from the counted multiply-accumulates and weights (0.16 pJ, 31 pJ/B) in place of the published k',
  ],
});

const trafficTable = ({ traffic }: DriftClaims): TextTable => ({
  title: "Extra DRAM traffic by DRIFT's formula, relative to weight traffic (interval 10, 32 x 32 tiles)",
  head: ['word error rate', 'extra'],
  rows: traffic.map(({ wordErrorRate, extra }) => [rate(wordErrorRate), `+${percent(extra)}`]),
  notes: [],
});

const speedTable = ({ overclock }: DriftClaims): TextTable => ({
  title: `Speed at 0.9 V, overclocked until the word error rate is ${rate(overclock.wordErrorRate)} (${formatQuantity(overclock.frequencyHz, 'Hz')})`,
  head: ['network', 'ratio of clocks', 'Leeway, full model'],
  rows: overclock.networks.map(({ network, leeway }) => [
    network,
    `${overclock.published.toFixed(2)}x`,
    `${leeway.toFixed(2)}x`,
  ]),
  notes: [
    "the ratio of clocks is DRIFT's speed-up; the model adds two nominal steps, DRAM, vector unit and transitions",
  ],
});

const layoutTable = ({ layout: { rowBytes, layouts } }: DriftClaims): TextTable => ({
  title: 'DRAM row activations of one 32 x 32 tile of a checkpoint',
  head: ['layout', 'as DRIFT counts', ...layouts[0].byCols.map(({ cols }) => `${cols} columns`)],
  rows: layouts.map(({ layout, drift, byCols }) => [
    layout,
    String(drift),
    ...byCols.map(({ activations }) => String(activations)),
  ]),
  notes: [
    'DRIFT counts 3 x 32 x 32 against 32 x 32 / 8: an activation for each word, three times, against one for each 8 bytes; 24 is the ratio of these counts and not of rows that a memory opens',
    `Leeway: DRAM rows of ${rowBytes} bytes that the tile touches; by rows, it takes 32 bytes out of each of 32 matrix rows`,
  ],
});

function plain({ title, head, rows, notes }: TextTable): string {
  const table = plainTable(head, [head[0]]);
  for (const row of rows) table.push([...row]);
  return [title, table.toString(), ...notes.map((note) => `  ${note}`)].join('\n');
}

function markdown({ title, head, rows, notes }: TextTable): string {
  const list = notes.map((note) => `- ${note}`);
  return [`**${title}**`, '', markdownTable({ head, rows }), ...(list.length > 0 ? ['', ...list] : [])].join(
    '\n',
  );
}
