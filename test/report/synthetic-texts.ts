import type { ReportData } from '../../src/report/report-data.js';

export const CONFIG = `study: dit-fashion
network: models/dit-fashion
accelerator: accelerators/edge-32x32.yaml
diffusion: { sampler: ddim, steps: 20, guidance: 1.5 }
objectives:
  - { metric: energyJ, direction: minimise }
  - { metric: latencyS, direction: minimise }
  - { metric: perceptualDistance, direction: minimise }
constraints:
  - { metric: perceptualDistance, atMost: 0.06 }
space:
  nominalSteps: [0, 1, 2, 3, 4, 5]
  points: { levels: [0.62 V, 0.65 V, 0.68 V, 0.71 V, 0.74 V, 0.78 V, 0.82 V] }
  abft.thresholdBit: { from: 6, to: 15 }
`;

export const ACCELERATOR: ReportData['accelerator'] = {
  name: 'edge-32x32',
  products: [
    {
      layer: 'fc1',
      size: '128 x 192 x 768',
      times: 12,
      cycles: 24_384,
      bufferTiling: 'rows/cols/depth, tile 128 x 128 x 192, left operand stays',
      dramTiling: null,
    },
  ],
  constants: [
    { name: 'array', value: '32 x 32, output stationary', unit: '', source: 'this example', assumed: true },
    { name: 'nominal voltage', value: 0.9, unit: 'V', source: 'DRIFT, Section V-A', assumed: false },
    { name: 'nominal frequency', value: 2e9, unit: 'Hz', source: 'DRIFT, Section V-A', assumed: false },
    {
      name: 'multiply-accumulate (INT8)',
      value: 1.6e-13,
      unit: 'J/op',
      source: 'synthetic figure',
      assumed: false,
    },
    { name: 'SRAM access', value: 1.2e-12, unit: 'J/B', source: 'synthetic figure', assumed: false },
    {
      name: 'on-chip memory',
      value: 8 * 2 ** 20,
      unit: 'B',
      source: 'large enough for the weights',
      assumed: true,
    },
    { name: 'HBM access', value: 3.1e-11, unit: 'J/B', source: 'synthetic figure', assumed: false },
    { name: 'HBM bandwidth', value: 256e9, unit: 'B/s', source: 'synthetic figure', assumed: false },
    {
      name: 'leakage at nominal',
      value: 0.05,
      unit: 'W',
      source: 'one tenth of dynamic power',
      assumed: true,
    },
    { name: 'operating point change', value: 1.5e-8, unit: 's', source: 'synthetic figure', assumed: false },
  ],
};

export const NOTES = [
  'Made-up data: every figure in this report comes from a generator for tests.',
  'Faults are injected into qkv, proj, fc1 and fc2 only; attention products are computed without faults.',
  'Energy counts the accelerator and its memory, not the host.',
];
