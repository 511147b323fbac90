import { StagedNetwork } from '../../network/staged-network.js';
import type { Evaluator } from '../evaluator.js';
import { openPipeline } from '../open-pipeline.js';
import type { AnalysisJob, AnalysisOutcome } from './analysis-job.js';
import type { AnalysisSpec } from './analysis-spec.js';
import { Analyzer } from './analyzer.js';
import { TrajectoryPipeline } from './trajectory-pipeline.js';

/** The analyzer of a specification; this module is an EvaluatorModule, so workers load it by its URL. */
export async function createEvaluator(spec: AnalysisSpec): Promise<Evaluator<AnalysisJob, AnalysisOutcome>> {
  const { parts, workload, quantised } = await openPipeline(spec);
  const whole = await StagedNetwork.create(quantised, workload.gemms, spec.batchImages, new Set());
  return new Analyzer(new TrajectoryPipeline({ ...parts, whole }), workload);
}
