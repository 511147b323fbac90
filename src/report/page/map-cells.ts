import { type OperatingPoint, sameOperatingPoint } from '../../core/operating-point.js';
import { thresholdBitOf } from '../../core/threshold-bit.js';
import type { PolicyDetail } from '../report-data.js';
import { type Palette, viridis } from './palette.js';
import type { StudyView } from './study-view.js';

/** What the colour of a cell stands for. */
export type MapQuantity = 'point' | 'voltageV' | 'frequencyHz' | CountQuantity;

/** Words per image. */
export type CountQuantity = 'faultyWords' | 'restoredWords';

export interface MapCell {
  readonly step: number;
  readonly block: number;
  readonly point: OperatingPoint;
  /** Null where nothing is checked. */
  readonly thresholdBit: number | null;
  /** Words per image; null when not recorded. */
  readonly faultyWords: number | null;
  readonly restoredWords: number | null;
}

/** The cells of a policy, step by step. */
export function mapCells({ policy, faultyWords, restoredWords }: PolicyDetail): MapCell[] {
  return policy.cells.flatMap((row, step) =>
    row.map((cell, block) => {
      const protection = policy.protections[cell.protection];
      return {
        step,
        block,
        point: policy.operatingPoints[cell.point],
        thresholdBit: thresholdBitOf(protection),
        faultyWords: faultyWords?.[step]?.[block] ?? null,
        restoredWords: restoredWords?.[step]?.[block] ?? null,
      };
    }),
  );
}

/** What a colour of the map stands for: an operating point, or all that share a voltage or a frequency. */
export interface ColouredPoint {
  readonly point: OperatingPoint;
  readonly colour: string;
  readonly nominal: boolean;
}

const SAME = {
  point: sameOperatingPoint,
  voltageV: (a: OperatingPoint, b: OperatingPoint) => a.voltageV === b.voltageV,
  frequencyHz: (a: OperatingPoint, b: OperatingPoint) => a.frequencyHz === b.frequencyHz,
} as const;

/** Whether two operating points have the same colour. */
export const samePoint = (quantity: keyof typeof SAME, a: OperatingPoint, b: OperatingPoint): boolean =>
  SAME[quantity](a, b);

export const isCount = (quantity: MapQuantity): quantity is CountQuantity => !(quantity in SAME);

/**
 * A colour for every operating point of the study, or for every voltage or frequency, so that it means the same in
 * every policy: the more stress, the darker.
 */
export function pointColours(
  { data }: StudyView,
  quantity: keyof typeof SAME,
  palette: Palette,
): ColouredPoint[] {
  const nominal = data.nominal.operatingPoint;
  const others = data.details
    .flatMap(({ policy }) => policy.operatingPoints)
    .filter((point, index, all) => all.findIndex((other) => samePoint(quantity, point, other)) === index)
    .filter((point) => !samePoint(quantity, point, nominal))
    .sort((a, b) =>
      quantity === 'frequencyHz'
        ? a.frequencyHz - b.frequencyHz
        : b.voltageV - a.voltageV || a.frequencyHz - b.frequencyHz,
    );
  const position = (index: number) => 0.95 - (0.9 * (index + 0.5)) / others.length;
  return [
    { point: nominal, colour: palette.nominal, nominal: true },
    ...others.map((point, index) => ({ point, colour: viridis(position(index)), nominal: false })),
  ];
}

/** Colour of a count between 0 and the map's largest; no faults look like no undervolting. */
export const countColour = (count: number, largest: number, palette: Palette): string =>
  count === 0 ? palette.nominal : viridis(0.95 - (0.9 * count) / largest);

/** Fill of each cell for a quantity. */
export function cellColour(
  quantity: MapQuantity,
  cells: readonly MapCell[],
  points: readonly ColouredPoint[],
  palette: Palette,
): (cell: MapCell) => string {
  if (isCount(quantity)) {
    const largest = largestCount(cells, quantity);
    return (cell) => countColour(cell[quantity] ?? 0, largest, palette);
  }
  return ({ point }) =>
    points.find((candidate) => samePoint(quantity, candidate.point, point))?.colour ?? palette.nominal;
}

export const largestCount = (cells: readonly MapCell[], quantity: CountQuantity): number =>
  Math.max(0, ...cells.map((cell) => cell[quantity] ?? 0));
