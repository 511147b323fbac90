// The program of a worker process. Its main thread never evaluates, so that it answers, and ends with its parent, even
// while the evaluating thread hangs inside onnxruntime.
import { toErrorReport } from '../core/errors.js';
import type { Failed, NumberedJob } from './executor.js';
import { PiscinaExecutor } from './piscina-executor.js';
import type { ProcessReply, ProcessRequest } from './process-protocol.js';

type Evaluating = PiscinaExecutor<NumberedJob, unknown>;

let executor: Promise<Evaluating> | null = null;
/** Set once nothing may be answered any more. */
let ending = false;

/** At once and without onnxruntime's clean-up, which aborts when a thread is at work. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Without its evaluating thread the process is of no use: the parent replaces it, and tries the job again. */
function endWithoutThread(error: Error): void {
  ending = true;
  process.stderr.write(`the evaluating thread ended: ${error.message}\n`, end);
}

async function handle(request: ProcessRequest<NumberedJob>): Promise<ProcessReply> {
  switch (request.kind) {
    case 'start':
      executor = PiscinaExecutor.start({ ...request.source, workers: 1, onThreadLost: endWithoutThread });
      await executor;
      return { status: 'done' };
    case 'evaluate':
      return { status: 'evaluated', outcome: await evaluate(request.job) };
    case 'close':
      await (await executor)?.close();
      return { status: 'done' };
  }
}

async function evaluate(job: NumberedJob): Promise<unknown | Failed> {
  if (!executor) throw new TypeError('expected a start before the first job');
  return (await executor).run(job);
}

async function answer(request: ProcessRequest<NumberedJob>): Promise<void> {
  const reply = await handle(request).catch((thrown) => ({
    status: 'error' as const,
    error: toErrorReport(thrown),
  }));
  if (ending) return;
  // A parent that cannot be told is gone, which ends this process.
  process.send?.(reply, undefined, undefined, () => undefined);
}

// Ctrl-C reaches all processes of a terminal; what it means is the parent's to decide.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', end);
process.on('message', (request: ProcessRequest<NumberedJob>) => void answer(request));
if (!process.connected) end();
