import type { z } from 'zod';
import { nearest } from '../kit/nearest.ts';
import { dotted, type Given, type Path, partAt } from './given.ts';
import type { Problem } from './problem.ts';
import { childOf, isSecret, keysOf, nodeAt, type SchemaNode } from './schema-node.ts';

const LONGEST_SHOWN = 60;
const WHOLE = 'wants a whole number';

/** What zod found wrong, in the words of the person who wrote it: the place, what was wanted and what came. */
export function complaints(
  issues: readonly z.core.$ZodIssue[],
  { given, schema }: { given: Given; schema: SchemaNode },
): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey({ key, path }, given, schema));
    return [wrongValue({ issue, path }, given, schema)];
  });
}

function unknownKey({ key, path }: { key: string; path: Path }, given: Given, schema: SchemaNode): Problem {
  const map = partAt(given, path);
  const at = (map?.kind === 'map' ? map.entries.get(key)?.keyAt : undefined) ?? given.at;
  const node = nodeAt(schema, given, path);
  const known = node === null ? [] : (keysOf(node) ?? []);
  const files = known.filter((one) => isSecret(childOf(node!, one))).map((one) => `${one}_file`);
  const meant = nearest(key, [...known, ...files]);
  const where = path.length === 0 ? '' : ` in ${dotted(path)}`;
  const hint =
    meant !== null
      ? `did you mean ${meant}?`
      : known.length === 0
        ? 'wanted none'
        : `known are ${known.join(', ')}`;
  const elsewhere = meant === null && path.length === 0 ? sectionOf(key, schema) : null;
  return { at, text: `unknown key ${JSON.stringify(key)}${where}: ${elsewhere ?? hint}` };
}

/** A key that stands at the top although it belongs into a section. */
function sectionOf(key: string, schema: SchemaNode): string | null {
  const section = (keysOf(schema) ?? []).find((one) => keysOf(childOf(schema, one)!)?.includes(key));
  return section === undefined ? null : `it belongs into ${section}, as ${section}.${key}`;
}

function wrongValue(
  { issue, path }: { issue: z.core.$ZodIssue; path: Path },
  given: Given,
  schema: SchemaNode,
): Problem {
  const part = partAt(given, path);
  // What is missing stands nowhere: the map that should have it does.
  const at = part?.at ?? partAt(given, path.slice(0, -1))?.at ?? given.at;
  const name = path.length === 0 ? 'the configuration' : dotted(path);
  const node = nodeAt(schema, given, path);
  const wanted = node?.type === 'integer' && issue.code === 'invalid_type' ? WHOLE : wantedBy(issue);
  if (part === null && path.length > 0) return { at, text: `${name} is missing: it ${wanted}` };
  const got = isSecret(node) ? '' : `; got ${shown(part)}`;
  const near =
    issue.code === 'invalid_value' || issue.code === 'invalid_union' ? nearestValue(issue, part) : null;
  return { at, text: `${name} ${wanted}${got}${near === null ? '' : `: did you mean ${near}?`}` };
}

function wantedBy(issue: z.core.$ZodIssue): string {
  // Messages of our own schemas say what is wanted; zod's are for programmers.
  if (/^wants /.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `wants ${kindOf(issue.expected)}`;
    case 'invalid_value':
      return `wants ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string') return 'wants text, and is empty';
      return `wants at least ${issue.minimum}${issue.origin === 'array' ? ' entries' : ''}`;
    case 'too_big': {
      const unit = { string: ' characters', array: ' entries' }[issue.origin as string] ?? '';
      return `wants at most ${issue.maximum}${unit}`;
    }
    case 'invalid_union': {
      const { options } = issue as { options?: readonly unknown[] };
      if (options !== undefined) return `wants one of ${options.map(String).join(', ')}`;
      const inner = [...new Set(issue.errors.map((errors) => innermost(errors)))];
      return `wants ${inner.join(' or ')}`;
    }
    case 'invalid_format':
      return issue.format === 'url' ? 'wants a URL' : `wants text in the form of ${issue.format}`;
    case 'invalid_key':
      return 'has a key that is not allowed';
    default:
      return `wants something else (${issue.message.replace(/\.$/, '')})`;
  }
}

function innermost(issues: readonly z.core.$ZodIssue[]): string {
  return issues[0] === undefined ? 'something else' : wantedBy(issues[0]).replace(/^wants /, '');
}

function kindOf(expected: string): string {
  switch (expected) {
    case 'object':
    case 'record':
      return 'a map';
    case 'array':
      return 'a list';
    case 'string':
      return 'text';
    case 'int':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    default:
      return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
  }
}

function shown(part: Given | null): string {
  if (part === null) return 'nothing';
  if (part.kind !== 'scalar') return part.kind === 'map' ? 'a map' : 'a list';
  const text =
    typeof part.value === 'string' ? JSON.stringify(part.written ?? part.value) : String(part.value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function nearestValue(issue: z.core.$ZodIssue, part: Given | null): string | null {
  if (part?.kind !== 'scalar' || typeof part.value !== 'string') return null;
  const known =
    issue.code === 'invalid_value'
      ? issue.values.map(String)
      : ((issue as { options?: readonly unknown[] }).options ?? []).map(String);
  return nearest(part.value, known);
}
