import { paretoFront } from '../../core/pareto.js';
import { undominatedBoxes } from '../gp/undominated-boxes.js';

type Point = readonly number[];

/** How much a point would add to the hypervolume of a front (all objectives minimised), >= 0. */
export type VolumeGain = (point: Point) => number;

/**
 * The gains over a front: the region that it leaves is cut into boxes without overlap once, and a gain is the sum of
 * what a point covers of them.
 *
 * @param points any points, `n x m`
 * @param reference `m`, finite
 */
export function volumeGain(points: readonly Point[], reference: Point): VolumeGain {
  const inside = points.filter((point) => reference.every((bound, k) => point[k] < bound));
  const front = paretoFront(inside).map((i) => inside[i]);
  const boxes = undominatedBoxes(front, reference);
  const dimensions = reference.length;
  const low = Float64Array.from(boxes.flatMap((box) => box.low));
  const high = Float64Array.from(boxes.flatMap((box) => box.high));
  return (point) => {
    let sum = 0;
    for (let box = 0; box < low.length; box += dimensions) {
      let volume = 1;
      for (let k = 0; k < dimensions && volume > 0; k++) {
        volume *= Math.max(0, high[box + k] - Math.max(low[box + k], point[k]));
      }
      sum += volume;
    }
    return sum;
  };
}
