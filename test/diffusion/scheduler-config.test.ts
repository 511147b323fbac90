import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DIFFUSION_SAMPLERS } from '../../src/diffusion/diffusion-samplers.js';
import {
  createDiffusionSampler,
  parseSchedulerConfig,
  readSchedulerConfig,
} from '../../src/diffusion/scheduler-config.js';

const PATH = 'models/x/scheduler_config.json';
const parse = (fields: Record<string, unknown>) =>
  parseSchedulerConfig(JSON.stringify({ _class_name: 'DDIMScheduler', ...fields }), PATH);

describe('parseSchedulerConfig', () => {
  it('takes the defaults of diffusers for absent fields', () => {
    expect(parse({})).toEqual({
      samplerName: 'DDIMScheduler',
      trainTimesteps: 1000,
      betaSchedule: 'linear',
      betaStart: 0.0001,
      betaEnd: 0.02,
      predictionType: 'epsilon',
      clipRange: 1,
      useClippedModelOutput: false,
      setAlphaToOne: true,
      stepsOffset: 0,
      timestepSpacing: 'leading',
    });
  });

  it('reads a configuration as diffusers writes it, tabs, private and unused fields included', () => {
    const text = JSON.stringify(
      {
        _class_name: 'DDIMScheduler',
        _diffusers_version: '0.35.1',
        _use_default_values: ['timestep_spacing', 'rescale_betas_zero_snr'],
        beta_end: 0.012,
        beta_schedule: 'scaled_linear',
        beta_start: 0.00085,
        clip_sample: false,
        clip_sample_range: 1.0,
        dynamic_thresholding_ratio: 0.995,
        num_train_timesteps: 1000,
        prediction_type: 'v_prediction',
        rescale_betas_zero_snr: false,
        sample_max_value: 1.0,
        set_alpha_to_one: false,
        skip_prk_steps: true,
        steps_offset: 1,
        thresholding: false,
        timestep_spacing: 'trailing',
        trained_betas: null,
        _use_clipped_model_output: true,
      },
      null,
      '\t',
    );
    expect(parseSchedulerConfig(text, PATH)).toEqual({
      samplerName: 'DDIMScheduler',
      trainTimesteps: 1000,
      betaSchedule: 'scaled_linear',
      betaStart: 0.00085,
      betaEnd: 0.012,
      predictionType: 'v_prediction',
      clipRange: null,
      useClippedModelOutput: true,
      setAlphaToOne: false,
      stepsOffset: 1,
      timestepSpacing: 'trailing',
    });
  });

  it.each([
    ['_class_name', 'PNDMScheduler', 'one of DDIMScheduler'],
    ['prediction_type', 'flow_prediction', 'one of epsilon, sample, v_prediction'],
    ['beta_schedule', 'sigmoid', 'one of linear, scaled_linear, squaredcos_cap_v2'],
    ['timestep_spacing', 'karras', 'one of leading, trailing, linspace'],
    ['trained_betas', [0.1, 0.2], 'null'],
    ['thresholding', true, 'false'],
    ['rescale_betas_zero_snr', true, 'false'],
    ['num_train_timesteps', 0, 'an integer >= 1'],
    ['num_train_timesteps', '1000', 'an integer >= 1'],
    ['steps_offset', 0.5, 'an integer >= 0'],
    ['beta_start', 1, 'a number between 0 and 1'],
    ['beta_end', 0, 'a number between 0 and 1'],
    ['_use_clipped_model_output', 1, 'true or false'],
    ['clip_sample', 'yes', 'true or false'],
    ['clip_sample_range', 0, 'a number > 0'],
  ])('refuses %s %j, naming file, field, what was got and what is supported', (field, got, supported) => {
    expect(() => parse({ [field]: got })).toThrow(
      expect.objectContaining({
        kind: 'InputError',
        message: expect.stringMatching(
          new RegExp(
            `^${PATH}:1:\\d+: ${field}: expected ${supported}.*, got ${escaped(JSON.stringify(got))}$`,
          ),
        ),
      }),
    );
  });

  it('says where a misspelt field is', () => {
    const text = '{\n  "_class_name": "DDIMScheduler",\n  "predicton_type": "epsilon"\n}';
    expect(() => parseSchedulerConfig(text, PATH)).toThrow(`${PATH}:3:3: predicton_type: unknown key`);
  });

  it('wants the class name', () => {
    expect(() => parseSchedulerConfig('{}', PATH)).toThrow(
      `${PATH}:1:1: _class_name: expected one of DDIMScheduler (what Leeway supports), got nothing`,
    );
  });

  it.each([
    ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', `${PATH}:3:3: expected JSON, got a syntax error`],
    ['a truncated file', '{"a": ', `${PATH}: expected JSON, got a syntax error`],
    ['YAML that is no JSON', '_class_name: DDIMScheduler\n', 'expected JSON, got a syntax error'],
    ['a list', '[]', `${PATH}:1:1: `],
  ])('refuses %s', (_what, text, message) => {
    expect(() => parseSchedulerConfig(text, PATH)).toThrow(message);
  });
});

describe('readSchedulerConfig', () => {
  it('reads the configuration of the shipped network, which samples', () => {
    const path = fileURLToPath(new URL('../../models/dit-fashion/scheduler_config.json', import.meta.url));
    const sampler = createDiffusionSampler(readSchedulerConfig(path), 20);
    expect(sampler.timesteps).toHaveLength(20);
    expect(sampler.timesteps[0]).toBeGreaterThan(900);
  });

  it('says what a missing file was for', () => {
    expect(() => readSchedulerConfig('none.json')).toThrow(
      'none.json: cannot read the scheduler configuration',
    );
  });
});

describe('createDiffusionSampler', () => {
  it.each(Object.keys(DIFFUSION_SAMPLERS))('makes a %s with as many timesteps as steps', (name) => {
    const config = parse({ _class_name: name });
    for (const steps of [1, 7, 50]) {
      expect(createDiffusionSampler(config, steps).timesteps).toHaveLength(steps);
    }
  });
});

const escaped = (text: string) => text.replace(/[[\]".]/g, '\\$&');
