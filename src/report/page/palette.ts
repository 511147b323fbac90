/** Colours that stay apart under the common colour vision deficiencies (viridis; Okabe and Ito for single marks). */
export const VIRIDIS = [
  '#440154',
  '#482878',
  '#3e4a89',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6dcd59',
  '#b4de2c',
  '#fde725',
] as const;

/** Colours of what charts draw themselves; everything else takes its colours from styles/base.css. */
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  /** Grid lines. */
  readonly line: string;
  readonly dominated: string;
  /** Cells at the nominal point, or without anything to count. */
  readonly nominal: string;
  readonly nominalBar: string;
  readonly selected: string;
  readonly accent: string;
  /** Of compared policies, in their order. */
  readonly series: readonly string[];
}

export const LIGHT: Palette = {
  background: '#ffffff',
  text: '#1b1f24',
  muted: '#59636e',
  line: '#eceff2',
  dominated: '#a8b0b8',
  nominal: '#eceff2',
  nominalBar: '#8b949e',
  selected: '#d55e00',
  accent: '#0072b2',
  series: ['#0072b2', '#009e73', '#cc79a7', '#e69f00'],
};

export const DARK: Palette = {
  background: '#14181d',
  text: '#e6eaee',
  muted: '#a3adb8',
  line: '#2a3138',
  dominated: '#6b7580',
  nominal: '#2f373f',
  nominalBar: '#7d8894',
  selected: '#ff9b52',
  accent: '#56b4e9',
  series: ['#56b4e9', '#2fc79b', '#e2a0c6', '#f0e442'],
};

/** A colour of viridis at 0 (dark) to 1 (bright), between its two nearest entries. */
export function viridis(position: number): string {
  const place = Math.min(Math.max(position, 0), 1) * (VIRIDIS.length - 1);
  const index = Math.min(Math.floor(place), VIRIDIS.length - 2);
  return mix(VIRIDIS[index], VIRIDIS[index + 1], place - index);
}

function mix(from: string, to: string, share: number): string {
  const channel = (colour: string, i: number) => Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
  const parts = [0, 1, 2].map((i) => Math.round(channel(from, i) * (1 - share) + channel(to, i) * share));
  return `rgb(${parts.join(' ')})`;
}
