import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { z } from 'zod';
import { configPage } from '../../scripts/config-page.ts';
import { ROOT } from '../../scripts/read-files.ts';
import { loadConfig } from '../../src/app/config.ts';
import { configSchema } from '../../src/app/config-schema.ts';
import { type SchemaNode, schemaNode } from '../../src/config/schema-node.ts';
import type { LogsiftError } from '../../src/core/errors.ts';
import { notifiers } from '../../src/notifiers/index.ts';
import { liveSources } from '../../src/sources/live.ts';

const PAGE = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8');
const schema = schemaNode(configSchema({ hostname: 'web01', stateFolder: '/var/lib/logsift' }));

/** Every key of a schema with its node, alternatives and lists included. */
function keys(
  node: SchemaNode,
  path: string,
  above: readonly SchemaNode[] = [],
): (readonly [string, SchemaNode])[] {
  // What contains itself is looked at once.
  if (above.some(({ properties }) => properties !== undefined && properties === node.properties)) return [];
  const way = [...above, node];
  const inner = [
    ...(node.oneOf ?? []),
    ...(node.anyOf ?? []),
    ...(node.items === undefined ? [] : [node.items]),
  ];
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => [
      [`${path}.${key}`, child] as const,
      ...keys(child, `${path}.${key}`, way),
    ]),
    ...inner.flatMap((one) => keys(one, `${path}[${one.properties?.type?.const ?? ''}]`, way)),
  ];
}

describe('docs/configuration.md', () => {
  it('has the reference that the schema makes; `node scripts/config-page.ts` writes it anew', () => {
    expect(configPage(PAGE)).toBe(PAGE);
  });

  it('knows the default of every option; of what is read from text it is `.prefault(TEXT)`, not `.default(VALUE)`', () => {
    for (const member of [...Object.values(liveSources), ...notifiers] as {
      name: string;
      schema: z.ZodObject;
    }[]) {
      const { properties } = schemaNode(member.schema);
      const lost = Object.entries(member.schema.shape).filter(([key, option]) => {
        const usual = (option as z.ZodType).safeParse(undefined);
        return usual.success && usual.data !== undefined && properties?.[key]?.default === undefined;
      });
      expect(lost.map(([key]) => `${member.name}.${key}`)).toEqual([]);
    }
  });

  it('is about keys that are written alike, each with a word about it', () => {
    const all = keys(schema, '').map(
      ([path, node]) => [path.slice(path.lastIndexOf('.') + 1), path, node] as const,
    );
    expect(all.filter(([key]) => !/^[a-z][a-z0-9_]*$/.test(key)).map(([, path]) => path)).toEqual([]);
    // What a type is, it says itself.
    const silent = all.filter(([key, , node]) => key !== 'type' && (node.description ?? '') === '');
    expect(silent.map(([, path]) => path)).toEqual([]);
  });
});

it('docs/configuration.md shows what is said of a wrong file', () => {
  const at = mkdtempSync(join(tmpdir(), 'logsift-docs-'));
  onTestFinished(() => rmSync(at, { recursive: true, force: true }));
  const file = join(at, 'logsift.yaml');
  writeFileSync(file, 'http:\n  lisen: x\nring:\n  max_age: 7 moons\nnotifiers:\n  - type: slak\n');
  const shown = PAGE.split('is not understood:\n')[1]!.split('\n\n')[0]!;
  const context = { home: '/', hostname: 'a', root: false, files: [file] };
  const wrong = () => loadConfig({ ...context, env: { LOGSIFT_LOG__LEVL: 'debug' } });
  expect(wrong).toThrow();
  try {
    wrong();
  } catch (error) {
    const lines = (error as LogsiftError).details.map((line) => `      ${line.replace(at, '/etc/logsift')}`);
    expect(lines.join('\n')).toBe(shown);
  }
});
