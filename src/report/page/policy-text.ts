import type { Policy } from '../../core/policy.js';
import { thresholdBitOf } from '../../core/threshold-bit.js';

/** Powers of two as a person writes them: 2¹⁰. */
export const powerOfTwo = (exponent: number): string =>
  `2${[...String(exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;

/** The threshold bits that cells of the policy really have, ascending; empty when nothing is checked. */
export function thresholdBits({ cells, protections }: Policy): number[] {
  const used = [...new Set(cells.flat().map(({ protection }) => protection))];
  const bits = used.flatMap((index) => {
    const bit = thresholdBitOf(protections[index]);
    return bit === null ? [] : [bit];
  });
  return [...new Set(bits)].sort((a, b) => a - b);
}

/** The deviations from which checksums count as errors: '2¹⁰', '2⁸, 2¹⁰' or 'none'. */
export const thresholdText = (policy: Policy): string =>
  thresholdBits(policy).map(powerOfTwo).join(', ') || 'none';
