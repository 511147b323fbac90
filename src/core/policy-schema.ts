import { z } from 'zod';
import { inputError } from './errors.js';
import { CHECKPOINT_LAYOUTS, checkpointsRead, type Policy } from './policy.js';
import { protectionSchema } from './protection-schema.js';
import { parseYamlConfig } from './yaml-config.js';

/** What a policy file names as its `$schema`, and the schema as its `$id`: a name, which nothing is fetched by. */
export const POLICY_SCHEMA_ID = 'urn:leeway:policy:1';

const index = (table: string) => z.int().min(0).describe(`index into ${table}, from 0`);

const operatingPointSchema = z.strictObject({
  voltageV: z.number().positive().describe('core supply in volt'),
  frequencyHz: z.number().positive().describe('core clock in hertz'),
});

const checkpointSchema = z.strictObject({
  offloadInterval: z.int().min(1).describe('steps between two refreshes of the checkpoint'),
  layout: z.enum(CHECKPOINT_LAYOUTS).describe('how a checkpointed matrix lies in DRAM'),
});

const cellSchema = z.strictObject({ point: index('operatingPoints'), protection: index('protections') });

/** A policy as files and queues hold it. */
export const policySchema = z
  .strictObject({
    format: z.literal('leeway-policy/1', { error: "expected format 'leeway-policy/1'" }),
    blocks: z.array(z.string()).min(1).describe('block names in execution order, as the network names them'),
    operatingPoints: z.array(operatingPointSchema).min(1),
    protections: z.array(protectionSchema).min(1),
    checkpoint: checkpointSchema.nullable().describe('null when no cell rolls back'),
    cells: z
      .array(z.array(cellSchema))
      .min(1)
      .describe('steps x blocks; step 0 is the first denoising step, the noisiest'),
    $schema: z.string().optional().describe('this schema, for editors'),
    provenance: z
      .looseObject({})
      .optional()
      .describe('where the policy comes from and how it was scored; not part of the policy, and never read'),
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
 * Reads a policy file, JSON or YAML. What it says beside the policy, its schema and provenance, is left out: equal
 * policies have equal ids, wherever they come from.
 *
 * @param path named in messages
 * @throws InputError with file, line and column of every problem
 */
export function parsePolicy(text: string, path: string): Policy {
  if (/\.(csv|h|sv|mem|md)$/i.test(path)) {
    throw inputError(
      `${path}: expected a policy as JSON or YAML, got a file for other programs, which does not hold all of it; ` +
        'export the policy once more with --format json',
    );
  }
  // JSON is YAML too, and the YAML reader knows the line and column of each field.
  const { $schema, provenance, ...policy } = parseYamlConfig(text, path, policySchema);
  return policy;
}

/** JSON Schema (draft 7) of policy files, for editors and other programs. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(policySchema, { io: 'input', target: 'draft-7' });
  return { $id: POLICY_SCHEMA_ID, ...schema, title: 'Leeway policy' };
}
