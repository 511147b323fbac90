import { describe, expect, it } from 'vitest';
import {
  asLeewayError,
  bugError,
  ERROR_KINDS,
  type ErrorKind,
  executionError,
  fromErrorReport,
  inputError,
  LeewayError,
  storeError,
  toErrorReport,
  unsupportedError,
} from '../../src/core/errors.js';

describe('errors', () => {
  it.each([
    [inputError, 'InputError', 2],
    [unsupportedError, 'UnsupportedError', 3],
    [storeError, 'StoreError', 4],
    [executionError, 'ExecutionError', 5],
    [bugError, 'BugError', 70],
  ] as const)('%o makes a %s with exit code %i', (make, kind, exitCode) => {
    const error = make('a.yaml:3:5: wrong');
    expect(error).toBeInstanceOf(LeewayError);
    expect(error).toMatchObject({ kind, name: kind, exitCode, message: 'a.yaml:3:5: wrong' });
  });

  it('has one exit code per kind, none of them 0 or 1', () => {
    const codes = Object.values(ERROR_KINDS).map(({ exitCode }) => exitCode);
    expect(new Set(codes).size).toBe(codes.length);
    expect(Math.min(...codes)).toBeGreaterThan(1);
  });
});

describe('asLeewayError', () => {
  it('leaves a LeewayError as it is', () => {
    const error = storeError('locked');
    expect(asLeewayError(error)).toBe(error);
  });

  it('takes what was not foreseen for a bug and keeps the original', () => {
    const original = new TypeError('x is undefined');
    expect(asLeewayError(original)).toMatchObject({
      kind: 'BugError',
      message: 'x is undefined',
      cause: original,
    });
    expect(asLeewayError('thrown text')).toMatchObject({ kind: 'BugError', message: 'thrown text' });
  });
});

describe('ErrorReport', () => {
  it.each(Object.keys(ERROR_KINDS) as ErrorKind[])('carries a %s across structured clone', (kind) => {
    const error = new LeewayError(kind, 'message');
    const arrived = fromErrorReport(structuredClone(toErrorReport(error)));
    expect(arrived).toBeInstanceOf(LeewayError);
    expect(arrived).toMatchObject({ kind, message: 'message', exitCode: ERROR_KINDS[kind].exitCode });
    expect(arrived.stack).toBe(error.stack);
  });

  it('shows the stack of the cause, which is where things went wrong', () => {
    const cause = new RangeError('index 9 of 4');
    expect(toErrorReport(executionError('trial 3 failed', cause))).toEqual({
      kind: 'ExecutionError',
      message: 'trial 3 failed',
      stack: cause.stack,
    });
  });

  it('makes a report of anything thrown', () => {
    expect(toErrorReport(null)).toMatchObject({ kind: 'BugError', message: 'null' });
  });
});
