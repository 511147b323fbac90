import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  operatingPointAt,
  type Policy,
  protectionAt,
  refreshesCheckpoint,
} from '../../../src/core/policy.js';
import { policyCsv } from '../../../src/report/export/policy-csv.js';
import { NASTY_POLICY, policies } from './arbitrary-policies.js';

/** Rows of a CSV text as RFC 4180 has them, by the names in the first. */
function rowsOf(text: string): Record<string, string>[] {
  const fields = text.matchAll(/("(?:[^"]|"")*"|[^,\n"]*)(,|\n)/g);
  const records: string[][] = [[]];
  for (const [, field, end] of fields) {
    records[records.length - 1].push(
      field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field,
    );
    if (end === '\n') records.push([]);
  }
  const [head, ...rows] = records.slice(0, -1);
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

function expectedRows(policy: Policy) {
  const { cells, blocks, checkpoint } = policy;
  return cells.flatMap((row, step) =>
    row.map((_, block) => {
      const { scheme, ...settings } = protectionAt(policy, step, block);
      const { voltageV, frequencyHz } = operatingPointAt(policy, step, block);
      const texts = Object.entries(settings).map(([name, value]) => [name, String(value)]);
      return {
        step: String(step),
        block: String(block),
        name: blocks[block],
        voltageV: String(voltageV),
        frequencyHz: String(frequencyHz),
        protection: scheme,
        thresholdBit: '',
        ...Object.fromEntries(texts),
        checkpointRefreshed: String(checkpoint !== null && refreshesCheckpoint(checkpoint, step)),
      };
    }),
  );
}

describe('a policy as CSV', () => {
  it('has a row for each step and block', () => {
    expect(rowsOf(policyCsv(NASTY_POLICY))).toMatchObject(expectedRows(NASTY_POLICY));
    fc.assert(
      fc.property(policies, (policy) => {
        const rows = rowsOf(policyCsv(policy));
        expect(rows).toHaveLength(policy.cells.length * policy.blocks.length);
        expect(rows).toMatchObject(expectedRows(policy));
      }),
      { numRuns: 30 },
    );
  });

  it('has no checkpoint where the policy has none', () => {
    const [row] = rowsOf(policyCsv({ ...NASTY_POLICY, checkpoint: null }));
    expect(row).toMatchObject({ checkpointRefreshed: 'false', offloadInterval: '', checkpointLayout: '' });
  });
});
