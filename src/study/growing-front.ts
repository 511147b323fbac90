import { hypervolume } from '../core/hypervolume.js';
import { paretoFront } from '../core/pareto.js';

/** The points of a Pareto front (all objectives minimised) and their hypervolume while points come in. */
export class GrowingFront {
  private members: readonly (readonly number[])[] = [];
  private volume = 0;

  /** @param reference objective vector, as `referenceVector` gives it */
  constructor(private readonly reference: readonly number[]) {}

  /** The objective vectors of the front, all different. */
  get points(): readonly (readonly number[])[] {
    return this.members;
  }

  /** What the front dominates below the reference, in the product of the objectives' units; 0 for an empty front. */
  get hypervolume(): number {
    return this.volume;
  }

  add(point: readonly number[]): void {
    if (this.members.some((member) => point.every((value, k) => value === member[k]))) return;
    const points = [...this.members, point];
    const front = paretoFront(points);
    if (!front.includes(this.members.length)) return;
    this.members = front.map((i) => points[i]);
    this.volume = hypervolume(this.members, this.reference);
  }
}
