import { inputError } from '../core/errors.js';
import type { Constant } from './constant.js';
import { formatBytes, interpolateMacro, nodesOf, type SramRow, type SramTable, toNm } from './sram-table.js';
import { energyRatio, type TechnologyPoint } from './technology-scaling.js';

/** Energies and leakage of a whole memory at the core's node and nominal voltage. */
export interface SramEnergies {
  readonly readEnergyPerByte: Constant<number>;
  readonly writeEnergyPerByte: Constant<number>;
  readonly leakagePower: Constant<number>;
}

/** A memory built of equal macros, one of which answers an access. */
export interface MacroMemory {
  readonly capacityBytes: number;
  readonly macroBytes: number;
  readonly wordBits: number;
}

/** Factors from a table's macro to the core's node and voltage, with the words for a source. */
interface Scaling {
  readonly energy: number;
  readonly leakage: number;
  readonly energyText: string;
  readonly leakageText: string;
}

/** FinFETs leak about 21% less than planar transistors: B. Parvais et al., VLSI-TSA 2009, pp. 80-81. */
const FINFET_LEAKAGE = 0.79;

/**
 * Energies per byte and leakage of a memory, from a table's macro of its size. Below the table's smallest node,
 * energies scale with `(n / n0)^0.5` and leakage with `(n / n0)^0.5 x 0.79`, as hwcomponents-cacti does
 * (hwcomponents_cacti.py, _interp_tech_node); from the cells' supply to the core's, energies follow the
 * {@link energyRatio} of the node and leakage the voltage. A whole word is used of each access; wires between macros
 * are not counted.
 *
 * @param label the table's name in sources
 * @throws InputError where the table cannot give such a macro
 */
export function deriveSramEnergies(
  table: SramTable,
  label: string,
  memory: MacroMemory,
  core: TechnologyPoint,
): SramEnergies {
  const row = interpolateMacro(table, {
    nodeM: tableNode(table, core.nodeM),
    wordBits: memory.wordBits,
    capacityBytes: memory.macroBytes,
  });
  const macros = Math.ceil(memory.capacityBytes / memory.macroBytes);
  const scaling = scalingOf(row, core);
  const wordBytes = memory.wordBits / 8;
  const isRow = table.rows.some(({ capacityBytes }) => capacityBytes === memory.macroBytes);
  const size = `${formatBytes(memory.macroBytes)}${isRow ? '' : ' (interpolated)'}`;
  const macro = `${toNm(row.nodeM)} nm, macro of ${size}, ${memory.wordBits}-bit word`;
  const origin = `derived: ${table.provenance}, ${label}; ${macro}`;
  const perByte = (accessJ: number, access: string): Constant<number> => ({
    value: (accessJ / wordBytes) * scaling.energy,
    source: `${origin}: ${round(accessJ * 1e12)} pJ per ${access} / ${wordBytes} B${scaling.energyText}`,
    unit: 'J/B',
  });
  return {
    readEnergyPerByte: perByte(row.readJ, 'read'),
    writeEnergyPerByte: perByte(row.writeJ, 'write'),
    leakagePower: {
      value: macros * row.leakagePowerW * scaling.leakage,
      source: `${origin}: ${macros} x ${round(row.leakagePowerW * 1e3)} mW${scaling.leakageText}`,
      unit: 'W',
    },
  };
}

/** The node of a table that a node is derived from. */
function tableNode(table: SramTable, nodeM: number): number {
  const nodes = nodesOf(table);
  if (nodeM < nodes[0]) return nodes[0];
  if (nodes.includes(nodeM)) return nodeM;
  throw inputError(
    `expected a technology of ${nodes.map(toNm).join(', ')} nm as ${table.path} has, or a smaller one, got ` +
      `${toNm(nodeM)} nm; give readEnergyPerByte, writeEnergyPerByte and leakagePower`,
  );
}

function scalingOf(row: SramRow, { nodeM, voltageV }: TechnologyPoint): Scaling {
  const shrink = Math.sqrt(nodeM / row.nodeM);
  const finFet = nodeM < row.nodeM ? FINFET_LEAKAGE : 1;
  const energy = energyRatio({ nodeM, voltageV: row.supplyV }, { nodeM, voltageV });
  const nodes = `(${toNm(nodeM)}/${toNm(row.nodeM)})^0.5`;
  const nodeText = nodeM < row.nodeM ? `, x ${round(shrink)} = ${nodes} as hwcomponents-cacti scales` : '';
  const finFetText = nodeM < row.nodeM ? ` and x ${FINFET_LEAKAGE} for FinFETs` : '';
  const fit = `E(${voltageV} V) / E(${row.supplyV} V) at ${toNm(nodeM)} nm (Stillmaker and Baas 2017)`;
  return {
    energy: shrink * energy,
    leakage: shrink * finFet * (voltageV / row.supplyV),
    energyText: `${nodeText}, x ${round(energy)} = ${fit}`,
    leakageText: `${nodeText}${finFetText}, x ${voltageV}/${row.supplyV} for the voltage`,
  };
}

const round = (value: number) => Number(value.toPrecision(4));
