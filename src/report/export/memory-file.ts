import { PROTECTION_NOTES } from './controller-codes.js';
import { type ControllerTables, controllerTables } from './controller-tables.js';
import { cellWord, hexWord, pointWords, protectionWords } from './controller-words.js';
import type { ExportedPolicy } from './exported-policy.js';
import { entryNotes, headLines } from './generated-text.js';

/** 'LWY1' in ASCII: layout 1. */
const MAGIC = 0x4c575931;
const HEADER_WORDS = 10;
const POINT_WORDS = 2;
const PROTECTION_WORDS = 3;

const LAYOUT: readonly string[] = [
  'Words of 32 bits in hexadecimal, one a line, for $readmemh; P, R and C are the addresses in words 5 to 7.',
  '  0      0x4c575931, "LWY1": this layout',
  '  1      31:16 blocks, 15:0 steps',
  '  2      31:16 protections, 15:0 operating points',
  '  3      steps between two refreshes of the checkpoint, 0 for none',
  '  4      layout of the checkpoint: 0 row-major, 1 tile-contiguous',
  '  5      P, address of the operating points',
  '  6      R, address of the protections',
  '  7      C, address of the cells',
  '  8      first 32 bits of the policy id',
  '  9      number of words',
  '  P+2i   voltage of point i in mV; P+2i+1: its frequency in kHz',
  '  R+3i   protection i: 7:0 scheme, 12:8 threshold_bit, 14:13 restore, 15 repair; R+3i+1: ratio_ppm; R+3i+2: count',
  '  C+s*blocks+b  cell of step s and block b: 7:0 point, 15:8 protection, 16 checkpoint refreshed after step s',
];

/**
 * A policy as a memory file for `$readmemh`: a header, operating points, protections, and a word for each step and
 * block. The layout stands in the comments at its head.
 *
 * @throws InputError as {@link controllerTables}
 */
export function memoryFile(exported: ExportedPolicy): string {
  const tables = controllerTables(exported.policy);
  const notes = entryNotes(exported);
  const comments = [...headLines(exported, tables), ...LAYOUT, ...PROTECTION_NOTES];
  return [
    ...comments.map((line) => `// ${line}`),
    '// Header',
    ...header(tables, exported.provenance.policyId).map(hexWord),
    ...tables.points.flatMap((point, i) => [
      `// Point ${i}: ${notes.points[i]}`,
      ...pointWords(point).map(hexWord),
    ]),
    ...tables.protections.flatMap((protection, i) => [
      `// Protection ${i}: ${notes.protections[i]}`,
      ...protectionWords(protection).map(hexWord),
    ]),
    ...tables.cells.flatMap((row, step) => [
      `// Step ${step}`,
      ...row.map((cell) => hexWord(cellWord(cell, tables.refreshed[step]))),
    ]),
    '',
  ].join('\n');
}

function header(tables: ControllerTables, policyId: string): number[] {
  const { points, protections, cells, blocks, offloadInterval, layout } = tables;
  const pointsAt = HEADER_WORDS;
  const protectionsAt = pointsAt + POINT_WORDS * points.length;
  const cellsAt = protectionsAt + PROTECTION_WORDS * protections.length;
  return [
    MAGIC,
    blocks.length * 2 ** 16 + cells.length,
    protections.length * 2 ** 16 + points.length,
    offloadInterval,
    layout,
    pointsAt,
    protectionsAt,
    cellsAt,
    Number.parseInt(policyId.slice(0, 8), 16),
    cellsAt + cells.length * blocks.length,
  ];
}
