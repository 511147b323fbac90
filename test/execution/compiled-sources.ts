import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

const REPOSITORY = resolve(import.meta.dirname, '../..');

export interface CompiledSources {
  /** File URL of a compiled source, e.g. `url('src/execution/worker.js')`. */
  url(path: string): URL;
  remove(): void;
}

/**
 * Compiles folders of this repository into a temporary directory of the same layout that resolves the same packages:
 * threads and processes cannot load TypeScript, and `dist` may be older than the sources under test.
 */
export function compileSources(folders: readonly string[]): CompiledSources {
  const directory = mkdtempSync(join(tmpdir(), 'leeway-compiled-'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  symlinkSync(join(REPOSITORY, 'node_modules'), join(directory, 'node_modules'), 'junction');
  for (const folder of folders) compileFolder(folder, directory);
  return {
    url: (path) => new URL(path, `${pathToFileURL(directory).href}/`),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function compileFolder(folder: string, directory: string): void {
  mkdirSync(join(directory, folder), { recursive: true });
  for (const file of readdirSync(join(REPOSITORY, folder)).filter((name) => name.endsWith('.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(join(REPOSITORY, folder, file), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
      },
    });
    writeFileSync(join(directory, folder, file.replace(/\.ts$/, '.js')), outputText);
  }
}
