import { z } from 'zod';
import type { Protection } from '../../core/policy.js';
import { none } from './none.js';
import type { ProtectionScheme } from './protection-scheme.js';
import { rollbackAbft } from './rollback-abft.js';

/** The protection schemes by name. */
export const PROTECTION_SCHEMES = {
  none,
  'rollback-abft': rollbackAbft,
} as const satisfies { [S in Protection['scheme']]: ProtectionScheme<Extract<Protection, { scheme: S }>> };

const [firstSchema, ...otherSchemas] = Object.values(PROTECTION_SCHEMES).map(({ schema }) => schema);

/** Schema of a policy's protection: one variant per scheme. */
export const protectionSchema = z.discriminatedUnion('scheme', [firstSchema, ...otherSchemas]);

/** The scheme that a policy's protection names. */
export function schemeOf(protection: Protection): ProtectionScheme {
  return PROTECTION_SCHEMES[protection.scheme];
}
