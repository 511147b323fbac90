import { inputError } from '../../core/errors.js';
import type { Policy } from '../../core/policy.js';
import { checkpointSteps } from '../checkpoint-steps.js';
import { LAYOUT_CODES } from './controller-codes.js';
import { type ControllerProtection, protectionInIntegers } from './protection-in-integers.js';
import { wholeNumber } from './whole-number.js';

/** An operating point in integers. */
interface ControllerPoint {
  readonly voltageMv: number;
  readonly frequencyKhz: number;
}

/** A policy as a controller without floating point holds it. */
export interface ControllerTables {
  readonly points: readonly ControllerPoint[];
  readonly protections: readonly ControllerProtection[];
  /** Steps between two refreshes of the checkpoint; 0 without a checkpoint. */
  readonly offloadInterval: number;
  readonly layout: number;
  /** By step: whether the checkpoint is refreshed after it. */
  readonly refreshed: readonly boolean[];
  readonly blocks: Policy['blocks'];
  readonly cells: Policy['cells'];
  /** What is not exactly the policy's, a sentence each. */
  readonly roundings: readonly string[];
}

const MOST_16 = 2 ** 16 - 1;
const MOST_32 = 2 ** 32 - 1;

/**
 * A policy in integers. A voltage that is no whole number of millivolt is rounded up and a frequency that is no whole
 * number of kilohertz down, so that no cell is under more stress than the policy asks for.
 *
 * @throws InputError for more than 256 operating points or protections, and for values beyond their fields
 */
export function controllerTables(policy: Policy): ControllerTables {
  const { operatingPoints, protections, checkpoint, blocks, cells } = policy;
  requireAtMost(256, operatingPoints.length, 'operating points');
  requireAtMost(256, protections.length, 'protections');
  requireAtMost(MOST_16, cells.length, 'steps');
  requireAtMost(MOST_16, blocks.length, 'blocks');
  requireAtMost(MOST_32, checkpoint?.offloadInterval ?? 0, 'steps between two refreshes of the checkpoint');
  const roundings: string[] = [];
  const note = (rounding: string) => roundings.push(rounding);
  const refreshed = new Set(checkpointSteps(policy));
  return {
    points: operatingPoints.map(({ voltageV, frequencyHz }, i) => ({
      voltageMv: wholeNumber(voltageV * 1e3, 'up', MOST_16, `voltage of point ${i} in mV`, note),
      frequencyKhz: wholeNumber(frequencyHz / 1e3, 'down', MOST_32, `frequency of point ${i} in kHz`, note),
    })),
    protections: protections.map((protection, i) => protectionInIntegers(protection, i, note)),
    offloadInterval: checkpoint?.offloadInterval ?? 0,
    layout: checkpoint ? LAYOUT_CODES[checkpoint.layout] : 0,
    refreshed: cells.map((_, step) => refreshed.has(step)),
    blocks,
    cells,
    roundings,
  };
}

function requireAtMost(most: number, count: number, what: string): void {
  if (count <= most) return;
  throw inputError(
    `policy: expected at most ${most} ${what} in tables for a controller, got ${count}; export it as JSON`,
  );
}
