import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from '../../src/cli/program.js';

const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const textOf = (path: string) => readFileSync(pathOf(path), 'utf8');

/** What a shell would put in place of variables, as far as the command line cares; N stands for a number. */
const expanded = (text: string) =>
  text.replace(/\$\{\w+:-(\w+)\}|\$\{?\w+\}?|\b[A-Z]\b/g, (_, otherwise) => otherwise ?? '1');

/** Words of a shell's line up to what ends a command; quotes keep what they hold together. */
function words(line: string): string[] {
  const [command] = expanded(line.replaceAll('\\\n', ' ')).split(/\n|[|;&]| #| > /);
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c);
}

const NAMES = new Set(createProgram().commands.map((command) => command.name()));

/** Command lines of Leeway in a script. */
const commandLines = (script: string): string[][] =>
  [...script.matchAll(/(?:^|\s)(?:npx leeway|leeway|\S*\/main\.js"?) (?=[a-z-])/gm)]
    .map(({ index, 0: match }) => words(script.slice(index + match.length)))
    .filter(([name = '']) => NAMES.has(name));

/** Code of a Markdown text: blocks as they are, and what is between backquotes, where a line may end. */
function codeOf(text: string): string[] {
  const parts = text.split(/^ *```.*$/m);
  const spans = parts.filter((_, i) => i % 2 === 0).flatMap((prose) => prose.match(/`[^`]+`/g) ?? []);
  return [
    ...parts.filter((_, i) => i % 2 === 1),
    ...spans.map((span) => span.slice(1, -1).replaceAll('\n', ' ')),
  ];
}

/** The command of a command line, or its command of one such as `leeway cluster`, and the words after it. */
function commandOf([name, ...rest]: readonly string[]): { command: CommandUnknownOpts; rest: string[] } {
  const command = quiet(createProgram().commands.find((one) => one.name() === name));
  const further = command.commands.find((one) => one.name() === rest[0]);
  return further ? { command: quiet(further), rest: rest.slice(1) } : { command, rest };
}

function quiet(command: CommandUnknownOpts | undefined): CommandUnknownOpts {
  if (!command) throw new Error('expected a command');
  return command.exitOverride().configureOutput({ writeErr: () => undefined });
}

/** Throws where Leeway does not take the options, or their values. */
function check(args: readonly string[]): void {
  const { command, rest } = commandOf(args);
  const { unknown } = command.parseOptions(rest);
  if (unknown.length > 0) throw new Error(`leeway ${args.join(' ')}: ${command.name()} has no ${unknown[0]}`);
}

function missing(args: readonly string[]): string[] {
  const { command, rest } = commandOf(args);
  return command.options
    .filter(({ mandatory, long }) => mandatory && long && !rest.includes(long))
    .map(String);
}

const DOCUMENTS = ['README.md', ...readdirSync(pathOf('docs')).map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith('.md'),
);

describe.each(DOCUMENTS)('%s', (path) => {
  it('names commands and options that there are', () => {
    for (const args of codeOf(textOf(path)).flatMap(commandLines)) expect(() => check(args)).not.toThrow();
  });
});

describe('deploy', () => {
  it('has command lines that Leeway takes as they are', () => {
    const { services } = parse(textOf('deploy/compose.yaml'), { merge: true });
    const lines = [
      ...commandLines(textOf('deploy/leeway-worker.service')),
      ...commandLines(textOf('deploy/leeway-worker.sbatch')),
      ...[services.worker, services.coordinator].map(({ command }) => command.map(expanded)),
    ];
    expect(lines.map(([name]) => name)).toEqual(['worker', 'worker', 'worker', 'tune']);
    for (const args of lines) {
      expect(() => check(args)).not.toThrow();
      expect(missing(args)).toEqual([]);
    }
  });
});

describe('the check', () => {
  it('finds what is not there', () => {
    const text =
      'Text `leeway worker\n--grade 20s` and\n```sh\nleeway tune a.yaml \\\n --clusters b | tee c\n```\n';
    const found = codeOf(text).flatMap(commandLines);
    expect(found).toEqual([
      ['tune', 'a.yaml', '--clusters', 'b'],
      ['worker', '--grade', '20s'],
    ]);
    for (const args of found) expect(() => check(args)).toThrow(/has no --(grade|clusters)/);
    expect(() => check(['worker', '--cluster', 'a', '--grace', 'soon'])).toThrow(/expected a time/);
    expect(missing(['worker'])).toHaveLength(1);
  });
});
