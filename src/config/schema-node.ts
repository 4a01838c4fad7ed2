import { z } from 'zod';
import type { Given, Path } from './given.ts';

/** What this room needs of a JSON Schema (draft 2020-12) to find its way in what was given. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly writeOnly?: boolean;
  /** The property of a map that may be written in its place, alone. */
  readonly shortFor?: string;
  readonly required?: readonly string[];
  readonly properties?: { readonly [key: string]: SchemaNode };
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
}

/** A zod schema as the JSON Schema of what a person writes; what contains itself is named in `$defs`. */
export function plainSchemaNode(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
}

/** The same with what is named put in its place, so that every step leads on: what contains itself is a loop. */
export function schemaNode(schema: z.ZodType): SchemaNode {
  const root = plainSchemaNode(schema) as SchemaNode & {
    readonly $defs?: { readonly [name: string]: object };
  };
  const named = new Map<string, object>();
  for (const [name, node] of Object.entries(root.$defs ?? {})) named.set(`#/$defs/${name}`, node);
  const seen = new Set<object>();
  const inPlace = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    for (let ref = refOf(part); ref !== null; ref = refOf(part)) {
      const { $ref: _, ...own } = part as { $ref?: string };
      delete (part as { $ref?: string }).$ref;
      Object.assign(part, named.get(ref), own);
    }
    for (const inner of Object.values(part)) inPlace(inner);
  };
  inPlace(root);
  return root;
}

function refOf(part: object): string | null {
  return '$ref' in part && typeof part.$ref === 'string' ? part.$ref : null;
}

/** The alternative that what was given is meant to be: by its `type`, else by its kind. The node itself without any. */
export function variantOf(node: SchemaNode, given: Given | null): SchemaNode {
  const variants = node.oneOf ?? node.anyOf;
  if (variants === undefined) return node;
  const rest = variants.map((variant) => variantOf(variant, given));
  if (given?.kind === 'map') {
    const type = given.entries.get('type')?.value;
    const maps = rest.filter(isMap);
    const named = maps.find(
      ({ properties }) => type?.kind === 'scalar' && properties?.type?.const === type.value,
    );
    return named ?? (maps.length === 1 ? maps[0]! : { ...emptied(maps) });
  }
  const kind = (one: SchemaNode) => (one.type === 'array' ? 'list' : isMap(one) ? 'map' : 'scalar');
  return rest.find((one) => kind(one) === (given?.kind ?? 'scalar')) ?? rest[0] ?? node;
}

/** Without a type that is known, only `type` itself is known to be right. */
function emptied(maps: readonly SchemaNode[]): SchemaNode {
  const types = maps.map(({ properties }) => properties?.type?.const).filter((one) => one !== undefined);
  return types.length === 0 ? {} : { type: 'object', properties: { type: { type: 'string', enum: types } } };
}

function isMap(node: SchemaNode): boolean {
  return node.type === 'object';
}

/** Keys that a map may have; null where a person chooses them. */
export function keysOf(node: SchemaNode): readonly string[] | null {
  if (node.properties === undefined) return null;
  return Object.keys(node.properties);
}

/** The schema of what stands behind a step; null when there should be nothing. */
export function childOf(node: SchemaNode, step: string | number): SchemaNode | null {
  if (typeof step === 'number') return node.items ?? null;
  if (node.properties !== undefined && Object.hasOwn(node.properties, step)) return node.properties[step]!;
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : null;
}

/** The schema at a path of what was given, alternatives resolved on the way; null where the path leads nowhere. */
export function nodeAt(root: SchemaNode, given: Given | null, path: Path): SchemaNode | null {
  let node: SchemaNode | null = variantOf(root, given);
  let part: Given | null = given;
  for (const step of path) {
    part =
      part?.kind === 'map'
        ? (part.entries.get(String(step))?.value ?? null)
        : part?.kind === 'list'
          ? (part.items[Number(step)] ?? null)
          : null;
    const child: SchemaNode | null = childOf(node, step);
    if (child === null) return null;
    node = variantOf(child, part);
  }
  return node;
}

/** Whether a value of this kind is never shown; of alternatives, one is enough. */
export function isSecret(node: SchemaNode | null): boolean {
  if (node === null) return false;
  return node.writeOnly === true || (node.anyOf ?? node.oneOf ?? []).some(isSecret);
}
