import type { SensitivityAnalysis, SensitivityDimension } from '../../core/sensitivity.js';
import { formatNumber } from '../format.js';
import { type MeasuredCell, mapPrecision, measured } from './map-range.js';

/** What an analysis found, in plain sentences; of what was not measured nothing is said. */
export function findings(analysis: SensitivityAnalysis): string[] {
  return [
    ...precisionFinding(analysis),
    ...contrast(analysis, 'segment', 'Steps', ({ label }) => label.replace('steps ', '')),
    ...contrast(analysis, 'block', 'Blocks', ({ label }) => label),
    ...contrast(analysis, 'layer', 'Layers', ({ label }) => label),
    ...contrast(analysis, 'site', 'Single layers', ({ label }) => label),
    ...bitFinding(analysis),
    ...magnitudeFinding(analysis),
    ...additivityFinding(analysis),
    ...spreadFinding(analysis),
  ];
}

/** @example formatRate(0.003) // '3e-3' */
export const formatRate = (wordErrorRate: number): string => wordErrorRate.toExponential();

const percent = (share: number) => `${Math.round(100 * share)} %`;

const estimate = ({ distance: { mean, low, high } }: MeasuredCell) =>
  `${formatNumber(mean)} (95% ${formatNumber(low)} to ${formatNumber(high)})`;

function precisionFinding(analysis: SensitivityAnalysis): string[] {
  const precision = mapPrecision(analysis);
  if (!precision) return [];
  const { least, most, widestShare, narrow, cells } = precision;
  return [
    `Map: mean distances from ${formatNumber(least)} to ${formatNumber(most)}; ${narrow} of ${cells} intervals are ` +
      `narrower than ${percent(analysis.settings.tolerance)} of that range, the widest measured one is ${percent(widestShare)}.`,
  ];
}

/** The places of a dimension that matter most and least. */
function contrast(
  analysis: SensitivityAnalysis,
  dimension: SensitivityDimension,
  title: string,
  nameOf: (cell: MeasuredCell) => string,
): string[] {
  const ranked = measured(analysis, dimension).sort((a, b) => b.distance.mean - a.distance.mean);
  if (ranked.length < 2) return [];
  const [most, least] = [ranked[0], ranked[ranked.length - 1]];
  const apart = most.distance.low > least.distance.high;
  return [
    `${title}: ${nameOf(most)} does most damage, ${estimate(most)}; ${nameOf(least)} least, ${estimate(least)}` +
      `${apart ? '' : ', though their intervals overlap'}.`,
  ];
}

/** The lowest bits whose flips stay below the bound, with confidence. */
function bitFinding(analysis: SensitivityAnalysis): string[] {
  const { distanceBound } = analysis.settings;
  const bits = measured(analysis, 'bit');
  const harmful = bits.findIndex(({ distance }) => distance.high >= distanceBound);
  if (bits.length === 0 || harmful === 0) return [];
  const last = harmful === -1 ? bits.length - 1 : harmful - 1;
  const where = `bits 0 to ${bits[last].bit}${harmful === -1 ? ', the highest measured,' : ''}`;
  return [
    `Bits: flips of ${where} keep the mean distance below ${distanceBound} (at a word error rate of ${formatRate(bits[0].wordErrorRate)}).`,
  ];
}

function magnitudeFinding(analysis: SensitivityAnalysis): string[] {
  const { distanceBound } = analysis.settings;
  const sizes = measured(analysis, 'magnitude');
  const harmful = sizes.find(({ distance }) => distance.low > distanceBound);
  if (sizes.length === 0) return [];
  const rate = `at a word error rate of ${formatRate(sizes[0].wordErrorRate)}`;
  return [
    harmful
      ? `Size of errors: damage is above ${distanceBound} with confidence from ${harmful.label} on, ${estimate(harmful)}, ${rate}.`
      : `Size of errors: none of those tried, up to ${sizes[sizes.length - 1].label}, is above ${distanceBound} with confidence, ${rate}.`,
  ];
}

function additivityFinding({ interactions }: SensitivityAnalysis): string[] {
  const known = interactions.flatMap(({ deviation }) => (deviation ? [deviation] : []));
  if (known.length === 0) return [];
  const less = known.filter(({ high }) => high < 0).length;
  const more = known.filter(({ low }) => low > 0).length;
  return [
    `Additivity: of ${known.length} pairs of places, ${less} do less damage together than the sum of their parts, ` +
      `${more} do more, and of ${known.length - less - more} the interval of the deviation holds 0.`,
  ];
}

/** Where an error at the first step has come within that step, and by the last one. */
function spreadFinding({ spread, blocks }: SensitivityAnalysis): string[] {
  return spread
    .filter(({ step, points }) => step === 0 && points.length > 0)
    .map(({ label, points }) => {
      const lastOfStep = points.filter(({ step }) => step === 0).at(-1);
      const last = points[points.length - 1];
      const at = lastOfStep
        ? `within the step it changes ${percent(lastOfStep.changedShare)} of the words of ${blocks[lastOfStep.block]}, and `
        : '';
      return (
        `Spread of one error in ${label}: ${at}in the last step ${percent(last.changedShare)} of the words of ` +
        `${blocks[last.block]} differ, by ${formatNumber(last.relativeDeviation)} of their size.`
      );
    });
}
