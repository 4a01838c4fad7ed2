import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf, SESSION } from './made-answers.ts';
import { calmHome } from './made-home.ts';
import { REST } from './made-rest.ts';
import { MadeSite } from './made-site.ts';

const site = new MadeSite();
beforeAll(() => site.open());
afterAll(() => site.close());

const PATIENCE = { timeout: 20_000, interval: 50 };
const ADMIN = { 'GET session': { ...SESSION, caller: { ...SESSION.caller!, role: 'admin' } } };

async function look(path: string, more = {}) {
  const server = await site.serve({ ...answersOf(calmHome()), ...REST, ...more });
  return { server, ...(await site.look(server.url + path)) };
}

describe('the filter', () => {
  it('shows how lines became pages, and rules with what they did', async () => {
    const { page, complaints } = await look('filter');
    await expect
      .poll(
        () => page.getByRole('list', { name: 'From lines to pages' }).getByRole('listitem').count(),
        PATIENCE,
      )
      .toBe(3);
    const rule = page.locator('tbody tr').filter({ hasText: 'my/cron-noise' });
    expect(await rule.textContent()).toMatch(/drops.*40 K.*39 K.*ends soon/);
    const oom = page.locator('tbody tr').filter({ hasText: 'linux/oom-kill' });
    await oom.locator('summary').click();
    await oom.getByText('Out of memory: Kill(ed)? process').waitFor();
    expect(complaints).toEqual([]);
  });

  it('sorts and searches rules, and the address says so', async () => {
    const { page } = await look('filter');
    const first = () => page.locator('tbody tr').first().textContent();
    await expect.poll(first, PATIENCE).toContain('my/cron-noise');
    await page.getByRole('button', { name: 'Rule' }).click();
    await expect.poll(first, PATIENCE).toContain('linux/oom-kill');
    await page.keyboard.press('/');
    await page.keyboard.type('oom');
    await page.getByText('1 rule', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?sort=id&text=oom');
  });

  it('says what rules hid', async () => {
    const { page } = await look('filter?part=hidden');
    await page.getByText('39,000').waitFor();
    await page.getByText('held back', { exact: true }).waitFor();
  });

  it('tries a rule before anybody writes it down', async () => {
    const { page, server } = await look('filter?part=try');
    expect(await page.getByRole('button', { name: 'Try it' }).isDisabled()).toBe(true);
    await page.getByLabel(/^Patterns/).fill('CRON(');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('alert').getByText('This is no rule yet: the bracket is never closed').waitFor();
    await page.getByLabel(/^Patterns/).fill('CRON');
    await page.getByLabel('Programs').fill('cron, anacron');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('and decides about 790').waitFor();
    await page.getByText('linux/oom-kill decides before it').waitFor();
    expect(server.asked.findLast(({ what }) => what === 'POST filter/try')?.body).toMatchObject({
      action: 'drop',
      match: { regex: ['CRON'], app: ['cron', 'anacron'] },
    });
    await page.reload();
    await expect.poll(() => page.getByLabel(/^Patterns/).inputValue(), PATIENCE).toBe('CRON');
  });
});

describe('settings', () => {
  it('show what was configured, and where', async () => {
    const { page } = await look('settings');
    await page.getByText('/etc/logsift/logsift.yaml:12:3').waitFor();
    expect(await page.getByText('http.listen').count()).toBe(0);
    await page.getByLabel('Also defaults').check();
    await page.getByText('http.listen').waitFor();
    expect(await page.getByRole('link', { name: 'Tokens' }).count()).toBe(0);
  });

  it('test a receiver and say what came of it', async () => {
    const { page, server } = await look('settings?part=receivers');
    await page.getByText('no answer since 12:40').waitFor();
    await page.getByRole('button', { name: 'Send a test' }).first().click();
    await page.getByText('It did not arrive: it was refused: 403.').waitFor();
    expect(server.asked.find(({ what }) => what === 'POST settings/receivers/test')?.body).toEqual({
      name: 'ops',
      dryRun: false,
    });
  });

  it('show a backtest as a calendar; a day shows what would have been told', async () => {
    const { page } = await look('settings?part=backtest');
    await page.getByText('sw1: a link went down').waitFor();
    await page.getByRole('button', { name: /^2026-02-28: 2 pages, 9 incidents/ }).click();
    await expect.poll(() => page.getByText('sw1: a link went down').count(), PATIENCE).toBe(0);
    await page.getByText('db1: the disk of /var fills up').waitFor();
    expect(new URL(page.url()).searchParams.get('day')).toBe('2026-02-28');
  });

  it('make a token, show it once, and revoke one after a question', async () => {
    const { page, server } = await look('settings?part=tokens', ADMIN);
    await page.getByLabel('Name').fill('cron job');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('ls_secret', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByText('ls_secret').count(), PATIENCE).toBe(0);
    expect(server.asked.find(({ what }) => what === 'POST tokens')?.body).toEqual({
      ...{ name: 'cron job', scope: 'read', days: 365 },
    });
    await page.getByRole('button', { name: 'Revoke grafana' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('grafana opens nothing any more.').waitFor();
    expect(server.asked.some(({ what }) => what === 'DELETE tokens/0011aabb')).toBe(true);
  });

  it('say who did what', async () => {
    const { page } = await look('settings?part=audit', ADMIN);
    await page.getByText('judged an incident').waitFor();
    await page.getByText('refused (401)').waitFor();
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByText('not chosen yet').waitFor();
  });
});
