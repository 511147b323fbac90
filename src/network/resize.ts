/** The input pixels that make one output pixel along one axis: from `first` on, with weights that sum up to 1. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Height and width in pixels. */
export interface PlaneSize {
  readonly height: number;
  readonly width: number;
}

/** How planes of one size become planes of another: made once, used for every image. */
export interface Resize {
  readonly from: PlaneSize;
  readonly to: PlaneSize;
  readonly rows: readonly Taps[];
  readonly columns: readonly Taps[];
}

/**
 * Bilinear resizing with pixels taken at their centres, as PyTorch's `interpolate(mode='bilinear',
 * align_corners=False)`; with `antialias` the triangle is widened by the factor that the image shrinks by, as in
 * PyTorch and Pillow (Parmar et al. 2022 on why that matters to FID). Both are the same for an image that grows.
 */
export const planResize = (from: PlaneSize, to: PlaneSize, antialias: boolean): Resize => ({
  from,
  to,
  rows: tapsOf(from.height, to.height, antialias),
  columns: tapsOf(from.width, to.width, antialias),
});

function tapsOf(from: number, to: number, antialias: boolean): Taps[] {
  const scale = from / to;
  const reach = antialias ? Math.max(1, scale) : 1;
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.ceil(centre - reach - 0.5));
    const last = Math.min(from - 1, Math.floor(centre + reach - 0.5));
    const weights = Float64Array.from({ length: last - first + 1 }, (_, k) =>
      Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}

/**
 * Resizes planes that lie one after the other.
 *
 * @param planes `planes x from.height x from.width`; unchanged
 * @returns `planes x to.height x to.width`
 */
export function resizePlanes(
  planes: Float32Array,
  { from, to, rows, columns }: Resize,
): Float32Array<ArrayBuffer> {
  const count = planes.length / (from.height * from.width);
  const narrow = new Float64Array(count * from.height * to.width);
  for (let row = 0; row < count * from.height; row++) {
    for (const [x, { first, weights }] of columns.entries()) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * planes[row * from.width + first + k];
      narrow[row * to.width + x] = sum;
    }
  }
  const out = new Float32Array(count * to.height * to.width);
  for (let plane = 0; plane < count; plane++) {
    for (const [y, { first, weights }] of rows.entries()) {
      const start = (plane * from.height + first) * to.width;
      const target = (plane * to.height + y) * to.width;
      for (let x = 0; x < to.width; x++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k] * narrow[start + k * to.width + x];
        out[target + x] = sum;
      }
    }
  }
  return out;
}
