import { extname } from 'node:path';

interface ExportFormatEntry {
  /** Endings of file names that mean this format; the first is given to files without a name. */
  readonly endings: readonly [string, ...string[]];
  readonly description: string;
}

/** The formats that a policy can be exported in. */
export const EXPORT_FORMATS = {
  json: { endings: ['.json'], description: 'policy with provenance, for leeway evaluate --policy' },
  yaml: { endings: ['.yaml', '.yml'], description: 'the same as YAML' },
  csv: { endings: ['.csv'], description: 'a row per step and block, for spreadsheets' },
  c: { endings: ['.h', '.c'], description: 'C99 header of integer tables' },
  sv: { endings: ['.sv', '.svh'], description: 'SystemVerilog package' },
  mem: { endings: ['.mem', '.hex'], description: 'memory file for $readmemh' },
  md: { endings: ['.md'], description: 'card for people, with the certificate if there is one' },
} as const satisfies Record<string, ExportFormatEntry>;

export type ExportFormat = keyof typeof EXPORT_FORMATS;

export const EXPORT_FORMAT_NAMES = Object.keys(EXPORT_FORMATS) as ExportFormat[];

/** The format that a file name's ending means; JSON for every other ending. */
export function formatOf(path: string): ExportFormat {
  const ending = extname(path).toLowerCase();
  const known: Readonly<Record<ExportFormat, ExportFormatEntry>> = EXPORT_FORMATS;
  return EXPORT_FORMAT_NAMES.find((name) => known[name].endings.includes(ending)) ?? 'json';
}
