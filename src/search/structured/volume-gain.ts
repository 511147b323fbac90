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
  // Those that end furthest right first: from the first that ends left of a point on, it covers nothing.
  const boxes = undominatedBoxes(front, reference).sort((a, b) => b.high[0] - a.high[0]);
  const dimensions = reference.length;
  const low = Float64Array.from(boxes.flatMap((box) => box.low));
  const high = Float64Array.from(boxes.flatMap((box) => box.high));
  return (point) => {
    let sum = 0;
    for (let box = 0; box < low.length && high[box] > point[0]; box += dimensions) {
      let volume = 1;
      for (let k = 0; k < dimensions && volume > 0; k++) {
        const begin = low[box + k] > point[k] ? low[box + k] : point[k];
        volume *= high[box + k] > begin ? high[box + k] - begin : 0;
      }
      sum += volume;
    }
    return sum;
  };
}
