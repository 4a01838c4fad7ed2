import type { z } from 'zod';
import { plainSchemaNode, type SchemaNode } from './schema-node.ts';

/**
 * The JSON Schema (draft 2020-12) of a configuration file, for editors. Secrets are `writeOnly`, and each may also
 * be written as `KEY_file`; a map that has a short form may be that.
 */
export function configJsonSchema(schema: z.ZodType, title: string): object {
  const { $schema, ...rest } = withFiles(plainSchemaNode(schema)) as SchemaNode & { $schema?: string };
  return { $schema, title, ...rest };
}

function withFiles({ shortFor, ...node }: SchemaNode): SchemaNode {
  const short = shortFor === undefined ? undefined : node.properties?.[shortFor];
  if (short === undefined) return longForm(node);
  const { description, default: usual, ...map } = node;
  return {
    ...(description === undefined ? {} : { description }),
    ...(usual === undefined ? {} : { default: usual }),
    anyOf: [withFiles(short), longForm(map)],
  };
}

function longForm(node: SchemaNode): SchemaNode {
  const each = (nodes: readonly SchemaNode[]) => nodes.map(withFiles);
  const properties = Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    if (child.writeOnly !== true) return [[key, withFiles(child)] as const];
    const description = `File that holds ${key}; blanks around it are cut off.`;
    return [[key, child] as const, [`${key}_file`, { type: 'string', description }] as const];
  });
  const secrets = Object.entries(node.properties ?? {})
    .filter(([key, child]) => child.writeOnly === true && node.required?.includes(key))
    .map(([key]) => key);
  const { required, ...rest } = node;
  const stillRequired = required?.filter((key) => !secrets.includes(key)) ?? [];
  return {
    ...rest,
    ...(node.properties === undefined ? {} : { properties: Object.fromEntries(properties) }),
    ...(stillRequired.length === 0 ? {} : { required: stillRequired }),
    ...(secrets.length === 0
      ? {}
      : { allOf: secrets.map((key) => ({ oneOf: [{ required: [key] }, { required: [`${key}_file`] }] })) }),
    ...(node.items === undefined ? {} : { items: withFiles(node.items) }),
    ...(node.oneOf === undefined ? {} : { oneOf: each(node.oneOf) }),
    ...(node.anyOf === undefined ? {} : { anyOf: each(node.anyOf) }),
    ...(typeof node.additionalProperties === 'object'
      ? { additionalProperties: withFiles(node.additionalProperties) }
      : {}),
  };
}
