import { type OperatingPoint, sameOperatingPoint } from '../../core/operating-point.js';
import { thresholdBitOf } from '../../core/threshold-bit.js';
import type { PolicyDetail } from '../report-data.js';
import { COLOURS, viridis } from './palette.js';
import type { StudyView } from './study-view.js';

/** What the colour of a cell stands for. */
export type MapQuantity = 'point' | 'faultyWords' | 'restoredWords';

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

export interface ColouredPoint {
  readonly point: OperatingPoint;
  readonly colour: string;
  readonly nominal: boolean;
}

/** A colour for every operating point of the study, so that it means the same in every policy: the lower, the darker. */
export function pointColours({ data }: StudyView): ColouredPoint[] {
  const nominal = data.nominal.operatingPoint;
  const others = data.details
    .flatMap(({ policy }) => policy.operatingPoints)
    .filter((point, index, all) => all.findIndex((other) => sameOperatingPoint(point, other)) === index)
    .filter((point) => !sameOperatingPoint(point, nominal))
    .sort((a, b) => b.voltageV - a.voltageV || a.frequencyHz - b.frequencyHz);
  const position = (index: number) => 0.95 - (0.9 * (index + 0.5)) / others.length;
  return [
    { point: nominal, colour: COLOURS.nominal, nominal: true },
    ...others.map((point, index) => ({ point, colour: viridis(position(index)), nominal: false })),
  ];
}

/** Colour of a count between 0 and the map's largest; no faults look like no undervolting. */
export const countColour = (count: number, largest: number): string =>
  count === 0 ? COLOURS.nominal : viridis(0.95 - (0.9 * count) / largest);

/** Fill of each cell for a quantity. */
export function cellColour(
  quantity: MapQuantity,
  cells: readonly MapCell[],
  points: readonly ColouredPoint[],
): (cell: MapCell) => string {
  if (quantity === 'point') {
    return ({ point }) =>
      points.find((candidate) => sameOperatingPoint(candidate.point, point))?.colour ?? COLOURS.nominal;
  }
  const largest = largestCount(cells, quantity);
  return (cell) => countColour(cell[quantity] ?? 0, largest);
}

export const largestCount = (cells: readonly MapCell[], quantity: 'faultyWords' | 'restoredWords'): number =>
  Math.max(0, ...cells.map((cell) => cell[quantity] ?? 0));
