/** One layer's features of a batch of images, as the metric network gives them. */
export interface FeatureMap {
  /** `images x channels x height x width`, row-major. */
  readonly data: Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The features of one batch, one map per layer; every map holds the same images in the same order. */
export type FeatureMaps = readonly FeatureMap[];

/** The number of images in a map. */
export const imagesIn = ({ data, channels, height, width }: FeatureMap): number =>
  data.length / (channels * height * width);
