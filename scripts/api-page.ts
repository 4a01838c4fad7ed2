// The list of routes in docs/api.md is made of their declarations: `node scripts/api-page.ts` writes it anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type WebBase, webRoutes } from '../src/app/web/routes.ts';
import { ROLE_OF } from '../src/dashboard/access.ts';
import type { Route, Stream } from '../src/dashboard/route.ts';
import { liveStreams } from '../src/dashboard/routes-live.ts';
import { sessionRoutes } from '../src/dashboard/routes-session.ts';
import { ROOT } from './read-files.ts';

const MARK = '<!-- What follows is made by scripts/api-page.ts. -->';

/** Every route and stream that the dashboard has, over nothing: they are declarations until somebody asks. */
export function allRoutes(): { readonly routes: readonly Route[]; readonly streams: readonly Stream[] } {
  const nothing = {} as never;
  const site = { address: '127.0.0.1', port: 8514, publicUrl: null };
  const about = { version: '', readOnly: false, demo: false, clock: () => nothing };
  const session = sessionRoutes({ access: nothing, site, ...about });
  return { routes: [...session, ...webRoutes({ plan: {} } as WebBase)], streams: liveStreams() };
}

/** The page as it must be: its prose as it is, the list as the routes are declared. */
export function apiPage(page: string): string {
  const prose = page.split(MARK)[0]!.trimEnd();
  const { routes, streams } = allRoutes();
  const rows = [
    ...routes.map(({ method, path, role, describe, query, body }) => ({
      ...{ path, role, describe, order: method === 'GET' ? 0 : 1 },
      asked: `${method} ${path}`,
      keys: [keysOf(query), keysOf(body)].filter((keys) => keys !== '').join(', '),
    })),
    ...streams.map(({ path, role, describe, query }) => ({
      ...{ path, role, describe: `${describe} Server-sent events.`, order: 2 },
      asked: `GET ${path}`,
      keys: keysOf(query),
    })),
  ];
  const areas = Map.groupBy(rows, ({ path }) => path.split('/')[1]!);
  const sections = [...areas]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([area, all]) => {
      const lines = all.toSorted((a, b) => a.order - b.order || (a.path < b.path ? -1 : 1));
      const cells = lines.map(
        ({ asked, keys, role, describe }) => `| \`${asked}\` | ${scopeOf(role)} | ${keys} | ${describe} |`,
      );
      return `### /${area}\n\n| route | scope | asked with | what it says |\n|---|---|---|---|\n${cells.join('\n')}\n`;
    });
  return `${prose}\n\n${MARK}\n\n## Routes\n\n${sections.join('\n')}`;
}

function scopeOf(role: Route['role']): string {
  const found = Object.entries(ROLE_OF).find(([, one]) => one === role);
  return found === undefined ? '' : `\`${found[0]}\``;
}

/** Keys of a question, those that must be given in bold. */
function keysOf(schema: z.ZodType): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    ...{ io: 'input', unrepresentable: 'any', reused: 'inline' },
  }) as { properties?: object; required?: readonly string[] };
  return Object.keys(properties)
    .map((key) => (required.includes(key) ? `**${key}**` : key))
    .join(', ');
}

if (import.meta.main) {
  const path = join(ROOT, 'docs/api.md');
  writeFileSync(path, apiPage(readFileSync(path, 'utf8')));
}
