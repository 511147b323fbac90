import type { Interval } from './statistics/summary.js';

/** What an analysis looks at one of at a time. */
export const SENSITIVITY_DIMENSIONS = {
  map: 'one block during one segment of steps',
  block: 'one block during all steps',
  segment: 'all blocks during one segment of steps',
  layer: 'the layers of one kind in all blocks',
  site: 'one layer of one block',
  bit: 'every product, one bit of the words hit',
  magnitude: 'every product, errors of one size',
  blockPair: 'two blocks together',
  segmentPair: 'two segments of steps together',
} as const;

export type SensitivityDimension = keyof typeof SENSITIVITY_DIMENSIONS;

/** Consecutive denoising steps; 0 = the noisiest. */
export interface AnalysedSegment {
  readonly name: string;
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
}

/** A mean with its 95% confidence interval. */
export interface MeanEstimate extends Interval {
  readonly mean: number;
}

/** A share of images with its 95% confidence interval. */
export interface ShareEstimate extends Interval {
  readonly count: number;
  readonly share: number;
}

/** Where and how the errors of a cell strike. */
export interface SensitivityTarget {
  /** Unique in the analysis, such as `map/blocks.0/0-3`; the same for equal questions. */
  readonly id: string;
  readonly dimension: SensitivityDimension;
  /** What distinguishes the cell within its dimension, for people. */
  readonly label: string;
  /** Indices of the blocks that are struck; all of them where the dimension is not about blocks. */
  readonly blocks: readonly number[];
  /** Indices of the segments that are struck. */
  readonly segments: readonly number[];
  /** Layer kind, of `layer` and `site`. */
  readonly layer?: string;
  /** Bit that flips, 0..30, of `bit`; elsewhere each of them with equal probability. */
  readonly bit?: number;
  /** Size of an error as a share of the site's full scale, of `magnitude`. */
  readonly share?: number;
  /** Ids of the cells of the two parts, of pairs. */
  readonly parts?: readonly [string, string];
  /** Probability that an accumulator word of the place is wrong. */
  readonly wordErrorRate: number;
}

/** What was measured of one target, image by image: entry i belongs to image number i of the seed. */
export interface SensitivitySamples {
  /** Perceptual distances from the golden images of the same noise, >= 0. */
  readonly distances: readonly number[];
  /** 1 where the metric network sees another class than in the golden image; null where it tells no classes apart. */
  readonly classChanges: readonly (0 | 1)[] | null;
  /** Accumulator words hit. */
  readonly faultyWords: readonly number[];
}

/** One figure of the analysis. Estimates are null where no image, or only one, was run. */
export interface SensitivityCell extends SensitivityTarget {
  readonly samples: SensitivitySamples;
  readonly images: number;
  /** Mean distance; the interval is Student's t, cut at 0. */
  readonly distance: MeanEstimate | null;
  /** Images that changed class; Wilson's interval. Null also where no metric network tells classes apart. */
  readonly classChanged: ShareEstimate | null;
  /** Images whose distance exceeds the bound of the settings; Wilson's interval. */
  readonly exceeded: ShareEstimate | null;
}

/** Whether two places do together what they do alone: per image, d(A and B) - d(A) - d(B) under the same errors. */
export interface Interaction {
  readonly dimension: 'blockPair' | 'segmentPair';
  readonly label: string;
  /** Ids of the cells of the pair and its parts. */
  readonly pair: string;
  readonly parts: readonly [string, string];
  /** Images that all three cells have. */
  readonly images: number;
  /** Mean of d(A) + d(B) over these images. */
  readonly sumOfParts: number;
  readonly together: number;
  /** Mean deviation from additivity; above 0: worse together. Null below two images. */
  readonly deviation: MeanEstimate | null;
}

/** How far an error has come in one block at one step, as means over the images. */
export interface SpreadPoint {
  readonly step: number;
  /** Index into the blocks. */
  readonly block: number;
  /** Share of the block's accumulator words that differ from the golden ones, in 0..1. */
  readonly changedShare: number;
  /** Root of the sum of squared differences over that of squared golden values, in real units; >= 0. */
  readonly relativeDeviation: number;
}

/** One error in one word of each image, followed through the network. */
export interface SpreadTrace {
  /** Unique in the analysis. */
  readonly id: string;
  /** Such as `blocks.0 fc2, step 0`. */
  readonly label: string;
  /** Index of the product that is hit. */
  readonly gemm: number;
  readonly block: number;
  readonly layer: string;
  readonly step: number;
  /** Size of the error as a share of the site's full scale. */
  readonly share: number;
  readonly images: number;
  /** By step, then block; empty until it was run. */
  readonly points: readonly SpreadPoint[];
}

/** What the measurements depend on; plain JSON, hashed into the analysis's key. */
export interface AnalysisSettings {
  readonly seed: number;
  readonly steps: number;
  readonly guidanceScale: number;
  /** Images that run at once; results do not depend on it, the numbers of images do. */
  readonly batchImages: number;
  /** Which products errors may strike: the name of a site set. */
  readonly sites: string;
  readonly segments: readonly AnalysedSegment[];
  /** Of a cell of the map; places that span several cells are struck less often, see each target's own rate. */
  readonly wordErrorRate: number;
  /** Distance above which an image counts as exceeding. */
  readonly distanceBound: number;
  /** An interval is narrow enough below this share of the range of the map's means, elsewhere of the largest mean. */
  readonly tolerance: number;
}

/** How a run of an analysis ended. */
export const ANALYSIS_STATES = {
  complete: 'every interval is narrow enough',
  'budget spent': 'time or images were used up; a larger budget goes on from here',
  interrupted: 'stopped; the same command goes on from here',
} as const;

export type AnalysisState = keyof typeof ANALYSIS_STATES;

/** The result of `leeway analyze`, `sensitivity.json`: complete in itself, and where a search can start from. */
export interface SensitivityAnalysis {
  readonly format: 'leeway-analysis/1';
  readonly name: string;
  /** Name of the network, from its description. */
  readonly network: string;
  /** Command line that runs the same analysis again. */
  readonly command: string;
  /** SHA-256 of settings, inputs and Leeway's version: an analysis of the same key can go on from this one. */
  readonly key: string;
  readonly leewayVersion: string;
  /** UTC, ISO 8601. */
  readonly createdAt: string;
  readonly versions: Readonly<Record<string, string>>;
  /** SHA-256 of each file that the measurements depend on. */
  readonly inputHashes: Readonly<Record<string, string>>;
  readonly settings: AnalysisSettings;
  /** Block names in execution order. */
  readonly blocks: readonly string[];
  readonly state: AnalysisState;
  /** Images run with errors, over all runs of this analysis. */
  readonly images: number;
  /** Seconds spent, over all runs. */
  readonly elapsedS: number;
  /** Ids of cells of a round that was begun and not finished. */
  readonly pending: readonly string[];
  readonly cells: readonly SensitivityCell[];
  readonly interactions: readonly Interaction[];
  readonly spread: readonly SpreadTrace[];
}
