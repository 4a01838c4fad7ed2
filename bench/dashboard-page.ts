import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { WebServer } from '../src/app/web/server.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';
import { madeDashboardStore } from './dashboard-store.ts';

const ROUNDS = 7;
const PAGE = join(import.meta.dirname, '../dist/web/assets');

/** What a browser takes for the pages of the dashboard over 30 days of a network of 10,500 lines a second. */
export default async function dashboardPage(): Promise<Result[]> {
  const made = await madeDashboardStore();
  const http = { ...made.config.http, listen: { host: '127.0.0.1', port: 0 } };
  const server = new WebServer(
    {
      ...{ config: { ...made.config, http }, written: null, version: 'bench' },
      // It is the moment at which the store was left.
      clock: { began: Date.now(), from: made.now, speed: 1 },
    },
    null,
    (text) => process.stderr.write(`  ${text}\n`),
  );
  await server.start();
  const browser = await openBrowser();
  try {
    const views = await viewsOf(browser, server.link()!);
    return [
      ...views,
      {
        name: 'dashboard: all scripts, gzip',
        ...{ value: scriptBytes() / 1000, unit: 'kB', bar: 120, better: 'lower' },
      },
    ];
  } finally {
    await browser.close();
    await server.stop();
    rmSync(dirname(made.folder), { recursive: true, force: true });
  }
}

/** Debian's browser, or that of CHROMIUM. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/** The first page in a browser that has seen nothing of it yet, until its cards and its chart are drawn. */
async function viewsOf(browser: Browser, link: string): Promise<Result[]> {
  const first = await browser.newContext();
  await (await first.newPage()).goto(link);
  const { cookies } = await first.storageState();
  await first.close();
  const url = new URL('.', link).href;
  const [drawn, largest, blocked]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.addCookies(cookies);
    await context.addInitScript(WATCH);
    const page = await context.newPage();
    await page.goto(`${url}?last=30d`);
    const { at, lcp, longest } = await seenOf(page);
    process.stderr.write(
      `  first view ${Math.round(at)} ms, LCP ${Math.round(lcp)} ms, longest task ${longest} ms\n`,
    );
    drawn.push(at);
    largest.push(lcp);
    blocked.push(longest);
    await context.close();
  }
  const ms = { unit: 'ms', better: 'lower' } as const;
  return [
    { name: 'dashboard: first view in a browser', value: median(drawn), bar: 1000, ...ms },
    { name: 'dashboard: largest contentful paint', value: median(largest), bar: 1000, ...ms },
    { name: 'dashboard: longest task of the first view', value: median(blocked), bar: 200, ...ms },
  ];
}

interface Seen {
  /** Ms since the page was asked for. */
  readonly at: number;
  readonly lcp: number;
  readonly longest: number;
}

/** What was noted, once the page has been still for a while. */
async function seenOf(page: Page): Promise<Seen> {
  const until = performance.now() + 60_000;
  for (;;) {
    const seen = await page.evaluate<Seen | null>(SEEN);
    if (seen !== null) return seen;
    if (performance.now() > until) throw new Error('the first page was never drawn');
    await sleep(200);
  }
}

/** Notes what the browser measures by itself, and when the first page was all there. */
const WATCH = `
  localStorage.setItem('logsift.tour', 'seen');
  window.seen = { at: 0, lcp: 0, longest: 0 };
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) seen.lcp = one.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) seen.longest = Math.max(seen.longest, one.duration);
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    const all = document.querySelector('.incident-card') && document.querySelector('.home canvas');
    if (all) requestAnimationFrame(() => setTimeout(() => { seen.at = performance.now(); }));
    else requestAnimationFrame(look);
  };
  look();
`;
const SEEN = `window.seen.at > 0 && performance.now() - window.seen.at > 1000 ? window.seen : null`;

function scriptBytes(): number {
  return readdirSync(PAGE)
    .filter((name) => name.endsWith('.js'))
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(PAGE, name))).length, 0);
}
