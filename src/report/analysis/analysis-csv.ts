import { stringify } from 'csv-stringify/sync';
import type { SensitivityAnalysis } from '../../core/sensitivity.js';

/*
 * The tables of an analysis as CSV with a header, at full precision. What does not apply, or was not measured, is empty.
 */

type Value = string | number | undefined;

const csv = (rows: readonly Readonly<Record<string, Value>>[], columns: readonly string[]): string =>
  stringify([...rows], { header: true, columns: [...columns] });

/** One row per cell: what was struck, how often, mean distance and shares with their 95% intervals. */
export function cellsCsv({ cells, blocks, settings }: SensitivityAnalysis): string {
  const rows = cells.map((cell) => ({
    dimension: cell.dimension,
    label: cell.label,
    blocks: cell.blocks.map((block) => blocks[block]).join(' '),
    segments: cell.segments.map((segment) => settings.segments[segment].name).join(' '),
    layer: cell.layer,
    bit: cell.bit,
    share: cell.share,
    wordErrorRate: cell.wordErrorRate,
    images: cell.images,
    faultyWords: meanOf(cell.samples.faultyWords),
    distance: cell.distance?.mean,
    'distance.low': cell.distance?.low,
    'distance.high': cell.distance?.high,
    classChanged: cell.classChanged?.share,
    'classChanged.low': cell.classChanged?.low,
    'classChanged.high': cell.classChanged?.high,
    exceeded: cell.exceeded?.share,
    'exceeded.low': cell.exceeded?.low,
    'exceeded.high': cell.exceeded?.high,
  }));
  return csv(rows, CELL_COLUMNS);
}

const CELL_COLUMNS = [
  'dimension',
  'label',
  'blocks',
  'segments',
  'layer',
  'bit',
  'share',
  'wordErrorRate',
  'images',
  'faultyWords',
  'distance',
  'distance.low',
  'distance.high',
  'classChanged',
  'classChanged.low',
  'classChanged.high',
  'exceeded',
  'exceeded.low',
  'exceeded.high',
] as const;

const meanOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

/** One row per cell and image: what everything else is computed from. */
export function samplesCsv({ cells }: SensitivityAnalysis): string {
  const rows = cells.flatMap(({ id, samples }) =>
    samples.distances.map((distance, image) => ({
      cell: id,
      image,
      distance,
      classChanged: samples.classChanges?.[image],
      faultyWords: samples.faultyWords[image],
    })),
  );
  return csv(rows, ['cell', 'image', 'distance', 'classChanged', 'faultyWords']);
}

/** One row per pair: what the places do together and alone, and the deviation from additivity. */
export function interactionsCsv({ interactions }: SensitivityAnalysis): string {
  const rows = interactions.map(({ dimension, label, images, sumOfParts, together, deviation }) => ({
    dimension,
    label,
    images,
    together,
    sumOfParts,
    deviation: deviation?.mean,
    'deviation.low': deviation?.low,
    'deviation.high': deviation?.high,
  }));
  return csv(rows, [
    'dimension',
    'label',
    'images',
    'together',
    'sumOfParts',
    'deviation',
    'deviation.low',
    'deviation.high',
  ]);
}

/** One row per source, step and block: how far the error has come. */
export function spreadCsv({ spread, blocks }: SensitivityAnalysis): string {
  const rows = spread.flatMap(({ label, images, points }) =>
    points.map(({ step, block, changedShare, relativeDeviation }) => ({
      source: label,
      images,
      step,
      block: blocks[block],
      changedShare,
      relativeDeviation,
    })),
  );
  return csv(rows, ['source', 'images', 'step', 'block', 'changedShare', 'relativeDeviation']);
}
