import type { Images } from '../core/image.js';
import type { FeatureSet } from '../quality/feature-set.js';
import type { QualityInput } from '../quality/quality-metrics.js';

/** A batch of images, the classes they were made for, and what the metric network says of them. */
export interface GoldenBatch extends QualityInput {
  readonly images: Images;
  readonly labels: readonly number[];
  /** Absent or null where no metric network pools features. */
  readonly pooled?: FeatureSet | null;
}

/** Makes the fault-free images of a seed from `firstImage` on; asks `cancelled` between steps. */
type MakeGolden = (seed: number, firstImage: number, cancelled: () => boolean) => Promise<GoldenBatch>;

/** Fault-free runs, made once per batch of a seed and shared by all policies. */
export class GoldenRuns {
  private readonly batches = new Map<string, GoldenBatch>();

  constructor(private readonly make: MakeGolden) {}

  /** A run that is cancelled rejects and leaves nothing behind. */
  async get(seed: number, firstImage: number, cancelled: () => boolean = () => false): Promise<GoldenBatch> {
    const key = `${seed}/${firstImage}`;
    const known = this.batches.get(key);
    if (known) return known;
    const made = await this.make(seed, firstImage, cancelled);
    this.batches.set(key, made);
    return made;
  }
}
