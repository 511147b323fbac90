import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { contentHash } from '../core/canonical-json.js';
import { inputError, storeError } from '../core/errors.js';

export const MANIFEST_FORMAT = 'leeway-manifest/1';

const manifestSchema = z.strictObject({
  format: z.literal(MANIFEST_FORMAT),
  name: z.string(),
  leewayVersion: z.string(),
  createdAt: z.iso.datetime().meta({ description: 'UTC, ISO 8601' }),
  command: z.string().meta({ description: 'command line that runs the same study again' }),
  configHash: z.string().meta({ description: 'SHA-256 (hex) of the canonical JSON of config' }),
  config: z
    .unknown()
    .meta({ description: 'the whole study configuration, frozen: what a resumed study runs' }),
  inputHashes: z.record(z.string(), z.string()).meta({
    description: 'SHA-256 (hex) of each file the study depends on: network, accelerator, calibration, ...',
  }),
  versions: z
    .record(z.string(), z.string())
    .meta({ description: 'versions of what it ran on: node, onnxruntime, ...' }),
});

/** What a study is and what it was made from: written once, before its first trial. */
export type Manifest = Readonly<z.output<typeof manifestSchema>>;

/** A manifest of this version's format, with the hash of its configuration. */
export function createManifest(content: Omit<Manifest, 'format' | 'configHash'>): Manifest {
  return { ...content, format: MANIFEST_FORMAT, configHash: contentHash(content.config) };
}

/**
 * Reads a manifest.
 *
 * @throws InputError when there is none or a newer Leeway wrote it; StoreError when it is damaged or was edited
 */
export function readManifest(path: string): Manifest {
  const content = parse(path, readText(path));
  const format = z.looseObject({ format: z.string() }).safeParse(content).data?.format;
  if (format?.startsWith('leeway-manifest/') && format !== MANIFEST_FORMAT) {
    throw inputError(
      `${path}: expected format ${MANIFEST_FORMAT}, got ${format}; use the Leeway that wrote it`,
    );
  }
  const result = manifestSchema.safeParse(content);
  if (!result.success) throw storeError(`${path}: damaged: ${z.prettifyError(result.error)}`, result.error);
  if (contentHash(result.data.config) === result.data.configHash) return result.data;
  throw storeError(
    `${path}: the configuration does not have the hash recorded beside it: it was edited after the study began; ` +
      'undo that, or start another study with --name',
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw inputError(`${path}: no study is there, or it cannot be read; leeway studies lists them`, error);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw storeError(`${path}: damaged: ${error}`, error);
  }
}
