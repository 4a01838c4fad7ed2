import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { HostAdditions } from './offer.ts';
import { inserted, insertionsFor } from './yaml-insertions.ts';

const HEADING = `# Hosts of this network, and what hangs on what: see docs/topology.md of logsift.
hosts:
`;
/** The file was looked through for keys that stand twice when it was read; it takes long in large ones. */
const READ = { uniqueKeys: false } as const;
/** Keys as they stand in a line of the file. */
const KEYS = ['site', 'building', 'floor', 'rack', 'role', 'parent', 'aliases', 'notes'] as const;

/**
 * The text of a topology file with hosts added to it, and with what those that it has lack. Everything that people wrote
 * stays to the letter. The file has been read by `load` before, so that it is YAML and fits the schema.
 */
export function withHosts(text: string, additions: ReadonlyMap<string, HostAdditions>): string {
  const wanted = missing(text, additions);
  if (wanted.size === 0) return text;
  const before = text.trim() === '' ? HEADING : text;
  const whole = completed(before, wanted);
  const after = inserted(before, insertionsFor(before, wanted));
  const parsed = parseDocument(after, READ);
  const same =
    parsed.errors.length === 0 && isDeepStrictEqual(parsed.toJS(), parseDocument(whole, READ).toJS());
  // Where a file is written in a way that nobody thought of, the library writes it, which holds the same.
  return same ? after : whole;
}

/** What a text of a topology file holds, to be checked; hosts of which nothing is said are empty. */
export function parsedTopology(text: string): unknown {
  const document = parseDocument(text, READ);
  const hosts = document.get('hosts');
  if (isMap(hosts)) for (const pair of hosts.items) if (isNothing(pair)) pair.value = document.createNode({});
  if (document.has('hosts') && !isMap(hosts)) document.delete('hosts');
  return document.toJS() ?? {};
}

/** Additions of which the file has nothing yet, in the order of its keys. */
function missing(
  text: string,
  additions: ReadonlyMap<string, HostAdditions>,
): ReadonlyMap<string, { readonly [key: string]: unknown }> {
  const hosts = parseDocument(text, READ).get('hosts');
  const wanted = new Map<string, { readonly [key: string]: unknown }>();
  const there = new Map(isMap(hosts) ? hosts.items.map((pair) => [nameOf(pair), pair.value]) : []);
  for (const [name, facts] of additions) {
    const value = there.get(name);
    if (isAlias(value)) continue;
    const known = isMap(value) ? value : null;
    const lacking = KEYS.filter(
      (key) => facts[key] !== undefined && (key === 'aliases' || known?.has(key) !== true),
    );
    if (lacking.length > 0 || value === undefined)
      wanted.set(name, Object.fromEntries(lacking.map((key) => [key, facts[key]])));
  }
  return wanted;
}

/** The same, as the library writes it. */
function completed(text: string, wanted: ReturnType<typeof missing>): string {
  const document = parseDocument(text, READ);
  const known = document.get('hosts');
  const hosts = isMap(known) ? known : (document.createNode({}) as YAMLMap);
  if (hosts !== known) document.set('hosts', hosts);
  if (hosts.items.length === 0) hosts.flow = false;
  const there = new Map(hosts.items.map((pair) => [nameOf(pair), pair]));
  for (const [name, facts] of wanted) {
    const pair = there.get(name);
    if (pair === undefined) hosts.items.push(document.createPair(name, flow(document, facts)) as never);
    else if (isMap(pair.value)) complete(document, pair.value, facts);
    else (pair as Pair<unknown, unknown>).value = flow(document, facts);
  }
  return document.toString({ lineWidth: 0 });
}

function complete(document: Document, host: YAMLMap, facts: { readonly [key: string]: unknown }): void {
  for (const [key, value] of Object.entries(facts)) {
    const known = host.get(key);
    if (isSeq(known)) for (const one of value as readonly string[]) known.add(document.createNode(one));
    else if (!host.has(key)) host.set(key, document.createNode(value));
  }
}

function flow(document: Document, facts: object): Node {
  const node = document.createNode(facts) as YAMLMap;
  node.flow = true;
  return node;
}

/** `old:`, and nothing behind it. */
function isNothing({ value }: Pair): boolean {
  return value === null || (isScalar(value) && value.value === null);
}

function nameOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}
