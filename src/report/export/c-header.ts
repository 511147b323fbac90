import { ENUMERATIONS, PROTECTION_NOTES } from './controller-codes.js';
import { type ControllerTables, controllerTables } from './controller-tables.js';
import type { ExportedPolicy } from './exported-policy.js';
import { entryNotes, headLines, identifierPart, studyIdentifier } from './generated-text.js';

/** Entries of a table row in a line of source. */
const PER_LINE = 16;

/**
 * A policy as a C99 header of constant tables without floating point: operating points in mV and kHz, protections, and
 * for each step and block the indices into both. Names begin with `leeway_<study>`, so that another policy of the study
 * takes the place of this one without a change elsewhere.
 *
 * @throws InputError as {@link controllerTables}
 */
export function cHeader(exported: ExportedPolicy): string {
  const tables = controllerTables(exported.policy);
  const name = studyIdentifier(exported.provenance.study);
  const macro = name.toUpperCase();
  const guard = `${macro}_${exported.provenance.policyId.slice(0, 8).toUpperCase()}_H`;
  return [
    comment(headLines(exported, tables)),
    `#ifndef ${guard}`,
    `#define ${guard}`,
    '',
    '#include <stdint.h>',
    '',
    ...sizes(macro, tables),
    '',
    ...Object.entries(ENUMERATIONS).flatMap(([what, { codes }]) => enumeration(`${name}_${what}`, codes)),
    ...pointTable(name, macro, tables, entryNotes(exported).points),
    ...protectionTable(name, macro, tables, entryNotes(exported).protections),
    ...cellTable(`${name}_point`, macro, 'index of the operating point', tables, ({ point }) => point),
    ...cellTable(
      `${name}_protection`,
      macro,
      'index of the protection',
      tables,
      ({ protection }) => protection,
    ),
    `/* By step: 1 where the checkpoint is refreshed after it. */`,
    `static const uint8_t ${name}_checkpoint_refresh[${macro}_STEPS] = {`,
    ...wrapped(tables.refreshed.map(Number), '    '),
    '};',
    '',
    `#endif /* ${guard} */`,
    '',
  ].join('\n');
}

const comment = (lines: readonly string[]) => ['/*', ...lines.map((line) => ` * ${line}`), ' */'].join('\n');

const sizes = (
  macro: string,
  { cells, blocks, points, protections, offloadInterval, layout }: ControllerTables,
) => [
  `#define ${macro}_STEPS ${cells.length}`,
  `#define ${macro}_BLOCKS ${blocks.length}`,
  `#define ${macro}_POINTS ${points.length}`,
  `#define ${macro}_PROTECTIONS ${protections.length}`,
  '/* Steps between two refreshes of the checkpoint; 0: no checkpoint is kept. */',
  `#define ${macro}_OFFLOAD_INTERVAL ${offloadInterval}u`,
  `/* One of enum ${macro.toLowerCase()}_layout. */`,
  `#define ${macro}_CHECKPOINT_LAYOUT ${layout}`,
];

function enumeration(name: string, codes: Readonly<Record<string, number>>): string[] {
  const members = Object.entries(codes).map(
    ([key, code]) => `    ${`${name}_${identifierPart(key)}`.toUpperCase()} = ${code}`,
  );
  return [`enum ${name} {`, members.join(',\n'), '};', ''];
}

function pointTable(
  name: string,
  macro: string,
  { points }: ControllerTables,
  notes: readonly string[],
): string[] {
  return [
    `struct ${name}_operating_point {`,
    '    uint16_t voltage_mv;',
    '    uint32_t frequency_khz;',
    '};',
    '',
    `static const struct ${name}_operating_point ${name}_operating_points[${macro}_POINTS] = {`,
    ...points.map(
      ({ voltageMv, frequencyKhz }, i) => `    {${voltageMv}u, ${frequencyKhz}u}, /* ${i}: ${notes[i]} */`,
    ),
    '};',
    '',
  ];
}

function protectionTable(
  name: string,
  macro: string,
  { protections }: ControllerTables,
  notes: readonly string[],
): string[] {
  return [
    comment(PROTECTION_NOTES),
    `struct ${name}_protection_setting {`,
    `    uint8_t scheme; /* enum ${name}_scheme */`,
    '    uint8_t threshold_bit;',
    `    uint8_t restore; /* enum ${name}_restore */`,
    `    uint8_t repair; /* enum ${name}_repair */`,
    '    uint32_t ratio_ppm;',
    '    uint32_t count;',
    '};',
    '',
    `static const struct ${name}_protection_setting ${name}_protections[${macro}_PROTECTIONS] = {`,
    ...protections.map(
      ({ scheme, thresholdBit, restore, repair, ratioPpm, count }, i) =>
        `    {${scheme}u, ${thresholdBit}u, ${restore}u, ${repair}u, ${ratioPpm}u, ${count}u}, /* ${i}: ${notes[i]} */`,
    ),
    '};',
    '',
  ];
}

function cellTable(
  name: string,
  macro: string,
  what: string,
  { cells }: ControllerTables,
  value: (cell: ControllerTables['cells'][number][number]) => number,
): string[] {
  return [
    `/* By step and block: ${what}. */`,
    `static const uint8_t ${name}[${macro}_STEPS][${macro}_BLOCKS] = {`,
    ...cells.flatMap((row) => ['    {', ...wrapped(row.map(value), '        '), '    },']),
    '};',
    '',
  ];
}

function wrapped(values: readonly number[], indent: string): string[] {
  const lines = Math.ceil(values.length / PER_LINE);
  return Array.from(
    { length: lines },
    (_, line) => `${indent}${values.slice(line * PER_LINE, (line + 1) * PER_LINE).join(', ')},`,
  );
}
