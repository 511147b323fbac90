import { ENUMERATIONS, PROTECTION_NOTES } from './controller-codes.js';
import { type ControllerTables, controllerTables } from './controller-tables.js';
import { cellWord, hexWord, pointWords, protectionWords } from './controller-words.js';
import type { ExportedPolicy } from './exported-policy.js';
import { entryNotes, headLines, identifierPart, studyIdentifier } from './generated-text.js';

const POINT_BITS = 64;
const PROTECTION_BITS = 96;
const CELL_BITS = 17;

/** Cells in a line of source. */
const PER_LINE = 8;

/**
 * A policy as a SystemVerilog package for a DVFS controller: sizes as parameters, packed structs for operating points,
 * protections and cells, and constant functions that look them up, all of it synthesisable. Functions over packed
 * constants stand for arrays of structs, which Icarus Verilog does not take as parameters.
 *
 * @throws InputError as {@link controllerTables}
 */
export function svPackage(exported: ExportedPolicy): string {
  const tables = controllerTables(exported.policy);
  const name = `${studyIdentifier(exported.provenance.study)}_pkg`;
  const notes = entryNotes(exported);
  return [
    ...headLines(exported, tables).map((line) => `// ${line}`),
    `package ${name};`,
    ...parameters(tables, exported.provenance.policyId),
    '',
    ...Object.entries(ENUMERATIONS).flatMap(([what, { codes, bits }]) => enumeration(what, codes, bits)),
    ...STRUCTS,
    '',
    ...table('POINT_TABLE', POINT_BITS, tables.points.map(pointWords), notes.points),
    ...table('PROTECTION_TABLE', PROTECTION_BITS, tables.protections.map(protectionWords), notes.protections),
    ...lookup('operating_point', 'POINT_TABLE', POINT_BITS),
    ...lookup('protection_setting', 'PROTECTION_TABLE', PROTECTION_BITS),
    ...stepFunction(tables),
    ...CELL_FUNCTION,
    'endpackage',
    '',
  ].join('\n');
}

function parameters(tables: ControllerTables, policyId: string): string[] {
  const { points, protections, cells, blocks, offloadInterval, layout } = tables;
  return [
    `  localparam integer STEPS = ${cells.length};`,
    `  localparam integer BLOCKS = ${blocks.length};`,
    `  localparam integer POINTS = ${points.length};`,
    `  localparam integer PROTECTIONS = ${protections.length};`,
    '  // Steps between two refreshes of the checkpoint; 0: no checkpoint is kept.',
    `  localparam [31:0] OFFLOAD_INTERVAL = 32'd${offloadInterval};`,
    '  // A layout_t.',
    `  localparam [0:0] CHECKPOINT_LAYOUT = 1'd${layout};`,
    `  localparam [255:0] POLICY_ID = 256'h${policyId};`,
  ];
}

function enumeration(what: string, codes: Readonly<Record<string, number>>, bits: number): string[] {
  const members = Object.entries(codes).map(
    ([key, code]) => `    ${what.toUpperCase()}_${identifierPart(key).toUpperCase()} = ${bits}'d${code}`,
  );
  return [`  typedef enum logic [${bits - 1}:0] {`, members.join(',\n'), `  } ${what}_t;`, ''];
}

const STRUCTS: readonly string[] = [
  '  typedef struct packed {',
  '    logic [31:0] frequency_khz;',
  '    logic [31:0] voltage_mv;',
  '  } operating_point_t;',
  '',
  ...PROTECTION_NOTES.map((line) => `  // ${line}`),
  '  typedef struct packed {',
  '    logic [31:0] count;',
  '    logic [31:0] ratio_ppm;',
  '    logic [15:0] reserved;',
  '    repair_t repair;',
  '    restore_t restore;',
  '    logic [4:0] threshold_bit;',
  '    scheme_t scheme;',
  '  } protection_setting_t;',
  '',
  '  typedef struct packed {',
  '    logic checkpoint_refresh; // after the step',
  '    logic [7:0] protection;   // index of the protection',
  '    logic [7:0] point;        // index of the operating point',
  '  } cell_t;',
];

/** A parameter that packs entries of some words each; entry 0 and word 0 in the lowest bits. */
function table(
  name: string,
  bits: number,
  entries: readonly (readonly number[])[],
  notes: readonly string[],
): string[] {
  const lines = entries.map((words, i) => {
    const separator = i > 0 ? ',' : ' ';
    return `    ${bits}'h${words.toReversed().map(hexWord).join('_')}${separator} // ${i}: ${notes[i]}`;
  });
  return [`  localparam [${bits * entries.length - 1}:0] ${name} = {`, ...lines.toReversed(), '  };', ''];
}

const lookup = (what: string, tableName: string, bits: number): string[] => [
  `  function automatic ${what}_t ${what}(input integer index);`,
  `    ${what} = ${tableName}[${bits} * index +: ${bits}];`,
  '  endfunction',
  '',
];

/** A function from a step to its cells; steps with equal cells share a branch. */
function stepFunction({ cells, refreshed, blocks }: ControllerTables): string[] {
  const stepsByCells = new Map<string, number[]>();
  cells.forEach((row, step) => {
    const words = row.map(
      (cell) => `${CELL_BITS}'h${cellWord(cell, refreshed[step]).toString(16).padStart(5, '0')}`,
    );
    const text = wrapped(words.toReversed());
    stepsByCells.set(text, [...(stepsByCells.get(text) ?? []), step]);
  });
  return [
    '  // All cells of a step, block 0 in the lowest bits; 0 for a step that there is not.',
    `  function automatic [${CELL_BITS * blocks.length - 1}:0] step_cells(input integer step);`,
    '    case (step)',
    ...[...stepsByCells].map(
      ([text, steps]) => `      ${steps.join(', ')}: step_cells = {\n${text}\n      };`,
    ),
    "      default: step_cells = '0;",
    '    endcase',
    '  endfunction',
    '',
  ];
}

function wrapped(words: readonly string[]): string {
  const lines = Array.from({ length: Math.ceil(words.length / PER_LINE) }, (_, line) =>
    words.slice(line * PER_LINE, (line + 1) * PER_LINE).join(', '),
  );
  return lines.map((line) => `        ${line}`).join(',\n');
}

const CELL_FUNCTION: readonly string[] = [
  '  function automatic cell_t cell_at(input integer step, input integer block);',
  `    logic [${CELL_BITS} * BLOCKS - 1:0] cells;`,
  '    cells = step_cells(step);',
  `    cell_at = cells[${CELL_BITS} * block +: ${CELL_BITS}];`,
  '  endfunction',
];
