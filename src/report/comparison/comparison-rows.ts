import { type Comparison, type ComparisonEntry, type Contestant, lastSafe } from '../../core/comparison.js';
import { formatInterval, formatNumber, formatSignedPercent } from '../format.js';

/** A table of text, as terminal, page and Markdown show it. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a cell says after its number where images are known to be no worse, or known to be worse. */
const VERDICT_MARKS: Readonly<Record<ComparisonEntry['verdict'], string>> = {
  'non-inferior': ' safe',
  inferior: '',
  undecided: ' ?',
};

export const rateText = (rate: number): string => rate.toExponential(0);

/** Mean distance with half its 95% interval. */
export function distanceText({ metrics, interval, verdict }: ComparisonEntry): string {
  const distance = metrics.perceptualDistance;
  const text = interval
    ? formatInterval(distance, (interval.high - interval.low) / 2, '')
    : formatNumber(distance);
  return `${text}${VERDICT_MARKS[verdict]}`;
}

/** Perceptual distance by contestant and word error rate. */
export function distanceTable(comparison: Comparison): TextTable {
  const { settings, contestants } = comparison;
  return {
    head: ['', ...settings.wordErrorRates.map(rateText), 'lowest safe voltage', 'saves there'],
    rows: contestants.map((contestant) => {
      const safe = lastSafe(comparison, contestant);
      return [
        contestant.label,
        ...settings.wordErrorRates.map((rate) => {
          const entry = entryAt(comparison, contestant, rate);
          return entry ? distanceText(entry) : '';
        }),
        safe ? `${safe.point.voltageV.toFixed(3)} V` : 'none',
        safe ? formatSignedPercent(safe.energySaving) : '',
      ];
    }),
  };
}

/** Energy saved by contestant and word error rate; detection at the highest rate. */
export function costTable(comparison: Comparison): TextTable {
  const { settings, contestants } = comparison;
  const highest = settings.wordErrorRates[settings.wordErrorRates.length - 1];
  return {
    head: ['', ...settings.wordErrorRates.map(rateText), 'speed', 'recall', 'precision'],
    rows: contestants.map((contestant) => {
      const last = entryAt(comparison, contestant, highest);
      return [
        contestant.label,
        ...settings.wordErrorRates.map((rate) => {
          const entry = entryAt(comparison, contestant, rate);
          return entry ? formatSignedPercent(entry.energySaving) : '';
        }),
        last ? `${formatNumber(last.speedUp)}x` : '',
        shareText(last?.recall),
        shareText(last?.precision),
      ];
    }),
  };
}

const shareText = (share: number | null | undefined): string =>
  share === null || share === undefined ? '' : `${(100 * share).toFixed(1)} %`;

function entryAt({ entries }: Comparison, { name }: Contestant, rate: number): ComparisonEntry | undefined {
  return entries.find(({ contestant, wordErrorRate }) => contestant === name && wordErrorRate === rate);
}
