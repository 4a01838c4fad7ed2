// The reference part of docs/configuration.md is made of the schema: `node scripts/config-page.ts` writes it anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema } from '../src/app/config-schema.ts';
import { type SchemaNode, schemaNode } from '../src/config/schema-node.ts';
import { ROOT } from './read-files.ts';

const MARK = '<!-- What follows is made by scripts/config-page.ts. -->';
/** A machine that stands for all of them. */
const FACTS = { hostname: 'name of the machine', stateFolder: '/var/lib/logsift' };

/** The page as it must be: its prose as it is, the reference as the schema has it. */
export function configPage(page: string): string {
  const prose = page.split(MARK)[0]!.trimEnd();
  const schema = schemaNode(configSchema(FACTS));
  const sections = Object.entries(schema.properties ?? {}).map(([name, node]) => section(name, node));
  return `${prose}\n\n${MARK}\n\n## Reference\n\n${sections.join('\n')}`;
}

function section(name: string, node: SchemaNode): string {
  const variants = node.items?.oneOf;
  if (variants !== undefined) {
    const types = variants.map((variant) => {
      const keys = Object.entries(variant.properties ?? {}).filter(
        ([key]) => key !== 'type' && key !== 'name',
      );
      const type = String(variant.properties?.type?.const);
      return `#### \`type: ${type}\`\n\n${variant.description}\n${table(rows(keys, variant))}`;
    });
    const common = 'A list. Each entry has a `type`, and may have a `name` to be called by.';
    return `### ${name}\n\n${node.description} ${common} Default: \`${JSON.stringify(node.default)}\`\n\n${types.join('\n')}`;
  }
  if (node.oneOf !== undefined && node.properties === undefined)
    return `### ${name}\n\n${node.description} It has a \`type\`.\n\n${kindsOf(name, node).join('\n')}`;
  if (node.properties === undefined) return `### ${name}\n${table([row([name], node, false)])}`;
  const kinds = Object.entries(node.properties).flatMap(([key, child]) => kindsOf(key, child));
  const all = [
    `### ${name}\n\n${node.description}\n${table(rows(Object.entries(node.properties), node))}`,
    ...kinds,
  ];
  return all.join('\n');
}

/** The kinds that one key of a section may be. */
function kindsOf(name: string, { oneOf = [] }: SchemaNode): string[] {
  return oneOf.flatMap((variant) => {
    const type = variant.properties?.type?.const;
    if (type === undefined) return [];
    const keys = Object.entries(variant.properties ?? {}).filter(([key]) => key !== 'type');
    return [`#### \`${name}: { type: ${type} }\`\n\n${variant.description}\n${table(rows(keys, variant))}`];
  });
}

function rows(
  entries: readonly (readonly [string, SchemaNode])[],
  parent: SchemaNode,
  above: readonly string[] = [],
): string[] {
  return entries.flatMap(([key, node]) => {
    const path = [...above, key];
    const needed = parent.required?.includes(key) === true;
    if (node.properties !== undefined && above.length < 2)
      return [row(path, node, needed), ...rows(Object.entries(node.properties), node, path)];
    return [row(path, node, needed)];
  });
}

function row(path: readonly string[], node: SchemaNode, needed: boolean): string {
  const usual =
    node.properties !== undefined
      ? ''
      : needed
        ? 'required'
        : node.default === undefined
          ? ''
          : `\`${shown(node.default)}\``;
  const words = node.description ?? '';
  const meaning = words === '' ? '' : `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
  return `| \`${path.join('.')}\` | ${kind(node)} | ${usual} | ${meaning.replaceAll('|', '\\|')} |`;
}

function table(lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : `\n| key | value | default | meaning |\n|---|---|---|---|\n${lines.join('\n')}\n`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function kind(node: SchemaNode & { readonly title?: string }): string {
  if (node.writeOnly === true) return 'secret';
  if (node.title !== undefined) return node.title;
  if (node.enum !== undefined) return node.enum.map((one) => `\`${one}\``).join(', ');
  if (node.const !== undefined) return `\`${node.const}\``;
  const variants = node.anyOf ?? node.oneOf;
  if (variants !== undefined) return [...new Set(variants.map(kind))].join(' or ');
  switch (node.type) {
    case 'array':
      return `list of ${node.items === undefined ? 'anything' : kind(node.items)}`;
    case 'object':
      return typeof node.additionalProperties === 'object'
        ? `map of name to ${kind(node.additionalProperties)}`
        : 'map';
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return 'whole number';
    case 'string':
      return 'text';
    default:
      return node.type ?? 'anything';
  }
}

if (import.meta.main) {
  const path = join(ROOT, 'docs/configuration.md');
  writeFileSync(path, configPage(readFileSync(path, 'utf8')));
}
