/**
 * Every error a person can meet, by who can fix it.
 * The wording of a message is: where (file, line, field), what was expected, what was got, what to do.
 */
export const ERROR_KINDS = {
  /** The input has to change: a file, an option, a name. */
  InputError: { exitCode: 2 },
  /** This machine or this version of Leeway cannot do it; the input is in order. */
  UnsupportedError: { exitCode: 3 },
  /** The study store could not be read or written. */
  StoreError: { exitCode: 4 },
  /** Evaluations failed. */
  ExecutionError: { exitCode: 5 },
  /** Leeway is wrong. */
  BugError: { exitCode: 70 },
} as const;

export type ErrorKind = keyof typeof ERROR_KINDS;

/** The plain form of an error: the only one that crosses a thread or a queue (structured clone drops own fields). */
export interface ErrorReport {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly stack?: string;
}

/** An error with a kind from {@link ERROR_KINDS}. */
export class LeewayError extends Error {
  constructor(
    readonly kind: ErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = kind;
  }

  get exitCode(): number {
    return ERROR_KINDS[this.kind].exitCode;
  }
}

export const inputError = (message: string, cause?: unknown) =>
  new LeewayError('InputError', message, { cause });
export const unsupportedError = (message: string, cause?: unknown) =>
  new LeewayError('UnsupportedError', message, { cause });
export const storeError = (message: string, cause?: unknown) =>
  new LeewayError('StoreError', message, { cause });
export const executionError = (message: string, cause?: unknown) =>
  new LeewayError('ExecutionError', message, { cause });
export const bugError = (message: string, cause?: unknown) => new LeewayError('BugError', message, { cause });

/** Any thrown value as a LeewayError; what Leeway did not foresee becomes a BugError that keeps the original. */
export function asLeewayError(thrown: unknown): LeewayError {
  if (thrown instanceof LeewayError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return bugError(message, thrown);
}

export function toErrorReport(thrown: unknown): ErrorReport {
  const error = asLeewayError(thrown);
  const origin = error.cause instanceof Error ? error.cause : error;
  return { kind: error.kind, message: error.message, ...(origin.stack ? { stack: origin.stack } : {}) };
}

export function fromErrorReport(report: ErrorReport): LeewayError {
  const error = new LeewayError(report.kind, report.message);
  if (report.stack) error.stack = report.stack;
  return error;
}

/** The operating system's reason for a failed file operation, such as `ENOENT: no such file or directory`. */
export function systemReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(', ')[0];
}
