import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf } from './made-answers.ts';
import { calmHome } from './made-home.ts';
import { madeLine } from './made-rest.ts';
import type { MadeServer } from './made-server.ts';
import { MadeSite } from './made-site.ts';

const site = new MadeSite();
beforeAll(() => site.open());
afterAll(() => site.close());

const PATIENCE = { timeout: 20_000, interval: 50 };
const rows = (page: Page) => page.locator('.vrow').allTextContents();
const lastRow = async (page: Page) => (await rows(page)).at(-1) ?? '';

/** The page with a server that speaks only when it is told to. */
async function live(path = 'live', width = 1280) {
  const server = await site.serve(answersOf(calmHome()));
  const { page, complaints } = await site.look(server.url + path, { width });
  await page.getByText('Waiting for the next line.').waitFor();
  // From now on it hears what is said.
  await page.locator('.live-state .dot-good').waitFor();
  return { server, page, complaints };
}

function batch(server: MadeServer, from: number, count: number, left = { filtered: 0, sampled: 0 }) {
  const lines = Array.from({ length: count }, (_, i) => madeLine(from + i));
  server.say('lines', { lines, came: count + left.filtered + left.sampled, ...left, oneIn: 1 });
}

describe('the tail', () => {
  it('shows what comes, the latest last, and never more rows than fit', async () => {
    const { server, page, complaints } = await live();
    batch(server, 0, 4);
    await expect.poll(() => rows(page), PATIENCE).toHaveLength(4);
    expect((await rows(page))[0]).toContain('Accepted publickey for user0');
    for (let n = 0; n < 30; n++) batch(server, 100 + n * 200, 200);
    await expect.poll(() => lastRow(page), PATIENCE).toContain('user6099 ');
    expect((await rows(page)).length).toBeLessThan(60);
    expect(await page.locator('.vrow').first().getAttribute('aria-setsize')).toBe('5000');
    expect(complaints).toEqual([]);
  });

  it('says why nothing comes', async () => {
    const { server, page } = await live();
    const status = { at: 0, linesPerSecond: null, open: 0, urgent: 0, troubles: 0, watchers: 1 };
    server.say('status', { ...status, state: 'catching-up' });
    await page.getByText('logsift still reads what was written before.').waitFor();
    server.say('status', { ...status, state: 'absent' });
    await page.getByText('logsift is not running, so nothing comes in.').waitFor();
  });

  it('says that it samples, and how much', async () => {
    const { server, page } = await live();
    batch(server, 0, 250, { filtered: 0, sampled: 1_000 });
    await page.getByText('showing 1 of 5').waitFor();
  });

  it('is paused by the space bar, counts what comes, and goes on with it', async () => {
    const { server, page } = await live();
    batch(server, 0, 3);
    await expect.poll(() => rows(page), PATIENCE).toHaveLength(3);
    await page.keyboard.press('Space');
    await page.getByText('Paused', { exact: true }).waitFor();
    batch(server, 10, 2);
    await page.getByRole('button', { name: '2 new lines' }).waitFor();
    expect(await rows(page)).toHaveLength(3);
    await page.keyboard.press('Space');
    await expect.poll(() => rows(page), PATIENCE).toHaveLength(5);
  });

  it('leaves the space bar to the button that has the focus', async () => {
    const { server, page } = await live();
    batch(server, 0, 3);
    await expect.poll(() => rows(page), PATIENCE).toHaveLength(3);
    await page.getByRole('button', { name: 'Clear' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('Waiting for the next line.').waitFor();
    expect(await page.getByText('Paused', { exact: true }).count()).toBe(0);
  });

  it('holds still while somebody scrolls back', async () => {
    const { server, page } = await live();
    batch(server, 0, 300);
    await expect.poll(() => lastRow(page), PATIENCE).toContain('user299 ');
    await page.getByRole('listbox').hover();
    await page.mouse.wheel(0, -1_000);
    await page.getByText('Paused', { exact: true }).waitFor();
    batch(server, 1_000, 50);
    await page.getByRole('button', { name: '50 new lines' }).waitFor();
    expect((await rows(page)).join()).not.toContain('user1000 ');
  });

  it('points out what was remarked upon, and says why', async () => {
    const { server, page } = await live();
    const remark = {
      ...{
        finding: 'f',
        detector: 'value',
        because: 'The user oracle was never seen here.',
        urgency: 'urgent' as const,
      },
      surprise: { value: 3.4, words: 'once in 7 years' },
    };
    const line = madeLine(1, { remark, first: 'value', odd: [[33, 41]] });
    server.say('lines', { lines: [madeLine(0), line], came: 2, filtered: 0, sampled: 0, oneIn: 1 });
    const odd = page.locator('.log-urgent');
    await odd.waitFor();
    expect(await odd.locator('mark').textContent()).toBe('Accepted');
    expect(await odd.textContent()).toContain('urgent');
    await odd.click();
    const panel = page.getByRole('complementary', { name: 'Line' });
    await panel.getByText('The user oracle was never seen here.').waitFor();
    await panel.getByText('once in 7 years').waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('is walked through by the keyboard', async () => {
    const { server, page } = await live();
    batch(server, 0, 10);
    await expect.poll(() => rows(page), PATIENCE).toHaveLength(10);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('k');
    const chosen = page.locator('[aria-selected=true]');
    await expect.poll(() => chosen.textContent(), PATIENCE).toContain('user9 ');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => chosen.textContent(), PATIENCE).toContain('user8 ');
    expect(await page.getByRole('listbox').getAttribute('aria-activedescendant')).toBe(
      await chosen.getAttribute('id'),
    );
  });

  it('asks the server for what is chosen, and the address says so', async () => {
    const { page } = await live();
    const asked = page.waitForRequest((request) => request.url().includes('text=oom'));
    await page.keyboard.press('/');
    await page.keyboard.type('oom');
    const query = new URL((await asked).url()).searchParams;
    expect([query.get('text'), query.get('rate')]).toEqual(['oom', '1000']);
    await expect.poll(() => new URL(page.url()).search, PATIENCE).toBe('?text=oom');
    const narrowed = page.waitForRequest((request) => request.url().includes('severity=3'));
    await page.getByLabel('Severity').selectOption({ label: 'error or worse' });
    await narrowed;
    const onlyNew = page.waitForRequest((request) => request.url().includes('only_new=true'));
    await page.getByLabel('Only what is new').check();
    await onlyNew;
    expect(new URL(page.url()).search).toBe('?text=oom&severity=3&new=1');
  });

  it('takes its filters from the address', async () => {
    const server = await site.serve(answersOf(calmHome()));
    const { page } = await site.look(`${server.url}live?host=web1&surprise=3`);
    await page.getByText('Live, filtered').waitFor();
    expect(await page.getByLabel('Host').inputValue()).toBe('web1');
    server.say('lines', { lines: [], came: 500, filtered: 500, sampled: 0, oneIn: 1 });
  });

  it('keeps up with 1,000 lines a second, and no more rows are ever made than fit', async () => {
    const { server, page } = await live();
    await page.evaluate(`
      globalThis.most = 0;
      new MutationObserver(() => {
        globalThis.most = Math.max(globalThis.most, document.querySelectorAll('.vrow').length);
      }).observe(document.body, { childList: true, subtree: true });
    `);
    // As the server sends them.
    let n = 0;
    const timer = setInterval(() => batch(server, (n += 250), 250), 250);
    await expect.poll(() => n, { timeout: 60_000, interval: 250 }).toBeGreaterThan(5_000);
    clearInterval(timer);
    await expect.poll(() => lastRow(page), PATIENCE).toContain(`user${n + 249} `);
    const most = await page.evaluate<number>('globalThis.most');
    expect(most).toBeGreaterThan(10);
    expect(most).toBeLessThan(60);
  });
});
