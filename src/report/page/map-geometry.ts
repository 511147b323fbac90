import type { Policy } from '../../core/policy.js';
import type { MapCell } from './map-cells.js';

/** Where the cells of a map lie, in CSS pixels. */
export interface MapGeometry {
  readonly blocks: readonly string[];
  readonly steps: number;
  /** Left edge of the cells: the width of the block names. */
  readonly left: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly width: number;
  readonly height: number;
}

const AXIS_HEIGHT = 58;
const CHARACTER_WIDTH = 7.5;

/** Lays a policy's cells into a width; cells never get narrower than 4 pixels, the map scrolls instead. */
export function mapGeometry({ blocks, cells }: Policy, available: number): MapGeometry {
  const steps = cells.length;
  const longest = Math.max(0, ...blocks.map((name) => name.length));
  const left = Math.ceil(longest * CHARACTER_WIDTH) + 12;
  const cellWidth = Math.min(52, Math.max(4, (available - left - 2) / steps));
  const cellHeight = blocks.length > 40 ? 10 : 19;
  const width = Math.ceil(left + steps * cellWidth + 2);
  return {
    blocks,
    steps,
    left,
    cellWidth,
    cellHeight,
    width,
    height: blocks.length * cellHeight + AXIS_HEIGHT,
  };
}

export const cellBox = ({ left, cellWidth, cellHeight }: MapGeometry, { step, block }: MapCell) => ({
  x: left + step * cellWidth,
  y: block * cellHeight,
  width: cellWidth,
  height: cellHeight,
});

/** The cell of a step and block, or null outside the map. */
export function cellOf(
  { blocks, steps }: MapGeometry,
  cells: readonly MapCell[],
  step: number,
  block: number,
): MapCell | null {
  const inside = step >= 0 && step < steps && block >= 0 && block < blocks.length;
  return inside ? cells[step * blocks.length + block] : null;
}

/** The cell under a pixel of the map, or null. */
export const cellAt = (geometry: MapGeometry, cells: readonly MapCell[], x: number, y: number) =>
  cellOf(
    geometry,
    cells,
    Math.floor((x - geometry.left) / geometry.cellWidth),
    Math.floor(y / geometry.cellHeight),
  );
