import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { storeError, systemReason } from '../core/errors.js';

/** What may be asked of a running study from another process; a study about which nothing is asked runs. */
export const STUDY_REQUESTS = ['pause', 'stop'] as const;
export type StudyRequest = (typeof STUDY_REQUESTS)[number];

const controlPath = (directory: string) => join(directory, 'control.json');

/**
 * Asks the process that runs a study, wherever it is, to pause or to stop; it looks about once a second.
 *
 * @param directory the study's directory
 * @param request null to take back what was asked: a paused study goes on
 * @throws StoreError when it cannot be written
 */
export function requestOfStudy(directory: string, request: StudyRequest | null): void {
  const path = controlPath(directory);
  try {
    if (request === null) rmSync(path, { force: true });
    else writeFileAtomic.sync(path, `${JSON.stringify({ request })}\n`);
  } catch (error) {
    throw storeError(
      `${path}: cannot be written: ${systemReason(error)}; the study goes on as it was`,
      error,
    );
  }
}

/** What is asked of a study; null when nothing is, or nothing that this version knows. */
export function requestedOf(directory: string): StudyRequest | null {
  try {
    const content: unknown = JSON.parse(readFileSync(controlPath(directory), 'utf8'));
    const request = typeof content === 'object' && content && 'request' in content ? content.request : null;
    return STUDY_REQUESTS.find((known) => known === request) ?? null;
  } catch {
    return null;
  }
}
