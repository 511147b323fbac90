import type { Protection } from '../../core/policy.js';
import type { ProtectedImage } from './protected-image.js';

/** Detects and repairs one image's faulty accumulators at one site, in place. */
export type Protector = (image: ProtectedImage) => void;

/** A way to protect accumulators; `P` is its entry in a policy. */
export interface ProtectionScheme<P extends Protection = Protection> {
  /**
   * Whether it has something to do where a product ran without a fault: it looks at every word, or runs the product
   * again. Others are not called there.
   */
  readonly actsWithoutFaults: boolean;
  /** Whether it drops single products, so that a site's operands have to be at hand. */
  readonly needsOperands: boolean;
  /**
   * A protector that owns its working memory and is used by one run.
   *
   * @param tileSize side B of a tile that the array computes in one pass, in words, >= 1
   */
  create(parameters: P, tileSize: number): Protector;
}
