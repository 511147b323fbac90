import { createCostModel } from '../accelerator/cost-model.js';
import { loadAccelerator } from '../accelerator/load-accelerator.js';
import { readNetworkDescription } from '../network/network-description.js';
import type { EvaluationSpec } from './evaluation-spec.js';
import type { Evaluator } from './evaluator.js';
import { ImagePipeline } from './image-pipeline.js';
import { openPipeline } from './open-pipeline.js';
import { openReference } from './open-reference.js';
import { PolicyEvaluator } from './policy-evaluator.js';

/** The evaluator of a specification; this module is an EvaluatorModule, so workers load it by its URL. */
export async function createEvaluator(spec: EvaluationSpec): Promise<Evaluator> {
  const accelerator = loadAccelerator(spec.acceleratorPath, spec.errorCurvePath);
  const { parts, workload, faultyGemms, classLabels } = await openPipeline(spec);
  return new PolicyEvaluator({
    pipeline: new ImagePipeline(parts),
    workload,
    accelerator,
    costModel: createCostModel(accelerator, workload, faultyGemms),
    faultModel: spec.faultModel,
    faultyGemms,
    classLabels,
    reference: openReference(readNetworkDescription(spec.networkPath)),
    audit: spec.audit ?? false,
    checksumFaults: spec.checksumFaults ?? false,
    exposesOperands: spec.exposeOperands ?? false,
  });
}
