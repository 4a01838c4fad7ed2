// Pictures of the dashboard for README: `npm run screenshots` runs a demo, waits until all of it has gone wrong, and
// looks at its pages with a browser. `--out FOLDER` writes them elsewhere; CHROMIUM names another browser.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { DEMO_SHOWN } from '../src/app/demo-network.ts';
import type { SessionAnswer } from '../src/core/api-access.ts';
import type { IncidentPage } from '../src/core/api-incidents.ts';
import { ROOT } from './read-files.ts';

/** The demo's own history is learnt within a minute, its four hours pass in four. */
const PATIENCE = 10 * 60_000;
const INCIDENTS = 4;
/** Of the hours of the demo that are still to come, ms of its clock. */
const LEFT = 40 * 60_000;
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

interface Look {
  readonly theme?: 'dark' | 'light';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** A window that has seen the tour. */
async function opened(
  browser: Browser,
  { theme = 'dark', viewport = WIDE }: Look = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    ...{ viewport, locale: 'en-GB', reducedMotion: 'reduce' },
    deviceScaleFactor: 1,
  });
  await context.addInitScript((chosen) => {
    localStorage.setItem('logsift.theme', chosen);
    localStorage.setItem('logsift.tour', 'seen');
  }, theme);
  return context;
}

async function linkOf(demo: ChildProcess): Promise<string> {
  let output = '';
  for (const stream of [demo.stdout!, demo.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const until = performance.now() + PATIENCE;
  for (;;) {
    const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(output);
    if (found !== null) return found[0];
    if (demo.exitCode !== null || performance.now() > until) throw new Error(`no demo: ${output}`);
    await wait(200);
  }
}

type Incidents = IncidentPage['items'];

/** The incidents of the demo, once they are enough; `left`: ms of its clock that are still to come. */
async function incidentsOf(
  { page, url }: { readonly page: Page; readonly url: string },
  enough: (items: Incidents, left: number) => boolean,
): Promise<Incidents> {
  const until = performance.now() + PATIENCE;
  const asked = async (path: string) => (await page.request.get(`${url}api/v1/${path}`)).json();
  for (;;) {
    const { clock } = (await asked('session')) as SessionAnswer;
    const { items } = (await asked(`incidents?from=${clock.wall - DEMO_SHOWN}`)) as IncidentPage;
    if (enough(items, clock.wall - clock.at)) return items;
    if (performance.now() > until) throw new Error(`only ${items.length} incidents came`);
    await wait(1000);
  }
}

async function photograph(page: Page, file: string): Promise<void> {
  // What is drawn on canvases follows the layout, and what is asked for comes within a moment.
  await wait(1500);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file });
  process.stdout.write(`${file} ${Math.round(statSync(file).size / 1000)} kB\n`);
}

async function main(): Promise<void> {
  const at = process.argv.indexOf('--out');
  const out = at < 0 ? join(ROOT, 'docs/pictures') : resolve(process.argv[at + 1]!);
  mkdirSync(out, { recursive: true });
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-web.ts'), '--unless-current'], {
    stdio: 'inherit',
  });
  const folder = mkdtempSync(join(tmpdir(), 'logsift-screenshots-'));
  const demo = spawn(
    process.execPath,
    [join(ROOT, 'src/cli/main.ts'), 'demo', '--no-open', '--listen', '127.0.0.1:0'],
    { env: { ...process.env, TMPDIR: folder, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
  });
  try {
    const link = await linkOf(demo);
    const url = new URL('.', link).href;
    const dark = await opened(browser);
    const live = await dark.newPage();
    await live.goto(link);
    const storageState = await dark.storageState();
    const signedIn = async (look: Look) => {
      const context = await opened(browser, look);
      await context.addCookies(storageState.cookies);
      return context.newPage();
    };
    await live.goto(`${url}live`);
    const demonstrated = { page: live, url };
    const isPower = ({ category }: Incidents[number]) => category === 'power';
    const known = await incidentsOf(demonstrated, (items) => items.some(isPower));
    await photograph(live, join(out, 'live.png'));

    const page = await dark.newPage();
    const light = await signedIn({ theme: 'light' });
    const phone = await signedIn({ viewport: PHONE });
    const home = async (of: Page, file: string) => {
      await of.goto(`${url}?last=6h`);
      await of.locator('.incident-card').first().waitFor();
      await photograph(of, join(out, file));
    };
    await home(page, 'home-dark.png');
    await home(phone, 'home-phone.png');
    await page.goto(`${url}incident/${known.find(isPower)!.id}`);
    await page.locator('.plot').first().waitFor();
    await photograph(page, join(out, 'incident.png'));

    await incidentsOf(demonstrated, (items, left) => left < LEFT && items.length >= INCIDENTS);
    await home(light, 'home-light.png');
    await page.goto(`${url}explore?view=kinds&last=24h`);
    await page.locator('table tbody tr').first().waitFor();
    await photograph(page, join(out, 'kinds.png'));
  } finally {
    await browser.close();
    demo.kill('SIGTERM');
    if (demo.exitCode === null) await once(demo, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
