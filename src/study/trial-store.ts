import type { Outcome, Trial } from '../core/trial.js';

/** A policy evaluated once more, with a fresh seed and more images, after the search. */
export interface Confirmation {
  readonly policyId: string;
  /** Seed of noise and faults, another one than the study's. */
  readonly seed: number;
  readonly images: number;
  readonly outcome: Outcome;
}

/**
 * What a study has found out. Everything is stored as canonical JSON: what is read back equals, bit for bit and key
 * for key, what the recording call returned.
 */
export interface TrialStore {
  /**
   * Stores a trial; when this returns, the trial survives a crash of the process and of the machine. Recording the
   * same trial again changes nothing.
   *
   * @returns the trial as it will be read back (keys sorted, -0 as 0)
   * @throws BugError for a number that is not finite, or when another trial has that number; StoreError
   */
  record(trial: Trial): Trial;
  /**
   * Trials by rising number; numbers may be missing where a study runs or was interrupted.
   *
   * @param from number of the first; 0 for all
   */
  trials(from?: number): Trial[];
  /** Stores a confirmation as durably; where one of the same policy, seed and images exists, that one stays. */
  recordConfirmation(confirmation: Confirmation): Confirmation;
  /** All confirmations, ordered by policy, seed and images. */
  confirmations(): Confirmation[];
  close(): void;
}
