import { buildReportData } from '../report/build-report-data.js';
import { productRows } from '../report/product-rows.js';
import type { ReportData } from '../report/report-data.js';
import type { Manifest } from '../study/manifest.js';
import { studyOutlook } from '../study/study-outlook.js';
import type { TrialStore } from '../study/trial-store.js';
import { nominalRun } from './nominal-cost.js';
import type { StudyContext } from './study-context.js';

/**
 * What a report shows of a study as its store has it now.
 *
 * @param finishedAt null for a study that is not finished: its model is left out, which would be fitted again for each
 *   few trials
 */
export function reportOf(
  manifest: Manifest,
  context: StudyContext,
  store: TrialStore,
  finishedAt: Date | null,
): ReportData {
  const { config, accelerator, nominalPolicy, workload, costModel, policySpace, knowledge, decode } = context;
  const trials = store.trials();
  return buildReportData({
    manifest,
    config,
    accelerator,
    nominalPolicy,
    nominalCost: nominalRun(context),
    products: productRows(workload, costModel.mappings),
    space: policySpace.space,
    trials,
    outlook:
      finishedAt &&
      studyOutlook(trials, config, { space: policySpace.space, seed: config.study.seed, knowledge }),
    confirmations: store.confirmations(),
    decode,
    finishedAt: finishedAt?.toISOString() ?? null,
  });
}
