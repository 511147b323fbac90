/** Light to dark blue (ColorBrewer's Blues): ordered by lightness, so it reads without colour vision and in print. */
const BLUES = [
  '#f7fbff',
  '#deebf7',
  '#c6dbef',
  '#9ecae1',
  '#6baed6',
  '#4292c6',
  '#2171b5',
  '#08519c',
  '#08306b',
] as const;

const DARK_FROM = 0.55;

/** Fill at 0 (light) to 1 (dark), and the colour of text on it. */
export function shade(position: number): { readonly fill: string; readonly text: string } {
  const place = Math.min(Math.max(position, 0), 1);
  const scaled = place * (BLUES.length - 1);
  const index = Math.min(Math.floor(scaled), BLUES.length - 2);
  const fill = mix(BLUES[index], BLUES[index + 1], scaled - index);
  return { fill, text: place >= DARK_FROM ? '#ffffff' : '#1b1f24' };
}

function mix(from: string, to: string, share: number): string {
  const channel = (colour: string, i: number) => Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
  const parts = [0, 1, 2].map((i) => Math.round(channel(from, i) * (1 - share) + channel(to, i) * share));
  return `rgb(${parts.join(' ')})`;
}
