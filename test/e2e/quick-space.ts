import { join } from 'node:path';
import { REPOSITORY } from './cli.js';

export const NETWORK = join(REPOSITORY, 'models/dit-fashion');
export const ACCELERATOR = join(REPOSITORY, 'accelerators/edge-32x32.yaml');
export const STEPS = 4;

/** A search space of the shipped network and accelerator that takes seconds. */
export const QUICK_SPACE = `format: leeway-search-space/1
title: Quick
question: Does the command line work?
network: ${NETWORK}
accelerator: ${ACCELERATOR}
sampling: { steps: ${STEPS} }
faults: { model: drift-bit-flip, sites: drift }
policy:
  blockGroups: { first: [embed, blocks.0], rest: [blocks.1..11, head] }
  stepSegments: { start: [0, 1], end: [2, 3] }
  operatingPoints:
    - voltage: 0.68 V
      frequency: 2 GHz
    - voltage: 0.9 V
      frequencies: [2.8 GHz, 3.4 GHz]
  protection: { scheme: rollback-abft, thresholdBit: [10, 12] }
  checkpoint: { offloadInterval: 2, layout: row-major }
objectives:
  - { metric: energyJ, direction: minimise, worst: 6.0e-3 }
  - { metric: perceptualDistance, direction: minimise, worst: 0.5 }
constraints:
  - { metric: perceptualDistance, atMost: 0.5 }
search: { algorithm: nsga2, populationSize: 4 }
study: { seed: 1, trials: 6, images: 2, lag: 2, batchImages: 2 }
confirmation: { policies: 2, images: 2 }
`;

/** Where calibrations are kept in a working directory. */
export const CALIBRATIONS = 'runs/.cache';
