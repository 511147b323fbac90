import { type ImageShape, PIXEL_RANGE } from '../core/image.js';
import type { PreprocessDescription } from './metric-description.js';
import { planResize, resizePlanes } from './resize.js';

/** Turns images of one shape into what a metric network takes. */
export interface Preprocess {
  /** Of the images that the network sees. */
  readonly shape: ImageShape;
  /**
   * One image, `channels x height x width` from -1 to 1, as the network sees it: `shape`, channels first. Returns the
   * image itself where nothing is to be done.
   */
  readonly prepare: (image: Float32Array<ArrayBuffer>) => Float32Array<ArrayBuffer>;
}

/** The pre-processing that a description asks for, of images of a shape that it fits. */
export function createPreprocess(image: ImageShape, description: PreprocessDescription = {}): Preprocess {
  const { width, height, antialias = true } = { ...image, ...description.resize };
  const channels = description.channels ?? image.channels;
  const shape = { channels, height, width };
  const resize = planResize(image, shape, antialias);
  const lines = channelLines(channels, description);
  const isResized = height !== image.height || width !== image.width;
  const isRecoloured =
    channels !== image.channels || lines.some(({ slope, offset }) => slope !== 1 || offset !== 0);
  const prepare = (values: Float32Array<ArrayBuffer>) => {
    const resized = isResized ? resizePlanes(values, resize) : values;
    return isRecoloured ? recolour(resized, lines, height * width) : resized;
  };
  return { shape, prepare };
}

/** What happens to the values of a channel: slope x value + offset. */
interface Line {
  readonly slope: number;
  readonly offset: number;
}

function channelLines(channels: number, { range, mean, std }: PreprocessDescription): Line[] {
  const [black, white] = range ?? [PIXEL_RANGE.least, PIXEL_RANGE.most];
  const slope = (white - black) / (PIXEL_RANGE.most - PIXEL_RANGE.least);
  const offset = black - slope * PIXEL_RANGE.least;
  return Array.from({ length: channels }, (_, channel) => {
    const deviation = std?.[channel] ?? 1;
    return { slope: slope / deviation, offset: (offset - (mean?.[channel] ?? 0)) / deviation };
  });
}

/** Every channel through its line; a single plane serves all channels. */
function recolour(
  planes: Float32Array,
  lines: readonly Line[],
  planeSize: number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(lines.length * planeSize);
  for (const [channel, { slope, offset }] of lines.entries()) {
    const start = planes.length === planeSize ? 0 : channel * planeSize;
    for (let i = 0; i < planeSize; i++) out[channel * planeSize + i] = slope * planes[start + i] + offset;
  }
  return out;
}
