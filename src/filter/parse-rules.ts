import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import { nearest } from '../kit/nearest.ts';
import { faultOf } from './pattern.ts';
import type { Rule } from './rule.ts';
import { conditionsOf, endOf, keysAt, listOf, ruleFile, type WrittenRule } from './rule-schema.ts';

const MOST_ALIASES = 100;
/** Gravity of an escalation that names none. */
const USUAL_GRAVITY = 0.6;

export interface RuleText {
  readonly text: string;
  /** Name of the file, for messages. */
  readonly file: string;
  /** Name of the pack it is, for rules that come with logsift. */
  readonly pack?: string;
  /** Where each id was first given; filled in, shared by files that are used together. */
  readonly ids?: Map<string, string>;
}

/**
 * Rules as a person writes them in YAML (docs/rules.md). Throws RULES_INVALID with `file:line:column` for the first
 * thing that is not understood.
 */
export function parseRules(source: RuleText): Rule[] {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${source.file}:${line}:${col}`;
  };
  const [wrong] = document.errors;
  if (wrong !== undefined) throw invalid(place(wrong.pos[0]), `${lowerFirst(wrong.message)}; wanted YAML`);
  const parsed = ruleFile.safeParse(contentOf(document, source.file));
  if (!parsed.success) {
    const complaints = parsed.error.issues.map((issue) => complaint(issue, document));
    // A key that is not known is why another one is missing.
    const [first] = complaints.sort((a, b) => Number(b.cause) - Number(a.cause) || a.offset - b.offset);
    const more = complaints.length > 1 ? ` (and ${complaints.length - 1} more)` : '';
    throw invalid(place(first!.offset), `${first!.message}${more}`);
  }
  const ids = source.ids ?? new Map<string, string>();
  return parsed.data.rules.map((written, index) => {
    const at = (...path: (string | number)[]) => place(offsetOf(document, ['rules', index, ...path]));
    const id = source.pack === undefined ? written.id : `${source.pack}/${written.id}`;
    const before = ids.get(id);
    if (before !== undefined)
      throw invalid(at('id'), `id "${id}" was given before, at ${before}; wanted another`);
    ids.set(id, at('id'));
    const sources = listOf(written.match.regex);
    if (source.pack === undefined) {
      for (const [i, pattern] of (sources ?? []).entries()) {
        const fault = faultOf(pattern);
        const path = Array.isArray(written.match.regex) ? ['match', 'regex', i] : ['match', 'regex'];
        if (fault !== null) throw invalid(at(...path), `regex is not a pattern of RE2: ${fault}`);
      }
    }
    const where = at().replace(/:\d+$/, '');
    return ruleOf(written, {
      id,
      where,
      owner: written.owner ?? parsed.data.owner ?? null,
      builtIn: source.pack !== undefined,
    });
  });
}

function ruleOf(written: WrittenRule, rest: Pick<Rule, 'id' | 'where' | 'owner' | 'builtIn'>): Rule {
  const { action, category, gravity, page, reason, match, until, test } = written;
  return {
    ...rest,
    action,
    category: category ?? null,
    gravity: action === 'escalate' ? (gravity ?? USUAL_GRAVITY) : 0,
    page: page ?? false,
    reason,
    until: endOf(until),
    match: conditionsOf(match),
    test: { match: test?.match ?? [], noMatch: test?.no_match ?? [] },
  };
}

function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
  } catch (error) {
    throw invalid(
      `${file}:1:1`,
      `${lowerFirst((error as Error).message)}; wanted at most ${MOST_ALIASES} aliases`,
    );
  }
}

interface Complaint {
  readonly offset: number;
  readonly message: string;
  /** Other complaints may follow from this one. */
  readonly cause: boolean;
}

/** What is wrong, where in the text it stands, and what was meant. */
function complaint(issue: z.core.$ZodIssue, document: Document): Complaint {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const name = String(path.findLast((part) => typeof part === 'string') ?? 'the file');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const known = keysAt(path);
    const meant = nearest(key, known);
    const hint = meant === null ? `known are ${known.join(', ')}` : `did you mean ${meant}?`;
    return {
      cause: true,
      offset: keyOffset(document, path, key),
      message: `unknown key ${JSON.stringify(key)}: ${hint}`,
    };
  }
  const offset = offsetOf(document, path);
  const given = path.length === 0 ? undefined : document.getIn(path, true);
  if (issue.code === 'invalid_value') {
    const wanted = issue.values.map(String);
    if (given === undefined)
      return { cause: false, offset, message: `${name} is missing: wanted one of ${wanted.join(', ')}` };
    const word = isScalar(given) ? String(given.value) : 'something else';
    const meant = nearest(word, wanted);
    const hint = meant === null ? '' : `, did you mean ${meant}?`;
    return {
      cause: false,
      offset,
      message: `${name} wants one of ${wanted.join(', ')}; got ${JSON.stringify(word)}${hint}`,
    };
  }
  if (given === undefined && path.length > 0 && issue.code !== 'custom') {
    return { cause: false, offset, message: `${name} is missing` };
  }
  return { cause: false, offset, message: `${name} ${wantedBy(issue)}` };
}

function wantedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'invalid_format':
      return issue.message;
    case 'invalid_type':
      return `wants ${issue.expected === 'record' || issue.expected === 'object' ? 'a map' : article(issue.expected)}`;
    case 'invalid_union': {
      const inner = issue.errors.flat();
      const spoken = inner.find((one) => one.code === 'invalid_format' || one.code === 'custom');
      return spoken?.message ?? `wants ${[...new Set(inner.map(kindOf))].join(' or ')}`;
    }
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'is empty'
        : `wants at least ${issue.minimum}`;
    case 'too_big':
      return `wants at most ${issue.maximum}`;
    default:
      return lowerFirst(issue.message);
  }
}

function kindOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' ? article(issue.expected) : wantedBy(issue).replace(/^wants /, '');
}

function article(kind: string): string {
  const word = kind === 'array' ? 'list' : kind === 'string' ? 'text' : kind;
  return word === 'text' ? 'text' : `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
}

/** Where in the text the value of a path stands, or the nearest thing around it. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document, path: readonly (string | number)[], key: string): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(map)) return offsetOf(document, path);
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return (pair?.key as Node | undefined)?.range?.[0] ?? offsetOf(document, path);
}

function invalid(place: string, message: string): LogsiftError {
  return new LogsiftError('RULES_INVALID', `${place}: ${message}`);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1).replace(/\.$/, '');
}
