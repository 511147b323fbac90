import { inputError, LeewayError } from '../core/errors.js';
import { MetricNetwork } from '../network/metric-network.js';
import type { LocatedDescription } from '../network/network-description.js';

/**
 * Measures one grey image, so that a metric network that cannot be used is found before anything is written.
 *
 * @throws InputError when the network is missing, has another checksum, does not run, or gives other outputs than the
 *   description says
 */
export async function checkMetricNetwork(located: LocatedDescription): Promise<void> {
  const { metric, image } = located.description;
  const network = await MetricNetwork.create(located);
  try {
    await network.measure(new Float32Array(image.channels * image.height * image.width));
  } catch (error) {
    if (error instanceof LeewayError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw inputError(
      `${located.resolve(metric.file)}: onnxruntime cannot run this metric network: ${reason}`,
      error,
    );
  } finally {
    await network.release();
  }
}
