import type { SensitivityAnalysis, SensitivityCell, SensitivityDimension } from '../../core/sensitivity.js';

/** A cell of which an estimate is known. */
export type MeasuredCell = SensitivityCell & { readonly distance: NonNullable<SensitivityCell['distance']> };

/** The measured cells of a dimension, in the plan's order. */
export const measured = ({ cells }: SensitivityAnalysis, dimension: SensitivityDimension): MeasuredCell[] =>
  cells.filter((cell): cell is MeasuredCell => cell.dimension === dimension && cell.distance !== null);

/** How precise the map is. */
export interface MapPrecision {
  /** Least and largest mean of the map. */
  readonly least: number;
  readonly most: number;
  /** Width of the widest 95% interval as a share of their difference; infinite where they are equal. */
  readonly widestShare: number;
  /** Cells whose interval is narrower than the tolerance, and all cells, measured or not. */
  readonly narrow: number;
  readonly cells: number;
}

/** Null before any cell of the map was measured. */
export function mapPrecision(analysis: SensitivityAnalysis): MapPrecision | null {
  const map = measured(analysis, 'map');
  if (map.length === 0) return null;
  const means = map.map(({ distance }) => distance.mean);
  const [least, most] = [Math.min(...means), Math.max(...means)];
  const shares = map.map(({ distance }) => (distance.high - distance.low) / (most - least));
  return {
    least,
    most,
    widestShare: Math.max(...shares),
    narrow: shares.filter((share) => share < analysis.settings.tolerance).length,
    cells: analysis.cells.filter(({ dimension }) => dimension === 'map').length,
  };
}
