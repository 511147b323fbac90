/** Pixels that a figure's unit takes: sharp on dense screens and in print. */
const PIXELS_PER_UNIT = 2;

/** Something that only a font can draw. */
const LETTER = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="15">A</text></svg>';

export interface RasteriseOptions {
  /** Whether text may take the fonts of the system, besides which there are none. */
  readonly systemFonts?: boolean;
}

/** A figure as PNG, or why there is none. */
export type Rasterised = { readonly png: Uint8Array } | { readonly missing: string };

/**
 * Draws an SVG as PNG, two pixels to its unit.
 *
 * The renderer (resvg) leaves out text that it has no font for, and brings none: a system without any gets no picture
 * rather than one without its labels.
 */
export async function rasterise(
  svg: string,
  { systemFonts = true }: RasteriseOptions = {},
): Promise<Rasterised> {
  const resvg = await import('@resvg/resvg-js').catch(() => null);
  if (!resvg) return { missing: 'the renderer @resvg/resvg-js is not there for this system' };
  const font = { loadSystemFonts: systemFonts };
  if (!new resvg.Resvg(LETTER, { font }).getBBox()) return { missing: 'no font is installed' };
  const zoom = { mode: 'zoom', value: PIXELS_PER_UNIT } as const;
  return { png: new resvg.Resvg(svg, { font, fitTo: zoom }).render().asPng() };
}
