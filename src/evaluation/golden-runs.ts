import type { Images } from '../core/image.js';
import type { QualityInput } from '../quality/quality-metrics.js';

/** A batch of images, the classes they were made for, and what the metric network says of them. */
export interface GoldenBatch extends QualityInput {
  readonly images: Images;
  readonly labels: readonly number[];
}

/** Fault-free runs, made once per batch of a seed and shared by all policies. */
export class GoldenRuns {
  private readonly batches = new Map<string, GoldenBatch>();

  constructor(private readonly make: (seed: number, firstImage: number) => Promise<GoldenBatch>) {}

  async get(seed: number, firstImage: number): Promise<GoldenBatch> {
    const key = `${seed}/${firstImage}`;
    const known = this.batches.get(key);
    if (known) return known;
    const made = await this.make(seed, firstImage);
    this.batches.set(key, made);
    return made;
  }
}
