import type { Protection } from '../../core/policy.js';
import type { ProtectionScheme } from './protection-scheme.js';

type None = Extract<Protection, { scheme: 'none' }>;

/** No detection and no repair: faults stay where they are. */
export const none = {
  actsWithoutFaults: false,
  needsOperands: false,
  create: () => () => {},
} as const satisfies ProtectionScheme<None>;
