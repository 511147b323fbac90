import { bugError } from '../../core/errors.js';
import type { SensitivityAnalysis, SensitivitySamples, SpreadPoint } from '../../core/sensitivity.js';
import type { Damage } from './analysis-job.js';
import { NO_SAMPLES } from './estimates.js';

/** What has been measured so far, by id of target or spread source. Images are added in order of their numbers. */
export class AnalysisRecord {
  private readonly samples = new Map<string, SensitivitySamples>();
  private readonly traces = new Map<string, { images: number; points: readonly SpreadPoint[] }>();
  /** Images run with errors. */
  images = 0;
  /** Ids of a round that was begun, whose turn is still to come. */
  pending: readonly string[] = [];

  /** The record that an analysis was written from. */
  static from({ cells, spread, pending, images }: SensitivityAnalysis): AnalysisRecord {
    const record = new AnalysisRecord();
    for (const { id, samples } of cells) record.samples.set(id, samples);
    for (const { id, images, points } of spread) {
      if (images > 0) record.traces.set(id, { images, points });
    }
    record.pending = pending;
    record.images = images;
    return record;
  }

  samplesOf(id: string): SensitivitySamples {
    return this.samples.get(id) ?? NO_SAMPLES;
  }

  traceOf(id: string): { readonly images: number; readonly points: readonly SpreadPoint[] } {
    return this.traces.get(id) ?? { images: 0, points: [] };
  }

  /** Adds the next batch of a target and takes it off the pending ones. */
  addDamage(id: string, firstImage: number, damage: Damage): void {
    const { distances, classChanges, faultyWords } = this.samplesOf(id);
    if (distances.length !== firstImage) {
      throw bugError(`${id}: expected images from ${distances.length} on, got ${firstImage}`);
    }
    const changes = damage.classChanges?.map((changed) => (changed ? 1 : 0));
    this.samples.set(id, {
      distances: [...distances, ...damage.distances],
      classChanges: changes && classChanges ? [...classChanges, ...changes] : null,
      faultyWords: [...faultyWords, ...damage.faultyWords],
    });
    this.finish(id, damage.distances.length);
  }

  addTrace(id: string, images: number, points: readonly SpreadPoint[]): void {
    this.traces.set(id, { images, points });
    this.finish(id, images);
  }

  private finish(id: string, images: number): void {
    this.images += images;
    this.pending = this.pending.filter((other) => other !== id);
  }
}
