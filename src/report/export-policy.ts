import type { Policy } from '../core/policy.js';
import { prettyJson } from './pretty-json.js';
import { writeWholeFile } from './write-whole-file.js';

/** The text of a policy file: sorted keys, one line per cell, a newline at the end. */
export const policyFileText = (policy: Policy): string => `${prettyJson(policy)}\n`;

/** Writes a policy as a file that `leeway evaluate --policy` reads. */
export const exportPolicy = (policy: Policy, path: string): Promise<void> =>
  writeWholeFile(path, policyFileText(policy));
