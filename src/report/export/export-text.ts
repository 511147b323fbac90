import { cHeader } from './c-header.js';
import type { ExportFormat } from './export-formats.js';
import type { ExportedPolicy } from './exported-policy.js';
import { memoryFile } from './memory-file.js';
import { type CardExtras, policyCard } from './policy-card.js';
import { policyCsv } from './policy-csv.js';
import { policyJson, policyYaml } from './policy-document.js';
import { svPackage } from './sv-package.js';

/**
 * A policy's file in each format.
 *
 * @throws InputError for a policy that a controller's tables cannot hold
 */
export const EXPORT_TEXTS: Readonly<
  Record<ExportFormat, (exported: ExportedPolicy, extras: CardExtras) => string>
> = {
  json: policyJson,
  yaml: policyYaml,
  csv: ({ policy }) => policyCsv(policy),
  c: cHeader,
  sv: svPackage,
  mem: memoryFile,
  md: policyCard,
};
