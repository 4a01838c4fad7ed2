import { nearest } from '../kit/nearest.ts';
import { dotted, type Given, type GivenMap, nothingGiven, overlay, RESERVED } from './given.ts';
import type { Problem } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import { childOf, keysOf, type SchemaNode, variantOf } from './schema-node.ts';

/** Environment variables by name. */
export interface Environment {
  readonly [name: string]: string | undefined;
}

/** A layer of what was given, with what is wrong in it and what a person should know. */
export interface Layer {
  readonly given: Given;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

const PREFIX = 'LOGSIFT_';
/** What Kubernetes sets for a service of this name; no settings of ours. */
const SERVICE_LINK = /^LOGSIFT_(?:SERVICE_|PORT(?:_\d|$))/;

/**
 * Environment variables `LOGSIFT_SECTION__KEY` as a layer. One that can be no setting is a problem where it holds
 * `__`, else a note: other programs name variables too.
 */
export function fromEnvironment(env: Environment, schema: SchemaNode): Layer {
  const problems: Problem[] = [];
  const notes: string[] = [];
  let given: Given = nothingGiven('environment');
  for (const name of Object.keys(env).sort()) {
    const text = env[name];
    if (!name.startsWith(PREFIX) || text === undefined || text === '' || SERVICE_LINK.test(name)) continue;
    const path = name.slice(PREFIX.length).toLowerCase().split('__');
    const one = textAt(schema, { path, text, at: name });
    if (!('unknown' in one)) {
      given = overlay(given, one.given);
      problems.push(...one.problems);
    } else if (path.length > 1) problems.push({ at: name, text: one.unknown });
    else notes.push(`${name} is ignored: ${one.unknown}`);
  }
  return { given, problems, notes };
}

/** `--set section.key=value` as a layer; later ones go over earlier ones. */
export function fromFlags(flags: readonly string[], schema: SchemaNode): Layer {
  const problems: Problem[] = [];
  let given: Given = nothingGiven('--set');
  for (const flag of flags) {
    const equals = flag.indexOf('=');
    // What is behind the sign may be secret.
    const key = equals < 0 ? flag : flag.slice(0, equals);
    const at = `--set ${key}`;
    if (equals < 1) {
      problems.push({ at, text: 'wants SECTION.KEY=VALUE, such as http.listen=127.0.0.1:8514' });
      continue;
    }
    const one = textAt(schema, { path: key.trim().split('.'), text: flag.slice(equals + 1), at });
    if ('unknown' in one) problems.push({ at, text: one.unknown });
    else {
      given = overlay(given, one.given);
      problems.push(...one.problems);
    }
  }
  return { given, problems, notes: [] };
}

function textAt(
  schema: SchemaNode,
  { path, text, at }: { path: readonly string[]; text: string; at: string },
): { readonly unknown: string } | { readonly given: GivenMap; readonly problems: readonly Problem[] } {
  let node: SchemaNode = schema;
  for (const [depth, key] of path.entries()) {
    const inner = variantOf(node, nothingGiven(at));
    // Which member of a family it is may be said elsewhere: a key of any of them will do.
    const inners = inner === node ? [inner] : [inner, ...(node.oneOf ?? [])];
    const child = RESERVED.has(key)
      ? null
      : firstOf(inners, (one) => childOf(one, key) ?? secretFile(one, key));
    if (child === null) return { unknown: unknownKey(inner, path.slice(0, depth + 1)) };
    node = child;
  }
  const { given, problems } = givenText(text, node, at);
  const map = path.reduceRight<Given>(
    (value, key) => ({ kind: 'map', at, entries: new Map([[key, { keyAt: at, value }]]) }),
    given,
  );
  return { given: map as GivenMap, problems };
}

function firstOf(
  nodes: readonly SchemaNode[],
  find: (node: SchemaNode) => SchemaNode | null,
): SchemaNode | null {
  for (const node of nodes) {
    const found = find(node);
    if (found !== null) return found;
  }
  return null;
}

function secretFile(node: SchemaNode, key: string): SchemaNode | null {
  return key.endsWith('_file') && childOf(node, key.slice(0, -5))?.writeOnly === true
    ? { type: 'string' }
    : null;
}

function unknownKey(node: SchemaNode, path: readonly string[]): string {
  const known = keysOf(node);
  const [key, above] = [path.at(-1)!, dotted(path.slice(0, -1))];
  if (known === null) return `${above} has no keys inside; got ${JSON.stringify(key)}`;
  const meant = nearest(key, known);
  const prefix = above === '' ? '' : `${above}.`;
  return `unknown key ${JSON.stringify(key)}${above === '' ? '' : ` in ${above}`}: ${
    meant === null ? `known are ${known.join(', ')}` : `did you mean ${prefix}${meant}?`
  }`;
}

/** Text as the kind of value that is wanted: text as it is, lists by commas or as YAML, the rest as YAML. */
function givenText(
  text: string,
  node: SchemaNode,
  at: string,
): { given: Given; problems: readonly Problem[] } {
  const alone = variantOf(node, null);
  if (alone.type === 'string') return { given: { kind: 'scalar', at, value: text }, problems: [] };
  const wantsList = (node.anyOf ?? node.oneOf ?? [node]).some(({ type }) => type === 'array');
  if (wantsList && !/^\s*[[{-]/.test(text)) {
    const items = text.split(',').map((item) => ({ kind: 'scalar', at, value: item.trim() }) as const);
    return { given: { kind: 'list', at, items }, problems: [] };
  }
  const { given, problems } = readYaml(text, at);
  return { given: placed(given, at), problems: problems.map(({ text: said }) => ({ at, text: said })) };
}

/** Lines and columns inside of a variable help nobody. */
function placed(given: Given, at: string): Given {
  if (given.kind === 'scalar') return { ...given, at };
  if (given.kind === 'list') return { ...given, at, items: given.items.map((item) => placed(item, at)) };
  const entries = [...given.entries].map(
    ([key, { value }]) => [key, { keyAt: at, value: placed(value, at) }] as const,
  );
  return { kind: 'map', at, entries: new Map(entries) };
}
