import { formatOperatingPoint, type OperatingPoint, sameOperatingPoint } from '../core/operating-point.js';
import { operatingPointAt, type Policy } from '../core/policy.js';
import type { Transitions } from './voltage-domain.js';

/**
 * Time in s that changing the operating point takes: the voltage ramps and settles, then the clock locks again; each
 * only where it changes. The core waits meanwhile. The same in both directions.
 */
export function transitionTimeS(transitions: Transitions, from: OperatingPoint, to: OperatingPoint): number {
  const deltaV = Math.abs(to.voltageV - from.voltageV);
  const voltageS = deltaV > 0 ? transitions.slewSPerV * deltaV + transitions.settleS : 0;
  return voltageS + (to.frequencyHz === from.frequencyHz ? 0 : transitions.relockS);
}

/** Consecutive cells at one operating point. */
interface Run {
  /** Where it begins: position in execution order, `step x blocks + block`. */
  readonly start: number;
  readonly seconds: number;
}

/**
 * Why a regulator cannot follow a policy, or null when it can: two changes of the operating point lie closer together
 * than `minDwellS`. Cells run step by step, block by block, and images follow one another: the last cell's
 * operating point is held until the next image's first cell asks for another. A policy of one operating point never
 * changes.
 *
 * @param cellS time of each cell in s, `steps x blocks` in execution order
 */
export function switchingViolation(
  { minDwellS }: Transitions,
  policy: Policy,
  cellS: Float64Array,
): string | null {
  const short = runs(policy, cellS).find(({ seconds }) => seconds < minDwellS);
  if (short === undefined) return null;
  const blocks = policy.blocks.length;
  const [step, block] = [Math.floor(short.start / blocks), short.start % blocks];
  const point = formatOperatingPoint(operatingPointAt(policy, step, block));
  return (
    `step ${step}, block ${policy.blocks[block]}: ${point} lasts ${nanoseconds(short.seconds)}, expected at least ` +
    `${nanoseconds(minDwellS)} between two changes, which the regulator needs; give neighbouring blocks or steps the ` +
    "same operating point, or describe a faster regulator (the accelerator's transitions.minDwell)"
  );
}

/** The runs of an image, the first one from the first change on; none where nothing changes. */
function runs(policy: Policy, cellS: Float64Array): Run[] {
  const starts = changes(policy);
  return starts.map((start, i) => {
    const end = i + 1 < starts.length ? starts[i + 1] : starts[0] + cellS.length;
    let seconds = 0;
    for (let cell = start; cell < end; cell++) seconds += cellS[cell % cellS.length];
    return { start, seconds };
  });
}

/** Positions of the cells that are entered from another operating point, the first cell from the last one's. */
function changes(policy: Policy): number[] {
  const cells = policy.cells.flat();
  const pointOf = ({ point }: (typeof cells)[number]) => policy.operatingPoints[point];
  return cells.flatMap((cell, i) => {
    const before = cells[(i + cells.length - 1) % cells.length];
    return before.point === cell.point || sameOperatingPoint(pointOf(before), pointOf(cell)) ? [] : i;
  });
}

const nanoseconds = (seconds: number) => `${Number((seconds * 1e9).toPrecision(3))} ns`;
