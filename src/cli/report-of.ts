import { buildReportData } from '../report/build-report-data.js';
import { productRows } from '../report/product-rows.js';
import type { ReportData } from '../report/report-data.js';
import type { SearchOutlook } from '../search/search-outlook.js';
import type { Manifest } from '../study/manifest.js';
import type { TrialStore } from '../study/trial-store.js';
import { nominalRun } from './nominal-cost.js';
import type { StudyContext } from './study-context.js';

/**
 * What a report shows of a study as its store has it now.
 *
 * @param finishedAt null for a study that is not finished
 * @param outlook null where none is wanted: a study that is not finished would have its model fitted for each few trials
 */
export function reportOf(
  manifest: Manifest,
  context: StudyContext,
  store: Pick<TrialStore, 'trials' | 'confirmations'>,
  finishedAt: Date | null,
  outlook: SearchOutlook | null,
): ReportData {
  const { config, accelerator, nominalPolicy, workload, costModel, policySpace, decode } = context;
  return buildReportData({
    manifest,
    config,
    accelerator,
    nominalPolicy,
    nominalCost: nominalRun(context),
    products: productRows(workload, costModel.mappings),
    space: policySpace.space,
    trials: store.trials(),
    outlook,
    confirmations: store.confirmations(),
    decode,
    finishedAt: finishedAt?.toISOString() ?? null,
  });
}
