import { readFileSync } from 'node:fs';
import { type Document, isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { inputError, systemReason } from './errors.js';
import { wordIssue } from './word-issue.js';

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** Reads a text file; an InputError says which file is missing or unreadable and what it was wanted for. */
export function readTextFile(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw inputError(`${path}: cannot read the ${what} (${systemReason(error)}); check the path`, error);
  }
}

/**
 * Reads a YAML file and checks it against a schema.
 *
 * @param what what the file is, for messages: 'search space', 'accelerator', ...
 * @returns the parsed value, with the schema's transformations applied
 * @throws InputError with one line `file:line:column: field: what is wrong` per problem
 */
export function readYamlConfig<S extends z.ZodType>(path: string, schema: S, what: string): z.output<S> {
  return parseYamlConfig(readTextFile(path, what), path, schema);
}

/** {@link readYamlConfig} for text already in memory; `path` is named in messages. */
export function parseYamlConfig<S extends z.ZodType>(text: string, path: string, schema: S): z.output<S> {
  const { document, position } = parseLocated(text, path);
  if (document.errors.length > 0) {
    throw inputError(document.errors.map((e) => `${position(e.pos[0])}: ${e.message}`).join('\n'));
  }
  if (document.contents === null) {
    throw inputError(`${path}:1:1: expected fields and their values, got an empty file`);
  }
  const result = schema.safeParse(document.toJS(), { error: wordIssue });
  if (result.success) return result.data;
  const messages = result.error.issues
    .flatMap(problemsOf)
    .map((issue) => `${position(offsetOf(document, issue.path, issue.atKey))}: ${describe(issue)}`);
  throw inputError(messages.join('\n'));
}

/**
 * Where a field of a YAML file stands, `file:line:column: field`; for what turns out to be wrong only later, when the
 * file's values meet other files. A field that is not there is placed at the nearest one around it.
 *
 * @param field keys joined by dots, as messages name it
 */
export function locateField(path: string, field: string): string {
  const { document, position } = parseLocated(readTextFile(path, 'configuration'), path);
  return `${position(offsetOf(document, field.split('.'), true))}: ${field}`;
}

function parseLocated(text: string, path: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  return { document, position };
}

interface Problem {
  readonly path: Path;
  readonly message: string;
  /** Whether the key is wrong and not its value. */
  readonly atKey: boolean;
}

/** What is wrong, one problem per place; of several allowed forms, the one that was nearly met is meant. */
function problemsOf(issue: Issue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: 'unknown key; check the spelling, or remove it',
      atKey: true,
    }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ path: issue.path, message, atKey: true }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0];
    if (depth(nearest) > 0) {
      return nearest.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }));
    }
    const messages = new Set(issue.errors.flat().map(({ message }) => message));
    return [{ path: issue.path, message: [...messages].join('; or: '), atKey: false }];
  }
  return [{ path: issue.path, message: issue.message, atKey: false }];
}

/** How far into the value a form fits before something is wrong with it. */
const depth = (issues: readonly Issue[]): number =>
  Math.max(...issues.map(({ code, path }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)));

const describe = ({ path, message }: Problem) =>
  path.length > 0 ? `${path.join('.')}: ${message}` : message;

/** Offset in the text of the node at a path, of its key, or of the nearest enclosing node that exists. */
function offsetOf(document: Document, path: Path, atKey: boolean): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isPair(item) && String(item.key) === String(key))
      : null;
    const node = atKey && pair ? pair.key : (document.getIn(path.slice(0, length), true) ?? pair?.key);
    if (isNode(node) && node.range) return node.range[0];
  }
  return isNode(document.contents) && document.contents.range ? document.contents.range[0] : 0;
}
