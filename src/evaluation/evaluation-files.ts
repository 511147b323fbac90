import { dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { descriptionSchema } from '../accelerator/description.js';
import { hasEnergies } from '../accelerator/memory-description.js';
import { readYamlConfig } from '../core/yaml-config.js';
import type { MetricDescription } from '../network/metric-description.js';
import { readNetworkDescription } from '../network/network-description.js';
import { FAULT_MODELS, type FaultModelName } from '../reliability/fault-models/fault-models.js';
import { SITE_SETS, type SiteSet } from '../reliability/site-sets.js';
import type { EvaluationSpec } from './evaluation-spec.js';

/** A file as it is, or a text that stands for one. */
export type FileSource = { readonly path: string } | { readonly text: string };

/** A specification that can be taken to another machine: its files under names of their own, and the rest. */
export interface EvaluationFiles {
  /** All fields but those that are paths. */
  readonly settings: EvaluationSettings;
  /** For each field that is a path: the name of its file. */
  readonly paths: Readonly<Record<string, string>>;
  /** Files by name: relative, with `/`, and such that they find each other when laid out in one folder. */
  readonly files: ReadonlyMap<string, FileSource>;
}

const names = <N extends string>(table: Readonly<Record<N, unknown>>) => z.enum(Object.keys(table) as N[]);

const settingsSchema = z.strictObject({
  faultModel: names<FaultModelName>(FAULT_MODELS),
  sites: names<SiteSet>(SITE_SETS),
  steps: z.int().min(1).max(1000),
  guidanceScale: z.number().min(0),
  batchImages: z.int().min(1).max(4096),
  audit: z.boolean().optional(),
  checksumFaults: z.boolean().optional(),
  exposeOperands: z.boolean().optional(),
});

/** A specification without its paths. */
export type EvaluationSettings = z.output<typeof settingsSchema>;

const pathsSchema = z.strictObject({
  networkPath: z.string(),
  acceleratorPath: z.string(),
  errorCurvePath: z.string().optional(),
  calibrationPath: z.string(),
});

/** Checks a specification that another machine has put together; throws a ZodError. */
export const parseEvaluationSpec = (spec: unknown): EvaluationSpec =>
  settingsSchema.extend(pathsSchema.shape).parse(spec);

/**
 * Everything that an evaluator of the specification reads.
 *
 * @throws InputError when a description cannot be read
 */
export function evaluationFiles(spec: EvaluationSpec): EvaluationFiles {
  const { networkPath, acceleratorPath, errorCurvePath, calibrationPath, ...settings } = spec;
  const accelerator = acceleratorFiles(acceleratorPath);
  const files = new Map<string, FileSource>([
    ...networkFiles(networkPath),
    ...accelerator,
    ['calibration.json', { path: calibrationPath }],
    ...(errorCurvePath ? ([['error-curve.yaml', { path: errorCurvePath }]] as const) : []),
  ]);
  const paths = {
    networkPath: 'network/model.yaml',
    acceleratorPath: accelerator[0][0],
    calibrationPath: 'calibration.json',
    ...(errorCurvePath ? { errorCurvePath: 'error-curve.yaml' } : {}),
  };
  return { settings: settingsSchema.parse(settings), paths, files };
}

/** Names in a network description may be absolute, so that it is written anew with others; JSON is YAML. */
function networkFiles(networkPath: string): [string, FileSource][] {
  const { description, resolve } = readNetworkDescription(networkPath);
  const files: [string, FileSource][] = [];
  const take = (file: string, name: string) => {
    files.push([`network/${name}`, { path: resolve(file) }]);
    return name;
  };
  const judge = <M extends MetricDescription>(metric: M, i: number): M => ({
    ...metric,
    file: take(metric.file, `metric${i}.onnx`),
    ...(metric.referenceStatistics && {
      referenceStatistics: take(metric.referenceStatistics, `reference${i}.json`),
    }),
  });
  const { denoiser, sampling, metric, furtherMetrics, calibration } = description;
  const moved = {
    ...description,
    denoiser: { ...denoiser, file: take(denoiser.file, 'denoiser.onnx') },
    sampling: { ...sampling, scheduler: take(sampling.scheduler, 'scheduler.json') },
    calibration: { ...calibration, file: undefined },
    metric: judge(metric, 0),
    ...(furtherMetrics && { furtherMetrics: furtherMetrics.map((further, i) => judge(further, i + 1)) }),
  };
  return [['network/model.yaml', { text: JSON.stringify(moved) }], ...files];
}

/** An accelerator's files, its description first, as they lie to each other: names in it are relative to it. */
function acceleratorFiles(path: string): [string, FileSource][] {
  const { errorCurve, localMemory, globalBuffer } = readYamlConfig(path, descriptionSchema, 'accelerator');
  const tables = [localMemory, globalBuffer].flatMap((memory) =>
    hasEnergies(memory) || memory.energy === undefined ? [] : [memory.energy.table],
  );
  const named = [typeof errorCurve === 'string' ? errorCurve : errorCurve.file, ...tables];
  const found = [path, ...named.map((file) => join(dirname(path), file))];
  const root = found.map((file) => dirname(file)).reduce(commonFolder);
  const nameOf = (file: string) => ['accelerator', ...relative(root, file).split(sep)].join('/');
  return found.map((file) => [nameOf(file), { path: file }]);
}

/** The innermost folder that both folders are, or are in. */
function commonFolder(a: string, b: string): string {
  const way = relative(a, b).split(sep);
  const ups = way.filter((part) => part === '..').length;
  return join(a, ...Array.from({ length: ups }, () => '..'));
}
