import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { NOW } from './made-home.ts';

/** Debian's browser. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/** The page, built into a folder of its own; what takes it away. */
export async function builtPage(): Promise<{ readonly folder: string; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-web-'));
  await build({
    configFile: join(import.meta.dirname, '../../web/vite.config.ts'),
    build: { outDir: folder, emptyOutDir: true },
    logLevel: 'error',
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Looking {
  readonly page: Page;
  /** What the browser complained about: errors, and whatever the policy forbade. */
  readonly complaints: readonly string[];
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'dark' | 'light';
  /** `made`: it is always the moment of the made-up answers. */
  readonly clock?: 'made' | 'real';
}

/** A fresh browser window at an address. */
export async function lookAt(browser: Browser, url: string, look: Look = {}): Promise<Looking> {
  const { width = 1280, height = 900, theme = 'dark', clock = 'made' } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  if (clock === 'made') await page.clock.setFixedTime(NOW);
  if (theme !== 'dark')
    await page.addInitScript((chosen) => localStorage.setItem('logsift.theme', chosen), theme);
  await page.goto(url);
  return { page, complaints };
}
