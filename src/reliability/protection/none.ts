import { z } from 'zod';
import type { Protection } from '../../core/policy.js';
import type { ProtectionScheme } from './protection-scheme.js';

type None = Extract<Protection, { scheme: 'none' }>;

const schema = z.strictObject({ scheme: z.literal('none').describe('faults stay where they are') });

/** No detection and no repair: faults stay where they are. */
export const none = {
  schema,
  readsCheckpoint: false,
  create: () => () => {},
} as const satisfies ProtectionScheme<None>;
