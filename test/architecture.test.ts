import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult, type IModule, type IRegularForbiddenRuleType } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FIXTURE = join(ROOT, 'test/fixtures/architecture');

const LEAVES = ['network', 'diffusion', 'reliability', 'accelerator', 'quality', 'search', 'workloads'];

/** What each module may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ...Object.fromEntries(LEAVES.map((leaf) => [leaf, ['core']])),
  evaluation: ['core', ...LEAVES],
  execution: ['core', 'evaluation'],
  study: ['core', ...LEAVES, 'evaluation', 'execution'],
  report: ['core', ...LEAVES, 'study'],
  cli: ['core', ...LEAVES, 'evaluation', 'execution', 'study', 'report'],
};

/** The one module that may import a heavy package. */
const OWNERS: Readonly<Record<string, string>> = {
  '@bufbuild/protobuf': 'network',
  'onnx-buf': 'network',
  'onnxruntime-node': 'network',
  bullmq: 'execution',
  ioredis: 'execution',
  pg: 'execution',
  piscina: 'execution',
  '@hono/node-server': 'report',
  '@photostructure/sqlite': 'study',
  '@resvg/resvg-js': 'report',
  'csv-stringify': 'report',
  echarts: 'report',
  'fast-png': 'report',
  hono: 'report',
  preact: 'report',
  '@commander-js/extra-typings': 'cli',
  'cli-table3': 'cli',
  commander: 'cli',
  picocolors: 'cli',
};

type Rule = IRegularForbiddenRuleType;
const rule = (name: string, from: Rule['from'], to: Rule['to']): Rule => ({
  name,
  severity: 'error',
  from,
  to,
});

const PAGE = '^src/report/page/';

const RULES = [
  rule('no cycle', {}, { circular: true }),
  ...Object.entries(MAY_IMPORT).map(([module, others]) =>
    rule(
      `imports of ${module}`,
      { path: `^src/${module}/` },
      { path: '^src/', pathNot: `^src/(${[module, ...others].join('|')})/` },
    ),
  ),
  ...Object.entries(OWNERS).map(([name, owner]) =>
    rule(`owner of ${name}`, { pathNot: `^src/${owner}/` }, { path: `(^|node_modules/)${name}(/|$)` }),
  ),
  // A report explains the constants of `accelerator` and the metrics of `quality`; it runs nothing.
  rule(
    'report takes only types of other leaves',
    { path: '^src/report/' },
    {
      path: `^src/(${LEAVES.join('|')})/`,
      pathNot: '^src/(accelerator|quality)/',
      dependencyTypesNot: ['type-only'],
    },
  ),
  rule('page is only bundled', { path: '^src/', pathNot: PAGE }, { path: PAGE }),
];

/** What the page may bundle: it runs in browsers, inside one HTML file. */
const BUNDLED_PACKAGES = /node_modules\/(preact|echarts)\//;

async function cruiseSources(baseDir: string): Promise<ICruiseResult> {
  const { output } = await cruise(
    ['src'],
    {
      baseDir,
      validate: true,
      ruleSet: { forbidden: RULES },
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      skipAnalysisNotInRules: true,
    },
    { bustTheCache: true, conditionNames: ['import', 'node', 'types'], exportsFields: ['exports'] },
  );
  if (typeof output === 'string') throw new Error('expected a result, got text');
  return output;
}

/** The Node modules and packages that end up in a page's bundle through imports of more than types. */
function bundledWith(source: string, modules: readonly IModule[]): string[] {
  const found = new Set([source]);
  for (const path of found) {
    const dependencies = modules.find((module) => module.source === path)?.dependencies ?? [];
    for (const { resolved, dependencyTypes } of dependencies) {
      if (!dependencyTypes.includes('type-only')) found.add(resolved);
    }
  }
  return [...found].filter((path) => !path.startsWith('src/'));
}

async function violationsIn(baseDir: string): Promise<string[]> {
  const { modules, summary } = await cruiseSources(baseDir);
  const pages = modules.map(({ source }) => source).filter((source) => new RegExp(PAGE).test(source));
  return [
    ...summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`),
    ...pages
      .filter((page) => !page.endsWith('.config.ts'))
      .flatMap((page) => bundledWith(page, modules).map((path) => `bundle of the page: ${page} -> ${path}`))
      .filter((violation) => !BUNDLED_PACKAGES.test(violation)),
  ].map((violation) => violation.replace(/-> .*node_modules\/(@[^/]*\/[^/]*|[^/]*).*/, '-> $1'));
}

/** TypeScript files of src, relative to the repository. */
const SOURCES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => join('src', path));

const HIDDEN_INPUTS = /\b(Math\.random|Date\.now|process\.(env|exit)|console\.\w+)\b/g;
const MOST_LINES = 250;

/** What a source file does that the rules for code forbid. */
function problemsOf(path: string, text: string): string[] {
  const code = text.replace(/(^|\s)\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  const hidden = path.startsWith('src/cli/') ? [] : (code.match(HIDDEN_INPUTS) ?? []);
  const lines = text.trimEnd().split('\n').length;
  const isConfig = path.endsWith('.config.ts');
  return [
    ...hidden.map((name) => `${path}: ${name} outside src/cli`),
    ...(lines > MOST_LINES ? [`${path}: ${lines} lines, at most ${MOST_LINES}`] : []),
    ...(/^(utils|index)\.tsx?$/.test(basename(path)) ? [`${path}: a name that says nothing`] : []),
    ...(!isConfig && /\bexport default\b|\bas default\b/.test(code) ? [`${path}: a default export`] : []),
  ];
}

/** The rules that the files of the fixture break, each by what the file is named after. */
const FIXTURE_VIOLATIONS = [
  'no cycle: src/core/cycle-a.ts -> src/core/cycle-b.ts',
  'imports of core: src/core/imports-network.ts -> src/network/model.ts',
  'imports of quality: src/quality/imports-network.ts -> src/network/model.ts',
  'imports of evaluation: src/evaluation/imports-execution.ts -> src/execution/execute.ts',
  'imports of execution: src/execution/imports-network.ts -> src/network/model.ts',
  'imports of execution: src/execution/imports-study.ts -> src/study/study.ts',
  'imports of study: src/study/imports-report.ts -> src/report/table.ts',
  'imports of report: src/report/imports-evaluation-type.ts -> src/evaluation/imports-leaves.ts',
  'imports of report: src/report/imports-execution.ts -> src/execution/execute.ts',
  'report takes only types of other leaves: src/report/imports-network-value.ts -> src/network/model.ts',
  'page is only bundled: src/report/imports-page.ts -> src/report/page/chart.ts',
  'bundle of the page: src/report/page/imports-node.ts -> fs',
  'bundle of the page: src/report/page/imports-package.ts -> zod',
  'bundle of the page: src/report/page/reaches-node.ts -> fs',
];

describe('imports', () => {
  it('follow the architecture', async () => {
    expect(await violationsIn(ROOT)).toEqual([]);
  });

  it('are checked by rules that bite', async () => {
    const heavy = Object.keys(OWNERS).map(
      (name) => `owner of ${name}: src/core/uses-every-heavy-package.ts -> ${name}`,
    );
    expect(new Set(await violationsIn(FIXTURE))).toEqual(new Set([...heavy, ...FIXTURE_VIOLATIONS]));
  });

  it('are ruled in every module', () => {
    const entries = readdirSync(join(ROOT, 'src')).filter((name) => name !== 'README.md');
    expect(entries.sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });
});

describe('source files', () => {
  it('keep the rules for code', () => {
    expect(SOURCES.length).toBeGreaterThan(20);
    expect(SOURCES.flatMap((path) => problemsOf(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });

  it.each([
    ['a hidden clock', 'src/core/a.ts', 'const t = Date.now();'],
    ['hidden randomness', 'src/core/a.ts', 'const r = Math.random();'],
    ['a hidden setting', 'src/core/a.ts', 'const { HOME } = process.env;'],
    ['the end of the process', 'src/study/a.ts', 'process.exit(1);'],
    ['what follows text like a comment', 'src/core/a.ts', "f('a/*', Date.now(), '*/');"],
    ['output', 'src/study/a.ts', "console.log('a');"],
    ['a long file', 'src/cli/a.ts', 'a;\n'.repeat(251)],
    ['a drawer', 'src/core/utils.ts', ''],
    ['a barrel', 'src/core/index.ts', ''],
    ['a default export', 'src/core/a.ts', 'export default 1;'],
    ['a named default export', 'src/core/a.ts', 'export { a as default };'],
  ])('are found out: %s', (_what, path, text) => {
    expect(problemsOf(path, text)).toHaveLength(1);
  });

  it.each([
    ['cli', 'src/cli/a.ts', "console.log('a'); process.exit(Date.now());"],
    ['comments', 'src/core/a.ts', '/** Not Date.now. */\nconst a = 1; // nor console.log'],
    ['text like a comment', 'src/core/a.ts', "const glob = 'a/*'; const b = 1;"],
    ['an exit code', 'src/core/a.ts', 'process.exitCode = 1;'],
    ['250 lines', 'src/core/a.ts', 'a;\n'.repeat(250)],
    ['a bundler configuration', 'src/report/page/vite.config.ts', 'export default {};'],
  ])('may hold what is allowed: %s', (_what, path, text) => {
    expect(problemsOf(path, text)).toEqual([]);
  });
});
