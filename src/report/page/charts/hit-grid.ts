import type { Place, TrialMark } from './trade-off-marks.js';

/** Side of a bucket in pixels; nothing farther than this is ever hit. */
const BUCKET = 16;

/** Marks by where they lie on a canvas, so that the nearest of thousands is found at once. */
export class HitGrid {
  private readonly buckets = new Map<string, TrialMark[]>();

  /** @param marks in pixels; of marks in one place the last is found */
  constructor(marks: readonly TrialMark[]) {
    for (const mark of marks) {
      const key = keyOf(Math.floor(mark.x / BUCKET), Math.floor(mark.y / BUCKET));
      const bucket = this.buckets.get(key);
      if (bucket) bucket.push(mark);
      else this.buckets.set(key, [mark]);
    }
  }

  /** The mark nearest to a place, or null when none lies within `radius`, which is at most 16 pixels. */
  nearest({ x, y }: Place, radius: number): TrialMark | null {
    let best: TrialMark | null = null;
    let least = radius;
    for (const mark of this.around(x, y)) {
      const distance = Math.hypot(mark.x - x, mark.y - y);
      if (distance > least) continue;
      best = mark;
      least = distance;
    }
    return best;
  }

  private around(x: number, y: number): TrialMark[] {
    const [column, row] = [Math.floor(x / BUCKET), Math.floor(y / BUCKET)];
    const near = [-1, 0, 1];
    return near.flatMap((down) =>
      near.flatMap((across) => this.buckets.get(keyOf(column + across, row + down)) ?? []),
    );
  }
}

const keyOf = (column: number, row: number) => `${column},${row}`;
