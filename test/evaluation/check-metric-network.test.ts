import { describe, expect, it } from 'vitest';
import { checkMetricNetwork } from '../../src/evaluation/check-metric-network.js';
import type { NetworkDescription } from '../../src/network/network-description.js';
import { openShipped } from '../network/shipped-network.js';

const { located } = openShipped();
const { metric } = located.description;

const changed = (change: Partial<NetworkDescription['metric']>, rest: Partial<NetworkDescription> = {}) => ({
  ...located,
  description: { ...located.description, ...rest, metric: { ...metric, ...change } },
});

describe('checkMetricNetwork', () => {
  it('finds nothing wrong with the shipped network', async () => {
    await expect(checkMetricNetwork(located)).resolves.toBeUndefined();
  });

  it('refuses a score by a name that something else has', async () => {
    await expect(checkMetricNetwork(changed({ scores: { psnrDb: 'logits' } }))).rejects.toMatchObject({
      kind: 'InputError',
      message: `${located.path}: score 'psnrDb': Leeway measures something by that name; choose another`,
    });
  });

  it('refuses reference statistics of other features', async () => {
    await expect(checkMetricNetwork(changed({ pooled: 'logits' }))).rejects.toThrow(
      'reference statistics: expected 10 features, as the metric network pools, got 128; make them with this network',
    );
  });

  it('passes on why a network does not run on the images', async () => {
    const wide = changed({}, { image: { channels: 2, height: 32, width: 32 } });
    await expect(checkMetricNetwork(wide)).rejects.toThrow(
      /metric\.onnx: onnxruntime cannot run this metric network: /,
    );
  });
});
