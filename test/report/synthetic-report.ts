import { policyId, uniformPolicy } from '../../src/core/policy.js';
import { RandomStream } from '../../src/core/random-stream.js';
import type { Metrics, Trial } from '../../src/core/trial.js';
import { checkpointSteps } from '../../src/report/checkpoint-steps.js';
import type { FrontMember, PolicyDetail, ReportData, ReportMetric } from '../../src/report/report-data.js';
import { syntheticFaulty, syntheticGolden } from './synthetic-images.js';
import {
  BLOCKS,
  faultyWords,
  NOMINAL,
  STEPS,
  type SyntheticTrial,
  syntheticCost,
  syntheticMetrics,
  syntheticTrial,
} from './synthetic-policies.js';
import { ACCELERATOR, CONFIG, NOTES } from './synthetic-texts.js';

const OBJECTIVES: readonly ReportMetric[] = [
  {
    metric: 'energyJ',
    direction: 'minimise',
    label: 'Energy',
    unit: 'J',
    description: 'Energy per generated image.',
  },
  {
    metric: 'latencyS',
    direction: 'minimise',
    label: 'Latency',
    unit: 's',
    description: 'Time per generated image.',
  },
  {
    metric: 'perceptualDistance',
    direction: 'minimise',
    label: 'Perceptual distance',
    unit: '',
    description:
      'LPIPS-style distance between the faulty and the fault-free image of the same noise; 0 = identical, 1.9 = another image of the same class.',
  },
];

const OTHER_METRICS: readonly ReportMetric[] = [
  { metric: 'psnrDb', direction: 'maximise', label: 'PSNR', unit: 'dB' },
  {
    metric: 'classAccuracy',
    direction: 'maximise',
    label: 'Class accuracy',
    unit: 'ratio',
    description: 'Share of images that a classifier recognises as the class asked for.',
  },
];

const SEARCH_IMAGES = 8;
const CONFIRM_IMAGES = 64;
const SHOWN_IMAGES = 8;
const BOUND = 0.06;

interface Made extends SyntheticTrial {
  readonly trial: Trial;
  readonly metrics: Metrics | null;
}

/** A made-up study of plausible shape for tests and for looking at the page; no figure in it was measured. */
export function syntheticReport({ trials = 240, seed = 1 } = {}): ReportData {
  const made = Array.from({ length: trials }, (_, number) => makeTrial(number, seed));
  const front = paretoFront(made);
  const nominal = uniformPolicy(BLOCKS, STEPS, NOMINAL);
  const metrics = syntheticMetrics(nominal, SEARCH_IMAGES, stream(seed, 0));
  return {
    format: 'leeway-report/1',
    study: 'dit-fashion',
    title: 'DiT on Fashion-MNIST, edge accelerator 32x32',
    question:
      'How much energy and time can an undervolted or overclocked 32x32 accelerator save on a diffusion transformer (12 blocks, 20 DDIM steps) while its images stay within a perceptual distance of 0.06 of the fault-free ones?',
    createdAt: '2026-11-22T18:04:31.120Z',
    finishedAt: '2026-11-22T18:07:49.003Z',
    manifest: {
      versions: { leeway: '0.1.0', node: '20.20.2', 'onnxruntime-node': '1.30.0' },
      hashes: { network: 'a3'.repeat(32), accelerator: '9c'.repeat(32), configuration: '51'.repeat(32) },
      seed,
      config: CONFIG,
      command: `npx leeway tune search-spaces/dit-fashion.yaml --trials ${trials} --seed ${seed}`,
    },
    objectives: OBJECTIVES,
    otherMetrics: OTHER_METRICS,
    constraints: [{ metric: 'perceptualDistance', atMost: BOUND }],
    nominal: {
      operatingPoint: NOMINAL,
      metrics: { ...metrics, psnrDb: 99 },
      energyByComponentJ: syntheticCost(nominal).parts,
    },
    trials: made.map(({ trial }) => trial),
    front: front.map((member) => confirm(member, seed)),
    knee: kneeOf(front),
    hypervolume: {
      referencePoint: {
        energyJ: metrics.energyJ * 1.1,
        latencyS: metrics.latencyS * 1.1,
        perceptualDistance: BOUND,
      },
      outlook: null,
      values: hypervolumeTrace(made, metrics),
    },
    boundUse: [
      {
        metric: 'perceptualDistance',
        side: 'atMost',
        limit: BOUND,
        exceeded: 60,
        exceededAlone: 60,
        slackOfBest: 0.002,
      },
    ],
    importance: OBJECTIVES.map(({ metric }) => ({
      metric,
      parameters: [
        { name: 'point[0-1,first]', share: 0.52 },
        { name: 'abft.thresholdBit', share: 0.21 },
        { name: 'checkpoint.layout', share: 0.001 },
      ],
      pairs: [{ names: ['point[0-1,first]', 'abft.thresholdBit'], share: 0.08 }],
    })),
    details: front.map((member) => detail(member, seed)),
    goldenImages: Array.from({ length: SHOWN_IMAGES }, (_, image) => syntheticGolden(image)),
    accelerator: ACCELERATOR,
    notes: NOTES,
  };
}

const stream = (seed: number, trial: number, site = 0) => new RandomStream(seed, 'search', { trial, site });

function makeTrial(number: number, seed: number): Made {
  const rng = stream(seed, number);
  const candidate = syntheticTrial(rng);
  const luck = rng.uniform();
  const { assignment, policy } = candidate;
  if (luck < 0.05) {
    const reason = '2.60 GHz cannot be reached at 0.62 V';
    const trial: Trial = { number, assignment, policyId: null, outcome: { status: 'infeasible', reason } };
    return { ...candidate, trial, metrics: null };
  }
  if (luck < 0.06) {
    const error = {
      kind: 'ExecutionError',
      message: 'worker 1 ended, exit code 134',
      stack: 'at /home/x',
    } as const;
    const trial: Trial = {
      number,
      assignment,
      policyId: policyId(policy),
      outcome: { status: 'failed', error },
    };
    return { ...candidate, trial, metrics: null };
  }
  const metrics = syntheticMetrics(policy, SEARCH_IMAGES, rng);
  const outcome = {
    status: 'scored',
    metrics,
    standardErrors: errorsOf(metrics, SEARCH_IMAGES),
    diagnostics: {},
  } as const;
  return { ...candidate, trial: { number, assignment, policyId: policyId(policy), outcome }, metrics };
}

const errorsOf = (metrics: Metrics, images: number): Metrics => ({
  energyJ: (0.01 * metrics.energyJ) / Math.sqrt(images),
  perceptualDistance: (0.5 * metrics.perceptualDistance) / Math.sqrt(images),
  psnrDb: 3 / Math.sqrt(images),
  classAccuracy: 0.24 / Math.sqrt(images),
});

const vector = (metrics: Metrics) => OBJECTIVES.map(({ metric }) => metrics[metric]);

function paretoFront(made: readonly Made[]): Made[] {
  const feasible = made.filter(({ metrics }) => metrics !== null && metrics.perceptualDistance <= BOUND);
  return feasible.filter(({ metrics, trial }) =>
    feasible.every((other) => {
      const a = vector(other.metrics ?? {});
      const b = vector(metrics ?? {});
      const equal = a.every((value, i) => value === b[i]);
      if (equal) return trial.number <= other.trial.number;
      return a.some((value, i) => value > b[i]);
    }),
  );
}

function kneeOf(front: readonly Made[]): number | null {
  const score = ({ metrics }: Made) =>
    metrics ? metrics.energyJ / 2.6e-3 + metrics.perceptualDistance / BOUND : 0;
  return [...front].sort((a, b) => score(a) - score(b))[0]?.trial.number ?? null;
}

function confirm({ policy, trial }: Made, seed: number): FrontMember {
  const metrics = syntheticMetrics(policy, CONFIRM_IMAGES, stream(seed + 1, trial.number));
  const standardErrors = errorsOf(metrics, CONFIRM_IMAGES);
  return {
    trialNumber: trial.number,
    believed: null,
    confirmed: { images: CONFIRM_IMAGES, metrics, standardErrors },
  };
}

function detail({ policy, trial, metrics }: Made, seed: number): PolicyDetail {
  const { parts, latencyS } = syntheticCost(policy);
  const rng = stream(seed, trial.number, 1);
  const faulty = policy.cells.map((row, step) =>
    row.map((_, block) => Math.round(faultyWords(policy, step, block) * Math.exp(0.1 * rng.normal()))),
  );
  const restored = faulty.map((row, step) =>
    row.map((words, block) => (policy.cells[step][block].protection === 1 ? Math.round(words * 0.9) : 0)),
  );
  return {
    trialNumber: trial.number,
    policy,
    checkpointSteps: checkpointSteps(policy),
    faultyWords: faulty,
    restoredWords: restored,
    energyByComponentJ: parts,
    latencyS,
    images: Array.from({ length: SHOWN_IMAGES }, (_, image) =>
      syntheticFaulty(image, metrics?.perceptualDistance ?? 0, rng),
    ),
  };
}

/** Normalised volume by a fixed lattice of sample points: coarse, and all a picture needs. */
function hypervolumeTrace(made: readonly Made[], nominal: Metrics): number[] {
  const rng = new RandomStream(7, 'search');
  const reference = [nominal.energyJ * 1.1, nominal.latencyS * 1.1, BOUND];
  let open = Array.from({ length: 2000 }, () => reference.map((value) => value * rng.uniform()));
  return made.map(({ metrics }) => {
    if (metrics) open = open.filter((point) => vector(metrics).some((value, i) => value > point[i]));
    return 1 - open.length / 2000;
  });
}
