import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import { contentHash } from '../../core/canonical-json.js';
import { inputError, systemReason } from '../../core/errors.js';
import type { FileSource } from '../../evaluation/evaluation-files.js';

/** Bytes of a file that are sent at once. */
export const CHUNK_BYTES = 2 ** 20;

/** Limits on what a worker takes; assumed: networks of some GB. */
const MOST_FILES = 1_000;
const MOST_FILE_BYTES = 16 * 2 ** 30;
const MOST_SETTINGS_LENGTH = 2 ** 20;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A name that stays inside of the folder that it is put in, on every system. */
const safeName = z
  .string()
  .max(500)
  .refine((name) => name.split('/').every(isSafePart), { error: 'expected a relative name' });

/** Not a device of Windows either, which is one with any extension. */
const isSafePart = (part: string): boolean =>
  /^[A-Za-z0-9_][A-Za-z0-9_.+ -]{0,99}$/.test(part) &&
  !/[. ]$/.test(part) &&
  !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(part);

/** What workers are told of a specification: plain JSON, from which they build their own. */
export const bundleSchema = z.strictObject({
  /** Fields of the specification that are no paths. */
  settings: z
    .record(z.string(), z.json())
    .refine((settings) => JSON.stringify(settings).length <= MOST_SETTINGS_LENGTH, { error: 'too long' }),
  /** For each field that is a path: the name of its file. */
  paths: z.record(z.string(), safeName),
  files: z
    .array(z.strictObject({ name: safeName, sha256, bytes: z.int().min(0).max(MOST_FILE_BYTES) }))
    .max(MOST_FILES),
});

export type Bundle = z.output<typeof bundleSchema>;
export type BundleFile = Bundle['files'][number];

/** What a bundle is called by whoever keeps it. */
export const bundleHash = (bundle: Bundle): string => contentHash(bundle);

/** A bundle with the files that it is made of. */
export interface PackedBundle {
  readonly bundle: Bundle;
  readonly hash: string;
  /** By SHA-256. */
  readonly sources: ReadonlyMap<string, FileSource>;
}

/** Settings and files of a specification, see `evaluationFiles`. */
export interface Packable {
  readonly settings: object;
  readonly paths: Readonly<Record<string, string>>;
  readonly files: ReadonlyMap<string, FileSource>;
}

/**
 * Packs a specification for other machines.
 *
 * @throws InputError when a file cannot be read or has a name that not every system takes
 */
export function packBundle({ settings, paths, files }: Packable): PackedBundle {
  const sources = new Map<string, FileSource>();
  const listed = [...files].map(([name, source]) => {
    if (!safeName.safeParse(name).success)
      throw inputError(
        `${name}: expected a file name of letters, digits, _ . + - for other machines; rename it`,
      );
    const file = { name, ...digestOf(source) };
    sources.set(file.sha256, source);
    return file;
  });
  const sorted = listed.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const bundle = bundleSchema.parse(JSON.parse(JSON.stringify({ settings, paths, files: sorted })));
  return { bundle, hash: bundleHash(bundle), sources };
}

function digestOf(source: FileSource): { sha256: string; bytes: number } {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const chunk of chunksOf(source)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** A file's content, piece by piece, so that a network of some GB needs no such memory. */
export function* chunksOf(source: FileSource): Generator<Uint8Array> {
  if ('text' in source) {
    const bytes = Buffer.from(source.text);
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
    return;
  }
  const file = opened(source.path);
  try {
    for (;;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const length = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (length === 0) return;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw inputError(`${path}: cannot be read (${systemReason(error)}); check the path`, error);
  }
}
