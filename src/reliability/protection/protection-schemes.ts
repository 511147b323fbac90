import type { Policy, Protection, ProtectionSchemeName } from '../../core/policy.js';
import { abft } from './abft.js';
import { approxAbft } from './approx-abft.js';
import { dmr } from './dmr.js';
import { driftZeroCrossings } from './drift-zero-crossings.js';
import { driftZeroLarge } from './drift-zero-large.js';
import { effort } from './effort.js';
import { greenTpu } from './green-tpu.js';
import { none } from './none.js';
import type { ProtectionScheme } from './protection-scheme.js';
import { rangeCheck } from './range-check.js';
import { razor } from './razor.js';
import { rollbackAbft } from './rollback-abft.js';
import { statisticalAbft } from './statistical-abft.js';
import { teDrop } from './te-drop.js';
import { tmr } from './tmr.js';

/** The protection schemes by name. */
export const PROTECTION_SCHEMES = {
  none,
  'rollback-abft': rollbackAbft,
  razor,
  'te-drop': teDrop,
  effort,
  'green-tpu': greenTpu,
  dmr,
  tmr,
  abft,
  'approx-abft': approxAbft,
  'statistical-abft': statisticalAbft,
  'range-check': rangeCheck,
  'drift-zero-large': driftZeroLarge,
  'drift-zero-crossings': driftZeroCrossings,
} as const satisfies { [S in ProtectionSchemeName]: ProtectionScheme<Extract<Protection, { scheme: S }>> };

/** The scheme that a policy's protection names. */
export function schemeOf(protection: Protection): ProtectionScheme {
  return PROTECTION_SCHEMES[protection.scheme];
}

/** Whether some cell of the policy runs under a scheme that needs the operands of products (`Accumulators.operands`). */
export function needsOperands({ cells, protections }: Policy): boolean {
  return cells.flat().some(({ protection }) => schemeOf(protections[protection]).needsOperands);
}
