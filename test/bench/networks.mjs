import { checkpointGeometry } from '../../dist/accelerator/checkpoint-geometry.js';
import { multiplyAccumulates } from '../../dist/core/workload.js';
import { readCalibration } from '../../dist/evaluation/calibrate.js';
import { rowsPerImage } from '../../dist/evaluation/denoising-run.js';
import { quantiseDenoiser } from '../../dist/network/denoiser.js';
import { probeWeightType } from '../../dist/network/kernel-probe.js';
import { readOnnxFile } from '../../dist/network/onnx-file.js';
import { Tensor } from '../../dist/network/onnx-session.js';
import { openDenoiser } from '../../dist/network/open-denoiser.js';
import { RANGE_INPUT } from '../../dist/network/quantise.js';
import { StagedNetwork } from '../../dist/network/staged-network.js';
import { WholeNetwork } from '../../dist/network/whole-network.js';
import { createSiteHook } from '../../dist/reliability/site-hook.js';
import { selectGemms } from '../../dist/reliability/site-sets.js';
import { alternate, figure } from './measure.mjs';
import { bigProducts } from './products.mjs';

const ROUNDS = 12;
const HOOK_RUNS = 3;
const KERNELS = {
  int8: 'u8 x s8',
  uint8: 'u8 x u8, the fallback of processors without VNNI, where the target is not expected to be met',
};
const ms = (value) => `${value.toFixed(1)} ms`;

/**
 * Forward passes of one batch, all on one thread: cut against uncut, against FP32 and against the bare products.
 *
 * @returns the figures, and a plain line that names the INT8 kernel
 */
export async function measureNetworks(subject) {
  const weightType = await probeWeightType();
  const { batchImages } = subject.spec;
  const { gemms } = subject.workload;
  const networks = await openNetworks(subject, weightType);
  const products = await bigProducts(gemms, batchImages, weightType);
  const calls = Object.fromEntries(products.map(({ name, run }) => [name, run]));
  const best = await alternate({ ...networks.passes, ...calls }, ROUNDS);
  const { cut, uncut, float } = best;
  const operations = 2 * batchImages * sum(gemms, multiplyAccumulates);
  const measured = sum(products, (product) => product.calls * product.operations);
  const perMs = measured / sum(products, ({ calls, name }) => calls * best[name]);
  const floor = operations / perMs;
  const figures = [
    figure('cut / uncut INT8', cut / uncut, 'x', { atMost: 1.35 }, `${ms(cut)} / ${ms(uncut)}`),
    figure('FP32 / uncut INT8', float / uncut, 'x', { atLeast: 1.7 }, `${ms(float)} / ${ms(uncut)}`),
    figure('cut INT8 / floor', cut / floor, 'x', {}, `${ms(cut)} / ${ms(floor)}`),
    figure('floor: INT8 operations', operations / 1e9, 'G', {}, 'two per multiply-accumulate'),
    figure(
      'floor: MatMulInteger rate',
      perMs / 1e6,
      'G/s',
      {},
      `${Math.round((100 * measured) / operations)} % of operations measured`,
    ),
    ...(await measureHook(subject, networks)),
  ];
  return { figures, kernel: `INT8 kernel of this processor: ${KERNELS[weightType]}` };
}

const sum = (items, of) => items.reduce((total, item) => total + of(item), 0);

/** The contenders, cut where evaluations cut, fed with the same batch. */
async function openNetworks({ located, spec, workload }, weightType) {
  const { batchImages, guidanceScale, calibrationPath } = spec;
  const { denoiser: source, classes } = located.description;
  const file = readOnnxFile(located.resolve(source.file), source.sha256);
  const rows = rowsPerImage(guidanceScale);
  const { denoiser, inputs } = await openDenoiser(file, located.description, batchImages, rows);
  inputs.sample.set(inputs.sample.map((_, i) => 1.5 * Math.sin(12.9898 * i)));
  inputs.setTimestep(500);
  inputs.setLabels(Array.from({ length: inputs.rows }, (_, i) => i % classes.labels.length));
  const quantised = quantiseDenoiser(denoiser, readCalibration(calibrationPath), weightType);
  const faultyGemms = selectGemms(spec.sites, workload);
  const cut = await StagedNetwork.create(quantised, denoiser.gemms, batchImages, faultyGemms);
  const uncut = await WholeNetwork.create(quantised.model);
  const float = await WholeNetwork.create(file.model, { graphOptimizationLevel: 'all' });
  const ranged = { ...inputs.feeds, [RANGE_INPUT]: new Tensor('int64', BigInt64Array.of(0n), []) };
  const predict = (step, hook) => cut.predict({ feeds: inputs.feeds, step, range: 0 }, hook);
  const passes = {
    cut: () => predict(0),
    uncut: () => uncut.run(ranged),
    float: () => float.run(inputs.feeds),
  };
  return { passes, predict, faultyGemms };
}

/** Time in the site hook over a whole run of the undervolted policy; the fastest of a few runs. */
async function measureHook({ spec, workload, accelerator, policy }, { predict, faultyGemms }) {
  const runs = [];
  for (let trial = 0; trial < HOOK_RUNS; trial++) {
    const { hook, ledger } = createSiteHook({
      workload,
      policy,
      curve: accelerator.errorCurve,
      faultModel: spec.faultModel,
      gemms: faultyGemms,
      seed: 7,
      trial,
      images: Array.from({ length: spec.batchImages }, (_, i) => i),
      geometry: checkpointGeometry(accelerator),
    });
    let hookMs = 0;
    const timed = (site, accumulators) => {
      const start = performance.now();
      hook(site, accumulators);
      hookMs += performance.now() - start;
    };
    const start = performance.now();
    for (let step = 0; step < workload.steps; step++) await predict(step, timed);
    runs.push({ hookMs, runMs: performance.now() - start, faults: ledger.total('faultyWords') });
  }
  const { hookMs, runMs, faults } = runs.toSorted((a, b) => a.hookMs - b.hookMs)[0];
  return [
    figure('site hook per fault', (hookMs * 1e6) / faults, 'ns', {}, `${ms(hookMs)} / ${faults} faults`),
    figure('site hook, share of the passes', (100 * hookMs) / runMs, '%', {}, `${ms(hookMs)} / ${ms(runMs)}`),
  ];
}
