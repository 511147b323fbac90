import { z } from 'zod';
import { inputError } from '../core/errors.js';
import { parseYamlConfig, readTextFile } from '../core/yaml-config.js';
import { type DiffusionSampler, type DiffusionSettings, PREDICTION_TYPES } from './diffusion-sampler.js';
import { DIFFUSION_SAMPLERS, type DiffusionSamplerName } from './diffusion-samplers.js';
import { BETA_SCHEDULES } from './noise-schedule.js';
import { TIMESTEP_SPACINGS } from './timestep-spacing.js';

/** A parsed `scheduler_config.json`. */
export interface SchedulerConfig extends DiffusionSettings {
  readonly samplerName: DiffusionSamplerName;
}

/**
 * Reads diffusers' `scheduler_config.json`; absent fields take the defaults of its `DDIMScheduler`. One field is
 * Leeway's own: `_use_clipped_model_output`, which diffusers takes as an argument of `step` (default false).
 *
 * @throws InputError naming file, line, column and field for a syntax error, an unknown field or a setting that
 *   Leeway does not have
 */
export function readSchedulerConfig(path: string): SchedulerConfig {
  return parseSchedulerConfig(readTextFile(path, 'scheduler configuration'), path);
}

/** {@link readSchedulerConfig} for text already in memory; `path` is named in messages. */
export function parseSchedulerConfig(text: string, path: string): SchedulerConfig {
  try {
    JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    throw inputError(
      `${path}${lineAndColumn(text, message)}: expected JSON, got a syntax error: ${message}`,
      error,
    );
  }
  // JSON is YAML too, and the YAML reader knows the line and column of each field.
  return parseYamlConfig(text, path, SCHEDULER_CONFIG_SCHEMA);
}

/** The {@link DiffusionSampler} of a configuration, for a number of denoising steps. */
export function createDiffusionSampler(config: SchedulerConfig, steps: number): DiffusionSampler {
  return DIFFUSION_SAMPLERS[config.samplerName](config, steps);
}

/** `:line:column` of the position that a message of JSON.parse names, or nothing when it names none. */
function lineAndColumn(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const lines = text.slice(0, Number(position)).split('\n');
  return `:${lines.length}:${lines[lines.length - 1].length + 1}`;
}

const expected = (what: string) => (issue: { readonly input?: unknown }) =>
  `expected ${what}, got ${issue.input === undefined ? 'nothing' : JSON.stringify(issue.input)}`;

const oneOf = <T extends string>(values: readonly T[]) =>
  z.enum(values, { error: expected(`one of ${values.join(', ')} (what Leeway supports)`) });

const keysOf = <T extends string>(table: Readonly<Record<T, unknown>>) => Object.keys(table) as T[];

const off = (value: false | null) => z.literal(value, { error: expected(`${value} (Leeway has no other)`) });

const beta = () =>
  z.number({ error: expected('a number between 0 and 1') }).refine((value) => value > 0 && value < 1, {
    error: expected('a number between 0 and 1'),
  });

const integerFrom = (least: number) =>
  z
    .int({ error: expected(`an integer >= ${least}`) })
    .min(least, { error: expected(`an integer >= ${least}`) });

const positive = () =>
  z.number({ error: expected('a number > 0') }).positive({ error: expected('a number > 0') });

const flag = () => z.boolean({ error: expected('true or false') });

/** Fields that diffusers writes next to those that count, and that nothing here depends on. */
const UNUSED = ['dynamic_thresholding_ratio', 'sample_max_value', 'skip_prk_steps', 'variance_type'];

const FIELDS = z
  .strictObject({
    _class_name: oneOf(keysOf(DIFFUSION_SAMPLERS)),
    num_train_timesteps: integerFrom(1).default(1000),
    beta_start: beta().default(0.0001),
    beta_end: beta().default(0.02),
    beta_schedule: oneOf(keysOf(BETA_SCHEDULES)).default('linear'),
    trained_betas: off(null).optional(),
    clip_sample: flag().default(true),
    clip_sample_range: positive().default(1),
    _use_clipped_model_output: flag().default(false),
    set_alpha_to_one: flag().default(true),
    steps_offset: integerFrom(0).default(0),
    prediction_type: oneOf(PREDICTION_TYPES).default('epsilon'),
    timestep_spacing: oneOf(TIMESTEP_SPACINGS).default('leading'),
    thresholding: off(false).optional(),
    rescale_betas_zero_snr: off(false).optional(),
    ...Object.fromEntries(UNUSED.map((field) => [field, z.unknown().optional()])),
  })
  .transform(
    (file): SchedulerConfig => ({
      samplerName: file._class_name,
      trainTimesteps: file.num_train_timesteps,
      betaSchedule: file.beta_schedule,
      betaStart: file.beta_start,
      betaEnd: file.beta_end,
      predictionType: file.prediction_type,
      clipRange: file.clip_sample ? file.clip_sample_range : null,
      useClippedModelOutput: file._use_clipped_model_output,
      setAlphaToOne: file.set_alpha_to_one,
      stepsOffset: file.steps_offset,
      timestepSpacing: file.timestep_spacing,
    }),
  );

const PRIVATE_FIELDS_IN_USE = ['_class_name', '_use_clipped_model_output'];

/** Without the private fields of diffusers (`_diffusers_version` and others), which no setting depends on. */
function withoutPrivateFields(file: unknown): unknown {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return file;
  return Object.fromEntries(
    Object.entries(file).filter(([field]) => PRIVATE_FIELDS_IN_USE.includes(field) || !field.startsWith('_')),
  );
}

const SCHEDULER_CONFIG_SCHEMA = z.preprocess(withoutPrivateFields, FIELDS);
