import type { ExportedPolicy } from './export/exported-policy.js';
import { policyJson } from './export/policy-document.js';
import { writeWholeFile } from './write-whole-file.js';

/** Writes a policy with its provenance as a file that `leeway evaluate --policy` reads. */
export const exportPolicy = (exported: ExportedPolicy, path: string): Promise<void> =>
  writeWholeFile(path, policyJson(exported));
