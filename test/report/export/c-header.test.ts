import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Policy } from '../../../src/core/policy.js';
import { cHeader } from '../../../src/report/export/c-header.js';
import { studyIdentifier } from '../../../src/report/export/generated-text.js';
import { DATA, exportedFrom, NASTY_POLICY, policies } from './arbitrary-policies.js';
import { controllerLines, isInstalled, runProgram } from './controller-lines.js';

const folder = mkdtempSync(join(tmpdir(), 'leeway-c-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that prints the tables of a header, and sees them through two inclusions. */
function program(study: string): string {
  const name = studyIdentifier(study);
  const macro = name.toUpperCase();
  return `#include "policy.h"
#include "policy.h"
#include <inttypes.h>
#include <stdio.h>
int main(void) {
    int step, block, i;
    printf("sizes %d %d %d %d\\n", ${macro}_STEPS, ${macro}_BLOCKS, ${macro}_POINTS, ${macro}_PROTECTIONS);
    for (i = 0; i < ${macro}_POINTS; i++) {
        const struct ${name}_operating_point *p = &${name}_operating_points[i];
        printf("point %u %" PRIu32 "\\n", (unsigned)p->voltage_mv, p->frequency_khz);
    }
    for (i = 0; i < ${macro}_PROTECTIONS; i++) {
        const struct ${name}_protection_setting *r = &${name}_protections[i];
        printf("protection %u %u %u %u %" PRIu32 " %" PRIu32 "\\n", (unsigned)r->scheme, (unsigned)r->threshold_bit,
               (unsigned)r->restore, (unsigned)r->repair, r->ratio_ppm, r->count);
    }
    printf("checkpoint %u %d\\n", ${macro}_OFFLOAD_INTERVAL, ${macro}_CHECKPOINT_LAYOUT);
    for (step = 0; step < ${macro}_STEPS; step++) {
        printf("step %u", (unsigned)${name}_checkpoint_refresh[step]);
        for (block = 0; block < ${macro}_BLOCKS; block++)
            printf(" %u/%u", (unsigned)${name}_point[step][block], (unsigned)${name}_protection[step][block]);
        printf("\\n");
    }
    return 0;
}
`;
}

/** What a compiled program finds in the header of a policy. */
function compiledLines(policy: Policy, study = DATA.study): string[] {
  const [main, binary] = [join(folder, 'main.c'), join(folder, 'main')];
  writeFileSync(join(folder, 'policy.h'), cHeader(exportedFrom(policy, study)));
  writeFileSync(main, program(study));
  runProgram('gcc', '-std=c99', '-Wall', '-Wextra', '-Werror', '-pedantic', '-o', binary, main);
  return runProgram(binary).trimEnd().split('\n');
}

describe.skipIf(!isInstalled('gcc'))('a C header, compiled by gcc (skipped without it)', () => {
  it.each(['dit-fashion', '3D_unet.v2', '--', 'int', '_Reserved__x'])(
    'holds the policy of study %s without a warning',
    (study) => {
      const { policy } = DATA.details[0];
      expect(compiledLines(policy, study)).toEqual(controllerLines(policy));
    },
  );

  it('holds every protection, and block names that would end a comment', () => {
    expect(compiledLines(NASTY_POLICY)).toEqual(controllerLines(NASTY_POLICY));
    expect(compiledLines({ ...NASTY_POLICY, checkpoint: null })).toContain('checkpoint 0 0');
  });

  it('holds any policy', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(compiledLines(policy)).toEqual(controllerLines(policy));
      }),
      { numRuns: 8 },
    );
  });
});

describe('a C header', () => {
  it('has no floating point outside of comments', () => {
    const code = cHeader(exportedFrom(NASTY_POLICY)).replace(/\/\*[\s\S]*?\*\//g, '');
    expect(code).not.toMatch(/\d\.\d|float|double/);
    expect(code).not.toMatch(/[^\x20-\x7e\n]/);
  });

  it('says what it rounded', () => {
    const operatingPoints = [{ voltageV: 0.6801, frequencyHz: 1_999_999_999 }];
    const cells = [[{ point: 0, protection: 0 }]];
    const text = cHeader(exportedFrom({ ...NASTY_POLICY, blocks: ['a'], operatingPoints, cells }));
    expect(text).toContain('{681u, 1999999u}');
    expect(text).toContain('voltage of point 0 in mV: 680.1 became 681');
    expect(text).toContain('frequency of point 0 in kHz: 1999999.999 became 1999999');
    expect(cHeader(exportedFrom(DATA.details[0].policy))).not.toContain('Rounded');
  });
});
