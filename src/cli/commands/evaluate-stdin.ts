import { createInterface } from 'node:readline';
import { counted } from '../../core/counted.js';
import { LeewayError } from '../../core/errors.js';
import { PiscinaExecutor } from '../../execution/piscina-executor.js';
import type { Answer } from '../../study/assignment-line.js';
import { boundsOf } from '../../study/bounds.js';
import { answerInOrder, EvaluationService } from '../../study/evaluation-service.js';
import { readStudyConfig, type StudyConfig } from '../../study/study-config.js';
import { type CalibratedContext, calibrate } from '../calibrated-context.js';
import type { Environment } from '../environment.js';
import { INTERRUPTED, type Interrupt, listenForInterrupt } from '../interrupt.js';
import { inFile } from '../locate.js';
import { createProgress } from '../progress.js';
import { openStudyContext } from '../study-context.js';

export interface EvaluateStdinOptions {
  readonly images?: number;
  readonly seed?: number;
  readonly workers?: number;
  readonly quiet?: boolean;
}

/**
 * `leeway evaluate --stdin`: answers each assignment on standard input, one JSON object a line, with its outcome on
 * standard output, in the same order, until the input ends.
 */
export async function evaluateStdin(
  file: string,
  options: EvaluateStdinOptions,
  environment: Environment,
): Promise<void> {
  const config = readStudyConfig(file, environment.workingDirectory);
  const opened = await openStudyContext(config, inFile(file));
  const progress = createProgress(process.stderr, () => environment.now().getTime(), options.quiet);
  const context = await calibrate(opened, progress);
  progress.clear();
  const workers = options.workers ?? environment.cores;
  progress.note(`Starting ${counted(workers, 'worker')} ...`);
  const executor = await PiscinaExecutor.start({
    evaluatorModule: new URL('../../evaluation/create-evaluator.js', import.meta.url).href,
    spec: context.evaluation,
    workers,
  });
  const interrupt = listenForInterrupt();
  try {
    progress.note('Ready for assignments, one JSON object a line.');
    await answerStdin(serviceOf(context, executor, options), executor, interrupt);
  } finally {
    interrupt.dispose();
    executor.cancel();
    await executor.close();
  }
  if (interrupt.requested) process.exitCode = INTERRUPTED;
}

const serviceOf = (
  { config, decode }: CalibratedContext,
  executor: PiscinaExecutor,
  { images, seed }: EvaluateStdinOptions,
): EvaluationService =>
  new EvaluationService({
    objectives: config.objectives,
    constraints: config.constraints,
    images: images ?? mostImages(config),
    seed: seed ?? config.study.seed,
    decode,
    executor,
  });

/** Answers until the input ends, Ctrl-C, or nobody reads the answers any more. */
async function answerStdin(
  service: EvaluationService,
  executor: PiscinaExecutor,
  interrupt: Interrupt,
): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  const stop = () => {
    executor.cancel();
    lines.close();
    process.stdin.destroy();
  };
  interrupt.onRequest = stop;
  // Without a listener the error would end the process inside of onnxruntime; the write that fails reports it, too.
  process.stdout.on('error', stop);
  try {
    await answerInOrder(lines, (line, number) => service.answer(line, number), writeAnswer, stop);
  } catch (error) {
    const cancelled = error instanceof LeewayError && error.kind === 'ExecutionError';
    if (!(interrupt.requested && cancelled) && !isClosedPipe(error)) throw error;
  }
}

/** Images of a whole evaluation: nothing is given up here, as there is no front to race against. */
const mostImages = ({ study: { images } }: StudyConfig): number =>
  Array.isArray(images) ? images[images.length - 1] : images;

/** Writes an answer and waits until it has left this process. */
const writeAnswer = (answer: Answer): Promise<void> =>
  new Promise((written, failed) => {
    process.stdout.write(`${JSON.stringify(answer)}\n`, (error) => (error ? failed(error) : written()));
  });

/** Whether the reader of standard output has gone, after which there is nobody to answer. */
const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EPIPE';

/** `leeway evaluate --describe`: what another program has to know to make assignments and to read answers. */
export async function describeSpace(
  file: string,
  { images, seed }: EvaluateStdinOptions,
  environment: Environment,
): Promise<void> {
  const config = readStudyConfig(file, environment.workingDirectory);
  const { policySpace } = await openStudyContext(config, inFile(file));
  const { parameters, anchors } = policySpace.space;
  const description = {
    title: config.title,
    parameters,
    anchors,
    objectives: config.objectives,
    constraints: boundsOf(config.constraints),
    images: images ?? mostImages(config),
    seed: seed ?? config.study.seed,
  };
  console.log(JSON.stringify(description, null, 2));
}
