import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allRoutes, apiPage } from '../../scripts/api-page.ts';
import { ROOT } from '../../scripts/read-files.ts';
import { ROLES } from '../../src/core/api-access.ts';
import { openApi } from '../../src/dashboard/openapi.ts';

const { routes, streams } = allRoutes();
const NAMES = routes.map(({ method, path }) => `${method} ${path}`);

/** Tests that ask routes over HTTP. */
const TESTS = ['test/app', 'test/app/web', 'test/dashboard', 'test/cli']
  .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name)))
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

it('docs/api.md lists the routes that there are; `node scripts/api-page.ts` writes it anew', () => {
  const page = readFileSync(join(ROOT, 'docs/api.md'), 'utf8');
  expect(page).toBe(apiPage(page));
});

describe('every route', () => {
  it('is there once', () => {
    expect(new Set(NAMES).size).toBe(NAMES.length);
    expect(NAMES.length).toBeGreaterThan(35);
  });

  it.each(routes.map((route, i) => [NAMES[i]!, route] as const))(
    '%s says what it is for, whose it is, and what is asked and answered',
    (_, route) => {
      expect(route.describe).toMatch(/^[A-Z].{10,}\.$/);
      expect([...ROLES, 'anyone']).toContain(route.role);
      expect(route.answer).toBeInstanceOf(z.ZodObject);
      for (const schema of [route.params, route.query, route.body])
        expect(schema.safeParse({ nobodyKnowsThisKey: 1 }).success).toBe(false);
      const named = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
      const params = z.toJSONSchema(route.params, { io: 'input', unrepresentable: 'any' });
      expect(Object.keys(params.properties ?? {})).toEqual(named);
      // What changes something is not for those who only look.
      if (route.method !== 'GET' && route.role === 'viewer') expect(route.path).toBe('/password');
    },
  );

  it.each(NAMES)('%s is asked by a test', (name) => {
    const [method, path] = name.split(' ') as [string, string];
    const place = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^\'"`?/]+');
    const last = path.split('/').at(-1)!;
    const quoted = `['"\`](?:/api/v1)?${place}(?=['"\`?$])`;
    const asked = [
      `\\b${method.toLowerCase()}\\w*\\(\\s*${quoted}`,
      `'${method}',\\s*(?:url: )?${quoted}`,
      ...(method === 'GET' ? [`\\bfetch\\(\\s*[\`'"][^\`'"]*${place}`] : []),
      // By the last word of the path, where a test has a function that puts the rest before it.
      ...(/:\w+\/\w/.test(path)
        ? [`\\b${method.toLowerCase()}\\(path\\('${last}'\\)`, `'${method}', path\\('${last}'\\)`]
        : []),
    ];
    expect(
      asked.some((pattern) => new RegExp(pattern).test(TESTS)),
      asked.join('\n'),
    ).toBe(true);
  });

  it('stands in the OpenAPI document, with its question and its answer', () => {
    const document = openApi({ version: '1', routes, streams }) as {
      paths: Record<
        string,
        Record<
          string,
          { summary: string; operationId: string; responses: Record<string, { content: object }> }
        >
      >;
    };
    const operations = Object.values(document.paths).flatMap((one) => Object.values(one));
    expect(operations.length).toBe(routes.length + streams.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { method, path, describe } of routes) {
      const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      expect(operation?.summary).toBe(describe);
      expect(operation?.responses[200]?.content).toMatchObject({
        'application/json': { schema: { type: 'object' } },
      });
    }
    // No reference leads nowhere, and nothing of the program is in it.
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g))
      expect(name).toBe('Error');
    expect(text).not.toContain('#/$defs');
  });
});
