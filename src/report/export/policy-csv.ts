import { stringify } from 'csv-stringify/sync';
import { operatingPointAt, type Policy, protectionAt } from '../../core/policy.js';
import { checkpointSteps } from '../checkpoint-steps.js';

const FIRST_COLUMNS = ['step', 'block', 'name', 'voltageV', 'frequencyHz', 'protection', 'thresholdBit'];
const LAST_COLUMNS = ['checkpointRefreshed', 'offloadInterval', 'checkpointLayout'];

/**
 * A policy's cells as CSV with a header, one row per step and block, both from 0: voltage in volt, frequency in hertz,
 * the protection's scheme, its threshold and its other parameters (one column for each that occurs), and whether the
 * checkpoint is refreshed after the step. What does not apply to a cell is empty. A table to look at: the policy's own
 * tables and its provenance are not in it.
 */
export function policyCsv(policy: Policy): string {
  const refreshed = new Set(checkpointSteps(policy));
  const parameters = new Set(policy.protections.flatMap((protection) => Object.keys(protection)));
  const others = [...parameters].filter((name) => name !== 'scheme' && !FIRST_COLUMNS.includes(name)).sort();
  const rows = policy.cells.flatMap((row, step) =>
    row.map((_, block) => {
      const { scheme, ...settings } = protectionAt(policy, step, block);
      return {
        step,
        block,
        name: policy.blocks[block],
        ...operatingPointAt(policy, step, block),
        protection: scheme,
        ...settings,
        checkpointRefreshed: refreshed.has(step),
        offloadInterval: policy.checkpoint?.offloadInterval,
        checkpointLayout: policy.checkpoint?.layout,
      };
    }),
  );
  const columns = [...FIRST_COLUMNS, ...others, ...LAST_COLUMNS];
  return stringify(rows, { header: true, columns, cast: { boolean: String } });
}
