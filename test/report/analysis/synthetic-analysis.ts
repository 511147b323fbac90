import type {
  MeanEstimate,
  SensitivityAnalysis,
  SensitivityCell,
  SensitivityDimension,
} from '../../../src/core/sensitivity.js';

const estimate = (mean: number): MeanEstimate => ({ mean, low: mean * 0.9, high: mean * 1.1 });

/** A cell whose images all have one distance, with an interval of 10% around it; nothing measured for null. */
export function syntheticCell(
  dimension: SensitivityDimension,
  label: string,
  mean: number | null,
  rest: Partial<SensitivityCell> = {},
): SensitivityCell {
  const distances = mean === null ? [] : [mean, mean];
  const share = { count: 1, share: 0.5, low: 0.1, high: 0.9 };
  return {
    id: `${dimension}/${label}`,
    dimension,
    label,
    blocks: [0, 1],
    segments: [0, 1],
    wordErrorRate: 1e-3,
    samples: { distances, classChanges: distances.map(() => 0), faultyWords: distances.map(() => 12) },
    images: distances.length,
    distance: mean === null ? null : estimate(mean),
    classChanged: mean === null ? null : share,
    exceeded: mean === null ? null : share,
    ...rest,
  };
}

const map = (block: number, segment: number, mean: number | null) =>
  syntheticCell('map', `map ${block} ${segment}`, mean, { blocks: [block], segments: [segment] });

/** Two blocks and two segments, the last cell of the map not measured; the second block's name needs escaping. */
export function syntheticAnalysis(): SensitivityAnalysis {
  return {
    format: 'leeway-analysis/1',
    name: 'toy',
    network: 'toy <net>',
    command: 'npx leeway analyze toy',
    key: 'k',
    leewayVersion: '0.0.0',
    createdAt: '2026-01-02T03:04:05.000Z',
    versions: { node: '20' },
    inputHashes: { network: 'abc' },
    settings: {
      seed: 1,
      steps: 4,
      guidanceScale: 1.5,
      batchImages: 2,
      sites: 'all-gemm',
      segments: [
        { name: '0-1', first: 0, last: 1 },
        { name: '2-3', first: 2, last: 3 },
      ],
      wordErrorRate: 1e-3,
      distanceBound: 0.1,
      tolerance: 0.25,
    },
    blocks: ['embed', 'a&b'],
    state: 'budget spent',
    images: 40,
    elapsedS: 12.5,
    pending: ['map/map 1 1'],
    cells: [
      map(0, 0, 1),
      map(0, 1, 0.5),
      map(1, 0, 0.2),
      map(1, 1, null),
      syntheticCell('segment', 'steps 0-1', 1),
      syntheticCell('segment', 'steps 2-3', 0.1),
      syntheticCell('bit', 'bit 0', 0.001, { bit: 0 }),
      syntheticCell('bit', 'bit 1', 0.05, { bit: 1 }),
      syntheticCell('bit', 'bit 2', 0.7, { bit: 2 }),
      syntheticCell('magnitude', '1/4 of full scale', 0.02, { share: 0.25 }),
      syntheticCell('magnitude', '4 x full scale', 0.4, { share: 4 }),
    ],
    interactions: [
      {
        dimension: 'blockPair',
        label: 'embed and a&b',
        pair: 'p',
        parts: ['a', 'b'],
        images: 2,
        sumOfParts: 2,
        together: 1.5,
        deviation: { mean: -0.5, low: -0.6, high: -0.4 },
      },
    ],
    spread: [
      {
        id: 's',
        label: 'embed fc, step 0',
        gemm: 0,
        block: 0,
        layer: 'fc',
        step: 0,
        share: 1,
        images: 2,
        points: [
          { step: 0, block: 0, changedShare: 0.25, relativeDeviation: 0.5 },
          { step: 0, block: 1, changedShare: 0.75, relativeDeviation: 0.01 },
          { step: 3, block: 1, changedShare: 1, relativeDeviation: 0.02 },
        ],
      },
    ],
  };
}
