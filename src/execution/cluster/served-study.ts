import { unsupportedError } from '../../core/errors.js';
import type { EvaluatorSource } from '../load-evaluator.js';
import { bundleHash } from './bundle.js';
import type { BundleCache } from './bundle-cache.js';
import type { ClusterBackend } from './cluster-backend.js';
import type { JobSource, TakenJob } from './job-queue.js';
import { jobSchema } from './job-schema.js';
import { PROTOCOL, queueName } from './messages.js';
import type { StudyRecord } from './records.js';

/** How a worker makes evaluators; which module that is no study has a say in. */
export interface WorkerEvaluator {
  /** URL of the evaluator's module. */
  readonly evaluatorModule: string;
  /** Checks a specification that has come over the wire; throws when it is none. */
  readonly parseSpec: (spec: unknown) => unknown;
  /** The digest of what this machine makes of a job, see `probeDigest`. */
  readonly probe: (source: EvaluatorSource, job: StudyRecord['probe']['job']) => Promise<string>;
}

/** What a study needs to be served. */
export interface Surroundings {
  readonly backend: ClusterBackend;
  readonly cache: BundleCache;
  readonly evaluator: WorkerEvaluator;
  readonly leewayVersion: string;
}

/** A study whose jobs a worker takes. */
export class ServedStudy {
  /** Ids of jobs that nobody wants any more. */
  revoked: ReadonlySet<string> = new Set();
  /** Whether nothing of it is wanted any more. */
  ended = false;
  private closing = false;
  private readonly work = new Set<Promise<unknown>>();

  private constructor(
    readonly key: string,
    readonly name: string,
    readonly bundle: string,
    readonly source: EvaluatorSource,
    private readonly jobs: JobSource,
  ) {}

  /**
   * Fetches the study's files and compares this machine's results with the coordinator's.
   *
   * @throws UnsupportedError when this worker's results would not be the same; ExecutionError when files are missing
   */
  static async open(record: StudyRecord, surroundings: Surroundings): Promise<ServedStudy> {
    const { backend, cache, evaluator } = surroundings;
    const { evaluatorModule, parseSpec, probe } = evaluator;
    const spec = parseSpec(await cache.fetch(record.bundle, backend));
    const source = { evaluatorModule, spec };
    const digest = await probe(source, JSON.parse(JSON.stringify(jobSchema.parse(record.probe.job))));
    if (digest !== record.probe.digest) {
      throw unsupportedError(
        `study ${record.name}: the results of this machine differ from those of ${record.host} in their last digits ` +
          '(another kind of processor, or another version of Node or onnxruntime); run the worker on a machine like it',
      );
    }
    const jobs = await backend.source(queueName(record.key));
    return new ServedStudy(record.key, record.name, bundleHash(record.bundle), source, jobs);
  }

  /** Its next job; null when none waits, or it is being closed. */
  async take(token: string): Promise<TakenJob | null> {
    return this.closing ? null : this.during(this.jobs.take(token));
  }

  /** Keeps its queue open for so long: what is asked of a closed one is never answered. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.work.add(work);
    return work.finally(() => this.work.delete(work));
  }

  /** Takes no more jobs, and waits for what is being done. */
  async close(): Promise<void> {
    this.closing = true;
    while (this.work.size > 0) await Promise.allSettled(this.work);
    await this.jobs.close();
  }
}

/** Throws an UnsupportedError when a study belongs to another version of Leeway, whose results may differ. */
export function requireSameVersion(
  { name, host, protocol, leewayVersion }: Pick<StudyRecord, 'name' | 'host' | 'protocol' | 'leewayVersion'>,
  own: string,
): void {
  if (protocol === PROTOCOL && leewayVersion === own) return;
  const theirs = `Leeway ${leewayVersion} (protocol ${protocol})`;
  throw unsupportedError(
    `study ${name}: ${host} runs it with ${theirs}, this worker is Leeway ${own} (protocol ${PROTOCOL}); ` +
      'install the same version on both',
  );
}
