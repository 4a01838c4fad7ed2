import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookAt, openBrowser } from './made-browser.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Its first incident comes within a minute of a machine that has nothing else to do. */
const PATIENCE = 280_000;

let browser: Browser;
let child: ChildProcess;
let output = '';

beforeAll(async () => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-web.ts'), '--unless-current']);
  browser = await openBrowser();
  const args = [join(ROOT, 'src/cli/main.ts'), 'demo', '--no-open', '--listen', '127.0.0.1:0'];
  child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
});

afterAll(async () => {
  await browser?.close();
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
});

it('a demo is looked at from its link to a verdict, a silence and a search', {
  timeout: 2 * PATIENCE,
}, async () => {
  await expect.poll(() => output, { timeout: PATIENCE }).toMatch(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/);
  const [link] = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(output)!;
  const { page, complaints } = await lookAt(browser, link, { clock: 'real' });
  page.setDefaultTimeout(60_000);

  const tour = page.getByRole('complementary', { name: 'Tour' });
  const next = tour.getByRole('button', { name: 'Next' });
  await next.click();
  while ((await next.count()) > 0) await next.click();
  await tour.getByRole('button', { name: 'Done' }).click();
  expect(await tour.count()).toBe(0);
  expect(page.url()).not.toContain('token');

  // Nobody asks for it: the page hears of it.
  // What went silent has no line to look around in; and the root may become another one while it is looked at.
  const look = page.getByRole('button', { name: 'what stood around it', exact: true });
  const around = async () => {
    const lines = await page.locator('.around li').count();
    if (lines > 3) return lines;
    if (lines === 0 && (await look.count()) > 0) {
      await look.first().click({ timeout: 5000 }).catch(String);
      return 0;
    }
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByRole('region', { name: 'Open incidents' }).waitFor({ timeout: PATIENCE });
    const cards = page.locator('.incident-card h2 a');
    await cards.nth(opened++ % Math.max(1, await cards.count())).click();
    await page.getByRole('heading', { name: 'The story' }).waitFor();
    return 0;
  };
  let opened = 0;
  await expect.poll(around, { timeout: PATIENCE, interval: 500 }).toBeGreaterThan(3);

  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/of the last 30 days/).waitFor();
  await dialog.getByLabel(/^Why/).fill('a test of the alarm');
  const force = dialog.getByLabel(/save it although/);
  if ((await force.count()) > 0) await force.check();
  await dialog.getByRole('button', { name: 'Save as noise' }).click();
  await page.getByText('judged noise').first().waitFor();

  await page.keyboard.press('s');
  await dialog.getByLabel(/^Why/).fill('a test of the alarm');
  await dialog.getByRole('button', { name: 'Silence' }).click();
  await page.getByText(/^Silenced/).waitFor();

  await page.keyboard.press('/');
  await page.locator('.palette-field').fill('password');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/explore\?.*text=password/);
  await page
    .locator('main')
    .getByText(/password/)
    .nth(3)
    .waitFor();

  await page.locator('.side-theme select').selectOption('light');
  expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByText('a test of the alarm').first().waitFor();
  expect(
    await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
  ).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
});
