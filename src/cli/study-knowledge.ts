import { dirname } from 'node:path';
import type { Accelerator } from '../accelerator/accelerator.js';
import { pointCosts } from '../accelerator/point-costs.js';
import { inputError } from '../core/errors.js';
import { type Metrics, objectiveVector } from '../core/trial.js';
import type { Workload } from '../core/workload.js';
import { createExpectedCostModel, type ExpectedCostModel } from '../evaluation/expected-cost.js';
import { readAnalysis } from '../report/analysis/analysis-files.js';
import { decodePolicy } from '../search/policy-decoder.js';
import { policyCells, sensitivityPriors } from '../search/policy-knowledge.js';
import type { PolicySpace } from '../search/policy-space.js';
import type { SearchKnowledge } from '../search/search-knowledge.js';
import { referenceVector } from '../study/front.js';
import type { StudyConfig } from '../study/study-config.js';
import { worstValues } from '../study/study-goals.js';

interface KnownStudy {
  readonly config: StudyConfig;
  readonly accelerator: Accelerator;
  readonly workload: Workload;
  readonly policySpace: PolicySpace;
}

/**
 * What a search may know of a study before its first trial: which parameters are cells, expected energy and latency of
 * every assignment, and what an analysis measured of the cells' sensitivity.
 *
 * @throws InputError when the sensitivity file is missing, not whole, or of other blocks
 */
export function studyKnowledge(study: KnownStudy): SearchKnowledge {
  const { config, accelerator, workload, policySpace } = study;
  const costs = createExpectedCostModel(accelerator, workload, config.faults.sites);
  const prior = sensitivity(study);
  const transitionCost = transitionCosts(study);
  return {
    cells: policyCells(policySpace),
    exact: (assignment) => exactObjectives(config, costs.cost(decodePolicy(policySpace, assignment))),
    reference: referenceVector(config.objectives, worstValues(config.objectives)),
    ...(prior && { prior }),
    ...(transitionCost && { transitionCost }),
  };
}

function exactObjectives(
  { objectives }: StudyConfig,
  { energyJ, latencyS }: ReturnType<ExpectedCostModel['cost']>,
) {
  const known: Metrics = { energyJ, latencyS };
  const values = objectiveVector(objectives, known);
  return objectives.map(({ metric }, i) => (metric in known ? values[i] : null));
}

function sensitivity({ config, workload, policySpace }: KnownStudy) {
  const { sensitivity } = config;
  if (sensitivity === undefined) return null;
  const analysis = readAnalysis(dirname(sensitivity));
  if (!analysis) {
    throw inputError(
      `${sensitivity}: expected the sensitivity.json of an analysis, got none; run leeway analyze`,
    );
  }
  const missing = workload.blocks.find((block) => !analysis.blocks.includes(block));
  if (missing === undefined) return sensitivityPriors(policySpace, analysis);
  throw inputError(
    `${sensitivity}: expected an analysis of the network's blocks, got none of ${missing}; analyze this network`,
  );
}

/** Below this share of the worst value of interest a switch is not worth planning for; assumed. */
const NEGLIGIBLE = 1e-4;

/**
 * What entering a cell costs in the first objective where that is energy or latency: a segment's cells follow one
 * another in each of its steps. Null where all switches of an image together are negligible.
 */
function transitionCosts({
  config,
  accelerator,
  policySpace,
}: KnownStudy): SearchKnowledge['transitionCost'] | null {
  const [{ metric, worst }] = config.objectives;
  const { levels, segments, groups } = policySpace;
  const costs = pointCosts(accelerator, { operatingPoints: levels.map(({ point }) => point) });
  const tables: Readonly<Record<string, Float64Array>> = {
    energyJ: costs.transitionJ,
    latencyS: costs.transitionS,
  };
  const table = tables[metric];
  const stepsOf = (cell: number) => {
    const { first, last } = segments[Math.floor(cell / groups.length)];
    return last - first + 1;
  };
  const steps = segments.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (!table || steps * groups.length * Math.max(...table) < NEGLIGIBLE * worst) return null;
  return (from, to, cell) => table[from * levels.length + to] * stepsOf(cell);
}
