import type { Accelerator } from '../accelerator/accelerator.js';
import { createCostModel } from '../accelerator/cost-model.js';
import { loadErrorCurve } from '../accelerator/error-curve.js';
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
  const accelerator = openAccelerator(spec);
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

/** The accelerator of a specification, with the error curve that it asks for. */
export function openAccelerator(
  spec: Pick<EvaluationSpec, 'acceleratorPath' | 'errorCurvePath'>,
): Accelerator {
  const accelerator = loadAccelerator(spec.acceleratorPath);
  return spec.errorCurvePath
    ? { ...accelerator, errorCurve: loadErrorCurve(spec.errorCurvePath) }
    : accelerator;
}
