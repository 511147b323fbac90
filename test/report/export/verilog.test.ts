import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Policy, policyId } from '../../../src/core/policy.js';
import { studyIdentifier } from '../../../src/report/export/generated-text.js';
import { memoryFile } from '../../../src/report/export/memory-file.js';
import { svPackage } from '../../../src/report/export/sv-package.js';
import { DATA, exportedFrom, NASTY_POLICY, policies } from './arbitrary-policies.js';
import { controllerLines, isInstalled, runProgram } from './controller-lines.js';

const folder = mkdtempSync(join(tmpdir(), 'leeway-verilog-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Prints what the package says, then what the memory file says, by the layout in its comments. */
function testbench(study: string, memoryPath: string): string {
  return `module tb;
  import ${studyIdentifier(study)}_pkg::*;
  operating_point_t p;
  protection_setting_t r;
  cell_t c;
  integer i, s, b, words;
  reg [31:0] m [0:65535];
  reg [31:0] w;
  initial begin
    $display("sizes %0d %0d %0d %0d", STEPS, BLOCKS, POINTS, PROTECTIONS);
    for (i = 0; i < POINTS; i = i + 1) begin
      p = operating_point(i);
      $display("point %0d %0d", p.voltage_mv, p.frequency_khz);
    end
    for (i = 0; i < PROTECTIONS; i = i + 1) begin
      r = protection_setting(i);
      $display("protection %0d %0d %0d %0d %0d %0d", r.scheme, r.threshold_bit, r.restore, r.repair, r.ratio_ppm, r.count);
    end
    $display("checkpoint %0d %0d", OFFLOAD_INTERVAL, CHECKPOINT_LAYOUT);
    for (s = 0; s < STEPS; s = s + 1) begin
      c = cell_at(s, 0);
      $write("step %0d", c.checkpoint_refresh);
      for (b = 0; b < BLOCKS; b = b + 1) begin
        c = cell_at(s, b);
        $write(" %0d/%0d", c.point, c.protection);
      end
      $display("");
    end
    $display("id %h", POLICY_ID);

    $readmemh("${memoryPath}", m);
    $display("magic %h", m[0]);
    $display("sizes %0d %0d %0d %0d", m[1][15:0], m[1][31:16], m[2][15:0], m[2][31:16]);
    for (i = 0; i < m[2][15:0]; i = i + 1)
      $display("point %0d %0d", m[m[5] + 2 * i], m[m[5] + 2 * i + 1]);
    for (i = 0; i < m[2][31:16]; i = i + 1) begin
      w = m[m[6] + 3 * i];
      $display("protection %0d %0d %0d %0d %0d %0d", w[7:0], w[12:8], w[14:13], w[15], m[m[6] + 3 * i + 1], m[m[6] + 3 * i + 2]);
    end
    $display("checkpoint %0d %0d", m[3], m[4]);
    for (s = 0; s < m[1][15:0]; s = s + 1) begin
      w = m[m[7] + s * m[1][31:16]];
      $write("step %0d", w[16]);
      for (b = 0; b < m[1][31:16]; b = b + 1) begin
        w = m[m[7] + s * m[1][31:16] + b];
        $write(" %0d/%0d", w[7:0], w[15:8]);
      end
      $display("");
    end
    $display("id %h", m[8]);
    words = 0;
    while (m[words] !== 32'hx) words = words + 1;
    $display("words %0d %0d", m[9], words);
  end
endmodule
`;
}

/** What a simulator finds in the package and in the memory file of a policy. */
function simulatedLines(policy: Policy, study = DATA.study): string[] {
  const exported = exportedFrom(policy, study);
  const [source, memory, bench, binary] = ['policy.sv', 'policy.mem', 'tb.sv', 'tb'].map((name) =>
    join(folder, name),
  );
  writeFileSync(source, svPackage(exported));
  writeFileSync(memory, memoryFile(exported));
  writeFileSync(bench, testbench(study, memory));
  runProgram('iverilog', '-g2012', '-Wall', '-Wno-timescale', '-o', binary, source, bench);
  const lines = runProgram('vvp', '-n', binary).trimEnd().split('\n');
  return lines.filter((line) => !line.startsWith('WARNING'));
}

function expectedLines(policy: Policy): string[] {
  const lines = controllerLines(policy);
  const id = policyId(policy);
  const { blocks, cells, operatingPoints, protections } = policy;
  const words = 10 + 2 * operatingPoints.length + 3 * protections.length + cells.length * blocks.length;
  return [
    ...lines,
    `id ${id}`,
    'magic 4c575931',
    ...lines,
    `id ${id.slice(0, 8)}`,
    `words ${words} ${words}`,
  ];
}

describe.skipIf(!isInstalled('iverilog'))(
  'a SystemVerilog package and a memory file, simulated by iverilog (skipped without it)',
  () => {
    it.each(['dit-fashion', '3D_unet.v2', '--', 'int'])('hold the policy of study %s', (study) => {
      const { policy } = DATA.details[0];
      expect(simulatedLines(policy, study)).toEqual(expectedLines(policy));
    });

    it('hold every protection, and block names that would end a comment', () => {
      expect(simulatedLines(NASTY_POLICY)).toEqual(expectedLines(NASTY_POLICY));
      const without = { ...NASTY_POLICY, checkpoint: null };
      expect(simulatedLines(without)).toEqual(expectedLines(without));
    });

    it('hold any policy', () => {
      fc.assert(
        fc.property(policies, (policy) => {
          expect(simulatedLines(policy)).toEqual(expectedLines(policy));
        }),
        { numRuns: 8 },
      );
    });
  },
);

describe('a memory file', () => {
  it('has one word of eight digits a line, or a comment', () => {
    const lines = memoryFile(exportedFrom(NASTY_POLICY)).trimEnd().split('\n');
    expect(lines.filter((line) => !/^([0-9a-f]{8}|\/\/ [ -~]*)$/.test(line))).toEqual([]);
  });
});
