import type { z } from 'zod';
import type { Protection } from '../../core/policy.js';
import type { ChecksumReader, Lines, TileSyndromes } from './tile-syndromes.js';

/**
 * What the hardware around one image's accumulators at one site can see and do. There is deliberately no way from
 * here to a correct value: a scheme that could read one would be an oracle.
 */
export interface ProtectedImage extends ChecksumReader {
  /**
   * Overwrites the words of a tile where the given rows and columns cross, clean words included, with this site's
   * values at the last checkpoint (0 while there is none), and counts the reads.
   */
  restore(tile: TileSyndromes, rows: Lines, cols: Lines): void;
}

/** Detects and repairs one image's faulty accumulators at one site, in place. */
export type Protector = (image: ProtectedImage) => void;

/** A way to protect accumulators; `P` is its entry in a policy. */
export interface ProtectionScheme<P extends Protection = Protection> {
  /** Schema of the policy's entry: `scheme` and the scheme's parameters. */
  readonly schema: z.ZodType<P>;
  /** Whether it restores, so that checkpoints have to be kept for it. */
  readonly readsCheckpoint: boolean;
  /**
   * A protector that owns its working memory and is used by one run.
   *
   * @param tileSize side B of a checksummed tile in words, >= 1
   */
  create(parameters: P, tileSize: number): Protector;
}
