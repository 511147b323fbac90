import { z } from 'zod';
import type { OperatingPoint } from '../../src/core/operating-point.js';
import { parseYamlConfig } from '../../src/core/yaml-config.js';
import { requestedOperatingPoints, type StressedPoint } from '../../src/search/operating-levels.js';
import { createPolicySpace, type PolicySpace } from '../../src/search/policy-space.js';
import { type PolicySpaceConfig, policySpaceConfigSchema } from '../../src/search/policy-space-config.js';

export const BLOCKS = ['embed', 'blocks.0', 'blocks.1', 'blocks.2', 'blocks.3', 'head'];

export const NOMINAL: OperatingPoint = { voltageV: 0.9, frequencyHz: 2e9 };

export const POLICY_YAML = `
policy:
  blockGroups:
    rest: [blocks.1..3, head]
    embed: embed
    first: [blocks.0]
  stepSegments: [2, 3, 15]
  operatingPoints:
    - { voltages: [0.70 V, 0.80 V, 0.9 V], frequency: 2 GHz }
    - { voltage: 0.9 V, frequencies: [2.0 GHz, 3 GHz] }
  protection:
    scheme: rollback-abft
    thresholdBit: [12, 8, 10]
  checkpoint:
    offloadInterval: [2, 5, 20]
    layout: [row-major, tile-contiguous]
`;

export const parsePolicyConfig = (yaml: string): PolicySpaceConfig =>
  parseYamlConfig(yaml, 'space.yaml', z.strictObject({ policy: policySpaceConfigSchema })).policy;

/** A delay that falls linearly with voltage stands in for an error curve. */
export const stressed = (point: OperatingPoint): StressedPoint => ({
  point,
  stress: (point.frequencyHz / 2e9) * (1 + 3 * (0.9 - point.voltageV)),
  errorFree: point.voltageV === 0.9 && point.frequencyHz === 2e9,
});

/** The space of a YAML text for {@link BLOCKS} and 20 steps. */
export function policySpaceOf(yaml: string): PolicySpace {
  const config = parsePolicyConfig(yaml);
  return createPolicySpace({
    config,
    blocks: BLOCKS,
    steps: 20,
    nominal: stressed(NOMINAL),
    points: requestedOperatingPoints(config, []).map(stressed),
  });
}
