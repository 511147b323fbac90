import type { z } from 'zod';

type RawIssue = z.core.$ZodRawIssue;

/** What a person calls the types that schemas expect. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'fields and their values',
  record: 'names and their values',
  array: 'a list',
  tuple: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'an integer',
  boolean: 'true or false',
};

/** Longest excerpt of a wrong value in a message. */
const EXCERPT = 60;

/**
 * Words what Zod finds wrong with a value as all messages are worded: what was expected, what was got. A schema's own
 * wording comes before this one; undefined leaves an issue to Zod.
 */
export function wordIssue(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPE_NAMES[issue.expected] ?? issue.expected}, got ${excerpt(issue.input)}`;
    case 'invalid_value':
      return `expected ${issue.values.map(excerpt).join(' or ')}, got ${excerpt(issue.input)}`;
    case 'too_small':
      return wordBound(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum, issue.input);
    case 'too_big':
      return wordBound(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum, issue.input);
    default:
      return undefined;
  }
}

function wordBound(origin: string, comparison: string, bound: number | bigint, input: unknown): string {
  if (origin === 'array') return `expected ${comparison} ${bound} items, got ${(input as unknown[]).length}`;
  if (origin === 'string') return `expected ${comparison} ${bound} characters, got ${excerpt(input)}`;
  return `expected ${comparison} ${bound}, got ${excerpt(input)}`;
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}...` : text;
}
