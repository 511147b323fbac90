import { buildReportData } from '../report/build-report-data.js';
import { productRows } from '../report/product-rows.js';
import type { ReportData } from '../report/report-data.js';
import type { Manifest } from '../study/manifest.js';
import type { TrialStore } from '../study/trial-store.js';
import type { StudyContext } from './study-context.js';

/** What a report shows of a study as its store has it now. */
export function reportOf(
  manifest: Manifest,
  context: StudyContext,
  store: TrialStore,
  finishedAt: Date,
): ReportData {
  const { config, accelerator, nominalPolicy, workload, costModel, decode } = context;
  return buildReportData({
    manifest,
    config,
    accelerator,
    nominalPolicy,
    products: productRows(workload, costModel.mappings),
    trials: store.trials(),
    confirmations: store.confirmations(),
    decode,
    finishedAt: finishedAt.toISOString(),
  });
}
