import { Document, isCollection, isSeq } from 'yaml';
import { POLICY_SCHEMA_ID } from '../../core/policy-schema.js';
import { prettyJson } from '../pretty-json.js';
import type { ExportedPolicy } from './exported-policy.js';

const YAML_LINE_WIDTH = 110;

/** A policy as a JSON file that `leeway evaluate --policy` reads: sorted keys, its schema and its provenance beside it. */
export const policyJson = (exported: ExportedPolicy): string => `${prettyJson(policyDocument(exported))}\n`;

/** The same as YAML: one line per operating point and protection, a step's cells in as few lines as hold them. */
export function policyYaml(exported: ExportedPolicy): string {
  // Aliases of equal rows would be short, and nothing that a person can edit.
  const document = new Document(policyDocument(exported), { aliasDuplicateObjects: false });
  for (const table of ['operatingPoints', 'protections', 'cells']) {
    const items = document.get(table);
    for (const item of isSeq(items) ? items.items : []) {
      if (isCollection(item)) item.flow = true;
    }
  }
  return document.toString({ lineWidth: YAML_LINE_WIDTH });
}

const policyDocument = ({ policy, provenance }: ExportedPolicy) => ({
  $schema: POLICY_SCHEMA_ID,
  format: policy.format,
  blocks: policy.blocks,
  operatingPoints: policy.operatingPoints,
  protections: policy.protections,
  checkpoint: policy.checkpoint,
  cells: policy.cells,
  provenance,
});
