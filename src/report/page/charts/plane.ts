import { type AxisScale, positionOf, valueAt } from './axis-scale.js';
import type { Place } from './trade-off-marks.js';

/** A rectangle of a canvas with an axis along its lower and its left side; sizes in CSS pixels. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: AxisScale;
  readonly y: AxisScale;
}

/** The pixel of a place in the axes' units. */
export const toPixel = (plane: Plane, { x, y }: Place): Place => ({
  x: plane.left + positionOf(plane.x, x) * innerWidth(plane),
  y: plane.height - plane.bottom - positionOf(plane.y, y) * innerHeight(plane),
});

/** The place of a pixel in the axes' units. */
export const toPlace = (plane: Plane, { x, y }: Place): Place => ({
  x: valueAt(plane.x, (x - plane.left) / innerWidth(plane)),
  y: valueAt(plane.y, (plane.height - plane.bottom - y) / innerHeight(plane)),
});

/** Whether a pixel lies inside the axes; NaN lies nowhere. */
export const insidePlane = (plane: Plane, { x, y }: Place): boolean =>
  x >= plane.left - 0.5 &&
  x <= plane.width - plane.right + 0.5 &&
  y >= plane.top - 0.5 &&
  y <= plane.height - plane.bottom + 0.5;

export const innerWidth = ({ width, left, right }: Plane): number => Math.max(1, width - left - right);

export const innerHeight = ({ height, top, bottom }: Plane): number => Math.max(1, height - top - bottom);
