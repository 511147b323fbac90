import { inputError } from '../core/errors.js';
import { readTextFile } from '../core/yaml-config.js';

/** What one access to an SRAM macro costs, and its leakage, at the supply of its cells. */
export interface SramMacro {
  readonly readJ: number;
  readonly writeJ: number;
  readonly leakagePowerW: number;
}

/** A macro as a memory compiler's tool computed it. */
export interface SramRow extends SramMacro {
  /** Process node in m. */
  readonly nodeM: number;
  readonly capacityBytes: number;
  readonly wordBits: number;
  /** Supply of the cells in V. */
  readonly supplyV: number;
}

/** A table of SRAM macros by node, capacity and word width. */
export interface SramTable {
  readonly path: string;
  /** First comment line of the file: the tool and its configuration. */
  readonly provenance: string;
  readonly rows: readonly SramRow[];
}

/**
 * Columns that are read, and what divides them to give SI units; others may stand beside them. Divided, because
 * 22 / 1e9 is the double that '22 nm' is, and 22 * 1e-9 is not.
 */
const COLUMNS = {
  nodeM: ['tech_nm', 1e9],
  capacityBytes: ['size_bytes', 1],
  wordBits: ['width_bits', 1],
  supplyV: ['supply_V', 1],
  readJ: ['read_nJ', 1e9],
  writeJ: ['write_nJ', 1e9],
  leakagePowerW: ['leak_mW', 1e3],
} as const satisfies Record<keyof SramRow, readonly [name: string, divisor: number]>;

/**
 * Reads a table of SRAM macros: CSV without quotes, `#` lines of provenance before the line of column names.
 *
 * @throws InputError with the line of the first problem
 */
export function loadSramTable(path: string): SramTable {
  const lines = readTextFile(path, 'SRAM table').trimEnd().split('\n');
  const header = lines.findIndex((line) => !line.startsWith('#'));
  const names = lines[header]?.split(',') ?? [];
  const missing = Object.values(COLUMNS).find(([name]) => !names.includes(name));
  if (missing)
    throw inputError(`${path}:${header + 1}: expected a column ${missing[0]}, got ${names.join(', ')}`);
  const rows = lines.slice(header + 1).map((line, i) => parseRow(line, names, `${path}:${header + i + 2}`));
  return { path, provenance: (header > 0 ? lines[0] : path).replace(/^#\s*/, ''), rows };
}

function parseRow(line: string, names: readonly string[], where: string): SramRow {
  const fields = line.split(',');
  const read = (column: keyof SramRow) => {
    const [name, divisor] = COLUMNS[column];
    const value = Number(fields[names.indexOf(name)]);
    if (value > 0) return value / divisor;
    throw inputError(`${where}: ${name}: expected a number above 0, got '${line}'; correct the line`);
  };
  return {
    nodeM: read('nodeM'),
    capacityBytes: read('capacityBytes'),
    wordBits: read('wordBits'),
    supplyV: read('supplyV'),
    readJ: read('readJ'),
    writeJ: read('writeJ'),
    leakagePowerW: read('leakagePowerW'),
  };
}

/** What a macro is asked for by. */
export type SramQuery = Pick<SramRow, 'nodeM' | 'wordBits' | 'capacityBytes'>;

/**
 * A macro of a table's node and word width at any capacity between its rows: energies and leakage are interpolated
 * linearly in logarithms, being near to powers of the capacity. Nothing is extrapolated.
 *
 * @throws InputError where the table has no such node, width or capacity
 */
export function interpolateMacro(table: SramTable, query: SramQuery): SramRow {
  const rows = table.rows
    .filter((row) => row.nodeM === query.nodeM && row.wordBits === query.wordBits)
    .toSorted((a, b) => a.capacityBytes - b.capacityBytes);
  const above = rows.findIndex((row) => row.capacityBytes >= query.capacityBytes);
  const high = rows[above];
  if (high?.capacityBytes === query.capacityBytes) return high;
  if (above <= 0) throw outsideTable(table, rows, query);
  const low = rows[above - 1];
  const share =
    Math.log(query.capacityBytes / low.capacityBytes) / Math.log(high.capacityBytes / low.capacityBytes);
  const between = (field: keyof SramMacro) => low[field] * (high[field] / low[field]) ** share;
  return {
    ...low,
    capacityBytes: query.capacityBytes,
    readJ: between('readJ'),
    writeJ: between('writeJ'),
    leakagePowerW: between('leakagePowerW'),
  };
}

function outsideTable({ path, rows: all }: SramTable, rows: readonly SramRow[], query: SramQuery) {
  const instead = 'or give readEnergyPerByte, writeEnergyPerByte and leakagePower';
  if (rows.length === 0) {
    const widths = new Set(all.filter(({ nodeM }) => nodeM === query.nodeM).map((row) => row.wordBits));
    return inputError(
      `expected a word of ${[...widths].join(', ')} bit as ${path} has at ${toNm(query.nodeM)} nm, ` +
        `got ${query.wordBits} bit; choose one of those, ${instead}`,
    );
  }
  const [least, most] = [rows[0].capacityBytes, rows[rows.length - 1].capacityBytes].map(formatBytes);
  return inputError(
    `expected macros of ${least} to ${most} as ${path} has at ${toNm(query.nodeM)} nm and ${query.wordBits} bit, ` +
      `got ${formatBytes(query.capacityBytes)}; nothing is extrapolated: build the memory of such macros, ${instead}`,
  );
}

/** Nodes of a table in m, rising. */
export const nodesOf = ({ rows }: SramTable): number[] =>
  [...new Set(rows.map(({ nodeM }) => nodeM))].toSorted((a, b) => a - b);

export const toNm = (nodeM: number): number => Number((nodeM / 1e-9).toPrecision(12));
export const formatBytes = (bytes: number): string => {
  const [size, unit] = bytes >= 2 ** 20 ? [bytes / 2 ** 20, 'MiB'] : [bytes / 2 ** 10, 'KiB'];
  return `${Number(size.toPrecision(6))} ${unit}`;
};
