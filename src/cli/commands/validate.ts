import writeFileAtomic from 'write-file-atomic';
import type { Certificate } from '../../core/certificate.js';
import { fromErrorReport, inputError } from '../../core/errors.js';
import { policyId } from '../../core/policy.js';
import { parsePolicy } from '../../core/policy-schema.js';
import { planLooks } from '../../core/statistics/sequential-non-inferiority.js';
import type { Outcome } from '../../core/trial.js';
import { readTextFile } from '../../core/yaml-config.js';
import { type Validation, validatePolicy } from '../../evaluation/validate-policy.js';
import { PiscinaExecutor } from '../../execution/piscina-executor.js';
import { needsOperands } from '../../reliability/protection/protection-schemes.js';
import { prettyJson } from '../../report/pretty-json.js';
import { readStudyConfig, validationOf } from '../../study/study-config.js';
import { type CalibratedContext, calibrate } from '../calibrated-context.js';
import { certificateText } from '../certificate-text.js';
import type { Environment } from '../environment.js';
import { INTERRUPTED, listenForInterrupt } from '../interrupt.js';
import { inFile } from '../locate.js';
import { nominalCost } from '../nominal-cost.js';
import { createProgress } from '../progress.js';
import { openStudyContext } from '../study-context.js';
import { requireRunnable } from './evaluate.js';

export interface ValidateOptions {
  readonly policy: string;
  readonly margin?: number;
  readonly images?: number;
  readonly seed?: number;
  readonly workers?: number;
  readonly certificate?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `leeway evaluate --validate`: whether a policy is no worse than fault-free runs, on as many images as that takes. */
export async function validate(
  file: string,
  options: ValidateOptions,
  environment: Environment,
): Promise<void> {
  const config = readStudyConfig(file, environment.workingDirectory);
  const policy = parsePolicy(readTextFile(options.policy, 'policy'), options.policy);
  const opened = await openStudyContext(config, inFile(file));
  requireRunnable(policy, opened, options.policy);
  const settings = { ...validationOf(config), ...given(options) };
  if (settings.margin === null) {
    throw inputError(
      `${file}: expected validation.margin, or a bound on perceptualDistance, as what counts as no worse; got neither; give --margin`,
    );
  }
  requireEnoughImages(file, settings);
  const { margin } = settings;
  const progress = createProgress(process.stderr, () => environment.now().getTime(), options.quiet);
  const context = await calibrate(opened, progress);
  const interrupt = listenForInterrupt();
  const executor = await PiscinaExecutor.start({
    workers: options.workers ?? environment.cores,
    evaluatorModule: new URL('../../evaluation/create-evaluator.js', import.meta.url).href,
    spec: { ...context.evaluation, exposeOperands: needsOperands(policy) },
  });
  interrupt.onRequest = () => executor.cancel();
  if (interrupt.requested) executor.cancel();
  try {
    const validation = await validatePolicy({
      policy,
      seed: options.seed ?? config.study.seed,
      margin,
      looks: planLooks(settings.images, settings.looks, settings.level),
      run: async (job) => scored(await executor.run(job)),
      onLook: ({ images, mean, verdict }) =>
        progress.note(`${images} images: mean distance ${mean.toPrecision(3)}, ${verdict}`),
    });
    const certificate = certificateOf(validation, {
      policyId: policyId(policy),
      margin,
      level: settings.level,
      context,
      command: `npx leeway evaluate ${file} --policy ${options.policy} --validate`,
      environment,
    });
    if (options.certificate) await writeFileAtomic(options.certificate, `${prettyJson(certificate)}\n`);
    console.log(options.json ? JSON.stringify(certificate, null, 2) : certificateText(certificate));
  } catch (error) {
    if (!interrupt.requested) throw error;
    process.stderr.write('Stopped; nothing was written.\n');
    process.exitCode = INTERRUPTED;
  } finally {
    interrupt.dispose();
    await executor.close();
  }
}

const given = ({ margin, images }: ValidateOptions) => ({
  ...(margin === undefined ? {} : { margin }),
  ...(images === undefined ? {} : { images }),
});

function scored(outcome: Outcome): Extract<Outcome, { status: 'scored' }> {
  if (outcome.status === 'scored') return outcome;
  throw outcome.status === 'failed' ? fromErrorReport(outcome.error) : inputError(outcome.reason);
}

function certificateOf(
  { looks, images, imagesNeeded, seeds, metrics }: Validation,
  about: Pick<Certificate, 'policyId' | 'margin' | 'level' | 'command'> & {
    readonly context: CalibratedContext;
    readonly environment: Environment;
  },
): Certificate {
  const { context, environment, ...claim } = about;
  const nominal = nominalCost(context);
  return {
    format: 'leeway-certificate/1',
    ...claim,
    verdict: looks[looks.length - 1].verdict,
    metric: 'perceptualDistance',
    looks,
    images,
    imagesNeeded,
    seeds,
    metrics,
    energySaving: 1 - metrics.energyJ / nominal.energyJ,
    speedUp: nominal.latencyS / metrics.latencyS,
    createdAt: environment.now().toISOString(),
    leewayVersion: environment.leewayVersion,
    versions: environment.versions,
    inputHashes: context.inputHashes,
  };
}

/** Each look needs two images: of one there is no spread. */
function requireEnoughImages(file: string, { images, looks }: { images: number; looks: number }): void {
  if (images >= 2 * looks) return;
  throw inputError(
    `${file}: expected at least ${2 * looks} images for ${looks} looks, got ${images}; give more --images, or fewer ` +
      'validation.looks',
  );
}
