import { inputError } from '../core/errors.js';
import { metricsOf } from '../network/metric-description.js';
import { MetricNetwork, type MetricOutputs } from '../network/metric-network.js';
import type { LocatedDescription } from '../network/network-description.js';
import { QUALITY_METRICS } from '../quality/quality-metrics.js';
import { SET_METRICS } from '../quality/set-metrics.js';
import { openReference } from './open-reference.js';

/** Names that outcomes use already, which no score of a metric network may take. */
const TAKEN = ['energyJ', 'latencyS', ...Object.keys(QUALITY_METRICS), ...Object.keys(SET_METRICS)];

/**
 * Measures one grey image, so that metric networks that cannot be used are found before anything is written.
 *
 * @throws InputError when a network is missing, has another checksum, does not run, or gives other outputs than the
 *   description says, or when its reference statistics are of other features
 */
export async function checkMetricNetwork(located: LocatedDescription): Promise<void> {
  const { image } = located.description;
  requireFreeNames(located);
  const network = await MetricNetwork.create(located);
  try {
    const grey = new Float32Array(image.channels * image.height * image.width);
    requireFittingReference(located, await network.measure(grey, [0]));
  } finally {
    await network.release();
  }
}

function requireFreeNames({ path, description }: LocatedDescription): void {
  const names = metricsOf(description).flatMap(({ scores = {} }) => Object.keys(scores));
  const taken = names.find((name) => TAKEN.includes(name));
  if (taken === undefined) return;
  throw inputError(`${path}: score '${taken}': Leeway measures something by that name; choose another`);
}

function requireFittingReference(located: LocatedDescription, { pooled }: MetricOutputs): void {
  const reference = openReference(located);
  if (!reference || !pooled || reference.dimension === pooled.dimension) return;
  throw inputError(
    `${located.path}: reference statistics: expected ${pooled.dimension} features, as the metric network pools, ` +
      `got ${reference.dimension}; make them with this network`,
  );
}
