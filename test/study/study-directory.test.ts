import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../src/core/canonical-json.js';
import { createManifest, type Manifest, readManifest } from '../../src/study/manifest.js';
import {
  checkNewStudyName,
  createStudyDirectory,
  listStudies,
  openStudyDirectory,
} from '../../src/study/study-directory.js';
import { temporaryDirectory } from './temporary-directory.js';

function manifest(name: string, config: unknown = { trials: 10 }): Manifest {
  return createManifest({
    name,
    leewayVersion: '0.1.0',
    createdAt: '2026-11-22T10:00:00.000Z',
    command: 'leeway tune study.yaml',
    config,
    inputHashes: { network: 'ab' },
    versions: { node: 'v20.20.2' },
  });
}

const inputError = (text: string) =>
  expect.objectContaining({ kind: 'InputError', message: expect.stringContaining(text) });
const storeError = (text: string) =>
  expect.objectContaining({ kind: 'StoreError', message: expect.stringContaining(text) });

describe('createStudyDirectory', () => {
  it('makes a directory with a manifest that can be opened, and nothing else', () => {
    const runs = join(temporaryDirectory(), 'deep', 'runs');
    const study = createStudyDirectory(runs, manifest('first'));
    expect(openStudyDirectory(runs, 'first')).toEqual(study);
    expect(study.manifest.configHash).toBe(contentHash({ trials: 10 }));
    expect(study.storePath).toBe(join(runs, 'first', 'study.db'));
    expect(readdirSync(runs)).toEqual(['first']);
    expect(readdirSync(study.path)).toEqual(['manifest.json']);
  });

  it('refuses an existing name, says what to do, and changes nothing', () => {
    const runs = temporaryDirectory();
    createStudyDirectory(runs, manifest('first'));
    const create = () => createStudyDirectory(runs, manifest('first', { trials: 99 }));
    expect(create).toThrow(inputError("'leeway resume first', or choose another --name"));
    expect(openStudyDirectory(runs, 'first').manifest.config).toEqual({ trials: 10 });
    mkdirSync(join(runs, 'empty'));
    expect(() => checkNewStudyName(runs, 'empty')).toThrow(inputError('a study of this name exists'));
    expect(readdirSync(runs)).toEqual(['empty', 'first']);
  });

  it.each(['', '.', '..', '.hidden', 'a/b', 'a\\b', 'ä', 'a b', 'x'.repeat(101), 'a\n'])(
    'refuses the name %j',
    (name) => {
      const runs = join(temporaryDirectory(), 'runs');
      expect(() => createStudyDirectory(runs, manifest(name))).toThrow(inputError('study name: expected'));
      expect(existsSync(runs)).toBe(false);
    },
  );

  it.each(['a', 'DiT_fashion-2.1', '_', '2026-11-22', 'x'.repeat(100)])('accepts the name %j', (name) => {
    const runs = temporaryDirectory();
    expect(createStudyDirectory(runs, manifest(name)).path).toBe(join(runs, name));
  });

  it('leaves nothing half-written when it fails', () => {
    const runs = temporaryDirectory();
    // JSON has no big integers: this fails when the draft directory is there already.
    const broken = { ...manifest('first'), config: 1n };
    expect(() => createStudyDirectory(runs, broken)).toThrow(storeError('cannot be written'));
    expect(readdirSync(runs)).toEqual([]);
    writeFileSync(join(runs, 'file'), '');
    expect(() => createStudyDirectory(join(runs, 'file'), manifest('first'))).toThrow(storeError('file'));
  });
});

describe('readManifest', () => {
  function written(change: (text: string) => string): string {
    const { path } = createStudyDirectory(temporaryDirectory(), manifest('first'));
    const file = join(path, 'manifest.json');
    chmodSync(file, 0o644);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    return file;
  }

  it('refuses a manifest that was edited, is damaged, newer or missing', () => {
    const edited = written((text) => text.replace('"trials": 10', '"trials": 11'));
    expect(() => readManifest(edited)).toThrow(storeError('edited after the study began'));
    expect(() => readManifest(written((text) => text.slice(0, 100)))).toThrow(storeError('damaged'));
    expect(() => readManifest(written(() => '{"format":"leeway-manifest/1"}'))).toThrow(
      storeError('damaged'),
    );
    const newer = written((text) => text.replace('leeway-manifest/1', 'leeway-manifest/2'));
    expect(() => readManifest(newer)).toThrow(inputError('got leeway-manifest/2'));
    expect(() => openStudyDirectory(temporaryDirectory(), 'none')).toThrow(inputError('leeway studies'));
  });
});

describe('listStudies', () => {
  it('lists studies by name, with what is wrong with those that cannot be read', () => {
    const runs = temporaryDirectory();
    createStudyDirectory(runs, manifest('second'));
    createStudyDirectory(runs, manifest('first'));
    renameSync(join(runs, 'second'), join(runs, 'renamed'));
    mkdirSync(join(runs, 'broken'));
    mkdirSync(join(runs, '.new-study-x'));
    writeFileSync(join(runs, 'notes.txt'), '');
    expect(listStudies(runs)).toEqual([
      { name: 'broken', problem: expect.objectContaining({ kind: 'InputError' }) },
      { name: 'first', manifest: manifest('first') },
      { name: 'renamed', manifest: manifest('second') },
    ]);
    expect(openStudyDirectory(runs, 'renamed').storePath).toBe(join(runs, 'renamed', 'study.db'));
  });

  it('finds none where there is no runs directory', () => {
    expect(listStudies(join(temporaryDirectory(), 'runs'))).toEqual([]);
  });
});
