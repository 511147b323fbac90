import { z } from 'zod';
import { CHECKPOINT_LAYOUTS, checkpointsRead, type Policy } from './policy.js';
import { protectionSchema } from './protection-schema.js';
import { parseYamlConfig } from './yaml-config.js';

const index = z.int().min(0);

const policySchema = z
  .strictObject({
    format: z.literal('leeway-policy/1', { error: "expected format 'leeway-policy/1'" }),
    blocks: z.array(z.string()).min(1),
    operatingPoints: z
      .array(z.strictObject({ voltageV: z.number().positive(), frequencyHz: z.number().positive() }))
      .min(1),
    protections: z.array(protectionSchema).min(1),
    checkpoint: z
      .strictObject({ offloadInterval: z.int().min(1), layout: z.enum(CHECKPOINT_LAYOUTS) })
      .nullable(),
    cells: z.array(z.array(z.strictObject({ point: index, protection: index }))).min(1),
  })
  .superRefine((policy, context) => {
    const reader = policy.protections.find((protection) => checkpointsRead(protection) > 0);
    if (policy.checkpoint === null && reader) {
      const message = `expected offloadInterval and layout, because '${reader.scheme}' restores from it; got null`;
      context.addIssue({ code: 'custom', path: ['checkpoint'], message });
    }
    policy.cells.forEach((row, step) => {
      const problem = rowProblem(policy, row);
      if (problem) context.addIssue({ code: 'custom', path: ['cells', step], message: problem });
    });
  });

function rowProblem(
  { blocks, operatingPoints, protections }: Policy,
  row: Policy['cells'][number],
): string | null {
  if (row.length !== blocks.length)
    return `expected ${blocks.length} cells, one per block, got ${row.length}`;
  if (row.some(({ point }) => point >= operatingPoints.length))
    return 'a cell names an operating point that is not listed';
  if (row.some(({ protection }) => protection >= protections.length))
    return 'a cell names a protection that is not listed';
  return null;
}

/**
 * Reads a policy file.
 *
 * @param path named in messages
 * @throws InputError with file, line and column of every problem
 */
export function parsePolicy(text: string, path: string): Policy {
  // JSON is YAML too, and the YAML reader knows the line and column of each field.
  return parseYamlConfig(text, path, policySchema);
}
