import type { SensitivityAnalysis } from '../../core/sensitivity.js';
import type { AnalysisPlan } from './analysis-plan.js';
import type { AnalysisRecord } from './analysis-record.js';
import { cellOf } from './estimates.js';
import { interactionsOf } from './interactions.js';

/** What an analysis says of itself besides its measurements. */
export type AnalysisHeader = Omit<
  SensitivityAnalysis,
  'format' | 'images' | 'pending' | 'cells' | 'interactions' | 'spread'
>;

/** The analysis as it stands: every target with what is known of it, in the plan's order. */
export function assembleAnalysis(
  header: AnalysisHeader,
  plan: AnalysisPlan,
  record: AnalysisRecord,
): SensitivityAnalysis {
  const { distanceBound } = header.settings;
  const cells = plan.cells.map(({ target }) => cellOf(target, record.samplesOf(target.id), distanceBound));
  return {
    ...header,
    format: 'leeway-analysis/1',
    images: record.images,
    pending: record.pending,
    cells,
    interactions: interactionsOf(cells),
    spread: plan.spread.map((source) => ({ ...source, ...record.traceOf(source.id) })),
  };
}
