import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock } from './clock.js';
import type { ProcessReply, ProcessRequest } from './process-protocol.js';

/** A request that will never be answered. */
export interface Lost {
  readonly status: 'lost';
  /** What became of the process, the same on every machine, e.g. `ended by SIGABRT`. */
  readonly reason: string;
}

/** Characters kept of what a process wrote to standard error. */
const LAST_WORDS = 1000;

/** One worker process as its parent sees it, from its start to its end. */
export class WorkerHandle<J, O> {
  private readonly child: ChildProcess;
  private answer: ((answer: ProcessReply<O> | Lost) => void) | null = null;
  private lost: Lost | null = null;
  private words = '';
  /** Settles when the process is gone. */
  readonly ended: Promise<void>;

  constructor(
    program: URL,
    private readonly clock: Clock,
  ) {
    this.child = fork(fileURLToPath(program), {
      serialization: 'advanced',
      // Options of this process, such as a script in place of a file, are not for another program.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.on('message', (reply: ProcessReply<O>) => this.settle(reply));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.words = (this.words + text).slice(-LAST_WORDS);
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.lose(signal ? `ended by ${signal}` : `ended with exit code ${code}`);
        resolve();
      });
      this.child.on('error', (error) => {
        this.lose(`could not be reached (${error.message})`);
        this.child.kill('SIGKILL');
        if (this.child.pid === undefined) resolve();
      });
    });
  }

  get pid(): number | null {
    return this.child.pid ?? null;
  }

  /** Whether it can still be asked. */
  get alive(): boolean {
    return this.lost === null;
  }

  /** The end of what the process wrote to standard error. */
  get lastWords(): string {
    return this.words.trim();
  }

  /** Asks one thing, all earlier ones being answered; a process that takes longer is killed. */
  ask(request: ProcessRequest<J>, limitMs: number): Promise<ProcessReply<O> | Lost> {
    if (this.lost) return Promise.resolve(this.lost);
    const cancelTimer = this.clock.after(limitMs, () => {
      this.lose('did not answer within its time limit');
      this.kill();
    });
    return new Promise((resolve) => {
      this.answer = (answer) => {
        cancelTimer();
        resolve(answer);
      };
      // A process that cannot be sent to is ending, which its end will say.
      this.child.send(request, () => undefined);
    });
  }

  /** Ends the process wherever it is. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  private lose(reason: string): void {
    this.lost ??= { status: 'lost', reason };
    this.settle(this.lost);
  }

  private settle(answer: ProcessReply<O> | Lost): void {
    this.answer?.(answer);
    this.answer = null;
  }
}
