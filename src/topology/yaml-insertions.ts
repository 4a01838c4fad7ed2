import {
  Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';

/** Text to be put into another, before the character `at`. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
  /** It stands on lines of its own, behind the line in which `at` is. */
  readonly line: boolean;
}

/** A map or a list. */
type Listing = Node & { readonly items: readonly unknown[] };
type Facts = { readonly [key: string]: unknown };

/** Where in the text of a topology, and what, so that hosts are added or completed and no other character changes. */
export function insertionsFor(text: string, wanted: ReadonlyMap<string, Facts>): Insertion[] {
  // What tells the indentation of lists and maps.
  const document = parseDocument(text, { keepSourceTokens: true, uniqueKeys: false });
  const endOf = (thing: unknown) => endIn(text, thing);
  const pair = isMap(document.contents)
    ? document.contents.items.find(({ key }) => isScalar(key) && key.value === 'hosts')
    : undefined;
  const lines = (indent: string, hosts: Iterable<readonly [string, Facts]>) =>
    [...hosts].map(([name, facts]) => `${indent}${inline({ [name]: facts })}\n`).join('');
  if (pair === undefined)
    return [{ at: Number.POSITIVE_INFINITY, text: `hosts:\n${lines('  ', wanted)}`, line: true }];
  const hosts = pair.value;
  if (!isMap(hosts)) return [{ at: endOf(pair), text: lines('  ', wanted), line: true }];
  const known = new Map(hosts.items.map((one) => [String(isScalar(one.key) ? one.key.value : one.key), one]));
  const found = [...wanted].flatMap(([name, facts]) =>
    known.has(name) ? completions(text, known.get(name)!, facts) : [],
  );
  const added = [...wanted].filter(([name]) => !known.has(name));
  if (added.length === 0) return found;
  if (hosts.flow === true) return [...found, intoFlow(text, hosts, Object.fromEntries(added))];
  return [...found, { at: endOf(pair), text: lines(indentOf(hosts), added), line: true }];
}

/** The text with everything put in. */
export function inserted(text: string, insertions: readonly Insertion[]): string {
  const placed = insertions.map(({ at, text: piece, line }, i) => ({
    at: line ? behindLine(text, at) : at,
    // A last line without its end gets one.
    piece: line && behindLine(text, at) === text.length && !text.endsWith('\n') ? `\n${piece}` : piece,
    i,
  }));
  placed.sort((a, b) => b.at - a.at || b.i - a.i);
  return placed.reduce((whole, { at, piece }) => whole.slice(0, at) + piece + whole.slice(at), text);
}

function completions(text: string, host: Pair, facts: Facts): Insertion[] {
  const endOf = (thing: unknown) => endIn(text, thing);
  const { value } = host;
  if (!isMap(value)) return [{ at: endOf(host), text: ` ${flow(facts)}`, line: false }];
  const found: Insertion[] = [];
  const rest = Object.entries(facts).filter(([key, more]) => {
    const list = value.get(key);
    if (!isSeq(list)) return true;
    const items = more as readonly string[];
    if (list.flow === true) found.push(intoFlow(text, list, items));
    else {
      const indent = indentOf(list);
      const lines = items.map((item) => `${indent}- ${inline(item)}\n`).join('');
      found.push({ at: endOf(list), text: lines, line: true });
    }
    return false;
  });
  if (rest.length === 0) return found;
  if (value.flow === true) return [...found, intoFlow(text, value, Object.fromEntries(rest))];
  const indent = indentOf(value);
  const lines = rest.map(([key, one]) => `${indent}${inline({ [key]: one })}\n`).join('');
  return [...found, { at: endOf(host), text: lines, line: true }];
}

/** Behind the last thing between brackets. */
function intoFlow(text: string, list: Listing, more: Facts | readonly string[]): Insertion {
  const piece = flow(more).slice(1, -1).trim();
  const last = list.items.at(-1);
  return last === undefined
    ? { at: list.range![0] + 1, text: piece, line: false }
    : { at: endIn(text, last), text: `, ${piece}`, line: false };
}

/** `{ role: switch }`, in one line. */
function flow(value: Facts | readonly string[]): string {
  const document = new Document(value);
  if (isCollection(document.contents)) document.contents.flow = true;
  return document.toString({ lineWidth: 0 }).trim();
}

/** A key with its value, or a text, in one line. */
function inline(value: Facts | string): string {
  if (typeof value === 'string') return flow([value]).slice(1, -1).trim();
  return flow(value).slice(1, -1).trim();
}

/** Where a thing ends in the text: behind its last character, or behind the line end of a text of several lines. */
function endIn(text: string, thing: unknown): number {
  if (isPair(thing)) {
    const { key, value } = thing;
    const nothing = !isNode(value) || (isScalar(value) && (value.source ?? '') === '');
    return nothing ? text.indexOf(':', endIn(text, key)) + 1 : endIn(text, value);
  }
  if (!isNode(thing)) return 0;
  const last = isCollection(thing) && thing.flow !== true ? thing.items.at(-1) : undefined;
  return last === undefined ? thing.range![1] : endIn(text, last);
}

/** The blanks before what is in a map or list of several lines. */
function indentOf(list: Node): string {
  return ' '.repeat((list.srcToken as { readonly indent?: number } | undefined)?.indent ?? 2);
}

function behindLine(text: string, at: number): number {
  if (at > text.length) return text.length;
  if (at > 0 && text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
