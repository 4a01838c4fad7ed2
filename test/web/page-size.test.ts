import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtPage } from './made-browser.ts';

let built: Awaited<ReturnType<typeof builtPage>>;
beforeAll(async () => {
  built = await builtPage();
});
afterAll(() => built.remove());

/** Of all scripts together, packed. */
const MOST_BYTES = 120_000;

it('all scripts of the page together are small', () => {
  const files = readdirSync(join(built.folder, 'assets')).filter((name) => name.endsWith('.js'));
  const bytes = files.map((name) => gzipSync(readFileSync(join(built.folder, 'assets', name))).length);
  expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThan(MOST_BYTES);
});

it('the page asks for nothing from elsewhere, and has nothing inline', () => {
  const html = readFileSync(join(built.folder, 'index.html'), 'utf8');
  expect(html).not.toMatch(/(?:src|href)="(?!\.\/)/);
  expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=/);
  const css = readdirSync(join(built.folder, 'assets')).filter((name) => name.endsWith('.css'));
  for (const name of css)
    expect(readFileSync(join(built.folder, 'assets', name), 'utf8')).not.toMatch(
      /url\(\s*["']?(?:https?:)?\/\//,
    );
});
