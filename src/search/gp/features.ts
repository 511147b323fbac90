import { fromUnit, isListed, toUnit } from '../parameter.js';
import type { Positions, SearchSpace } from '../search-space.js';

/** What stands for a parameter that does not count. */
const ABSENT = 0.5;

/** Where a parameter's features are among all. */
interface Slot {
  readonly first: number;
  /** 1, or the number of values of a categorical parameter. */
  readonly width: number;
}

/**
 * The assignments of a space as points of the unit cube: a coordinate in [0, 1] for each ordinal or range parameter
 * (see `toUnit`), one for each value of a categorical one (1 for the chosen value, else 0), 0.5 where a parameter does
 * not count.
 */
export class FeatureMap {
  /** Number of features. */
  readonly dimensions: number;
  private readonly slots: readonly Slot[];

  constructor(private readonly space: SearchSpace) {
    let first = 0;
    this.slots = space.parameters.map((parameter) => {
      const width = isListed(parameter) && parameter.kind === 'categorical' ? parameter.values.length : 1;
      const slot = { first, width };
      first += width;
      return slot;
    });
    this.dimensions = first;
  }

  /** @returns `dimensions` numbers in [0, 1] */
  features(positions: Positions): Float64Array {
    const features = new Float64Array(this.dimensions);
    this.slots.forEach(({ first, width }, p) => {
      if (Number.isNaN(positions[p])) features.fill(ABSENT, first, first + width);
      else if (width > 1) features[first + positions[p]] = 1;
      else features[first] = toUnit(this.space.parameters[p], positions[p]);
    });
    return features;
  }

  /** The features that can change continuously: those of real parameters that count. */
  isContinuous(positions: Positions): boolean[] {
    const continuous: boolean[] = Array(this.dimensions).fill(false);
    this.space.parameters.forEach(({ kind }, p) => {
      if (kind === 'real' && !Number.isNaN(positions[p])) continuous[this.slots[p].first] = true;
    });
    return continuous;
  }

  /** The positions with those of real parameters taken from features. */
  withContinuous(positions: Positions, features: Float64Array): number[] {
    return this.space.parameters.map((parameter, p) =>
      parameter.kind === 'real' && !Number.isNaN(positions[p])
        ? fromUnit(parameter, features[this.slots[p].first])
        : positions[p],
    );
  }
}
