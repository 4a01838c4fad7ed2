import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerdictAnswer } from '../../src/core/api-actions.ts';
import { answersOf, SESSION } from './made-answers.ts';
import { busyHome, madeCard } from './made-home.ts';
import { madeDetail } from './made-incident.ts';
import type { Asked } from './made-server.ts';
import { MadeSite } from './made-site.ts';

const site = new MadeSite();
beforeAll(() => site.open());
afterAll(() => site.close());

const ID = madeCard().id;

function verdictOf({ query, body }: Asked): VerdictAnswer {
  const { verdict } = body as { verdict: 'real' | 'noise' | 'expected' };
  const dry = query.get('dry_run') === 'true';
  return {
    ...{ saved: !dry, verdict, until: Date.UTC(2026, 5, 10), wide: false, wantsForce: false },
    effect: {
      ...{ days: 30, pages: 12, removed: 4, real: [] },
      words: 'this would have removed 4 of the 12 pages of the last 30 days, none of them marked real',
    },
    words: dry ? '' : 'What is like it on ups-a1 is not told until 10 June.',
  };
}

describe('the page of an incident', () => {
  it('tells what it is, why, since when, where, and what to do', async () => {
    const { url } = await site.serve(answersOf(busyHome(), [madeDetail()]));
    const { page, complaints } = await site.look(`${url}incident/${ID}`);
    await page.getByRole('heading', { level: 1, name: '14 switches of building A' }).waitFor();
    for (const words of [
      'for 24 minutes',
      'about once in 3 years',
      'medium confidence',
      'Call the facility team',
    ])
      await page.getByText(words).first().waitFor();
    await page.getByText('apcaccess -h ups-a1').waitFor();
    expect(await page.locator('.evidence-line mark').textContent()).toBe('Power failure');
    await page.getByRole('link', { name: /ups-a1, ups, HQ \/ A \/ 0, began here/ }).waitFor();
    await page.getByText('the last was marked noise: UPS self-test').waitFor();
    await page.getByRole('img', { name: /Charge of ups-a1: likely/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows what a verdict would have done before it is saved', async () => {
    const { url, asked } = await site.serve({
      ...answersOf(busyHome(), [madeDetail()]),
      [`POST incidents/${ID}/verdict`]: verdictOf,
    });
    const { page } = await site.look(`${url}incident/${ID}`);
    await page.getByRole('button', { name: 'Judge' }).waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'What was it?' });
    await dialog.getByText('removed 4 of the 12 pages').waitFor();
    expect(await dialog.getByRole('radio', { name: /^Noise/ }).isChecked()).toBe(true);
    await dialog.getByLabel(/^Why/).fill('self-test');
    await dialog.getByRole('button', { name: 'Save as noise' }).click();
    await page.getByText('is not told until 10 June').waitFor();
    expect(asked.filter(({ what }) => what.startsWith('POST')).map(({ body }) => body)).toEqual([
      { verdict: 'noise' },
      { verdict: 'noise', note: 'self-test' },
    ]);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('asks twice where a verdict would have kept back what was real', async () => {
    const { url, asked } = await site.serve({
      ...answersOf(busyHome(), [madeDetail()]),
      [`POST incidents/${ID}/verdict`]: (given: Asked) => ({ ...verdictOf(given), wantsForce: true }),
    });
    const { page } = await site.look(`${url}incident/${ID}`);
    await page.getByRole('button', { name: 'Judge' }).click();
    await page.getByText('Nobody wants to know').click();
    const save = page.getByRole('button', { name: 'Save as noise' });
    const force = page.getByLabel(/save it although/);
    await force.waitFor();
    expect(await save.isDisabled()).toBe(true);
    await force.check();
    await save.click();
    const forced = () => asked.some(({ body }) => (body as { force?: boolean } | null)?.force === true);
    await expect.poll(forced, { timeout: 20_000 }).toBe(true);
  });

  it('silences its hosts for a while, with a reason', async () => {
    const covers = [{ id: ID, headline: madeCard().headline }];
    const { url, asked } = await site.serve({
      ...answersOf(busyHome(), [madeDetail()]),
      'POST silences': ({ query }: Asked) => ({
        ...{ id: 'ab12', saved: query.get('dry_run') !== 'true', about: 'host ups-a1', from: 0 },
        ...{ until: Date.UTC(2026, 2, 13), covers },
      }),
    });
    const { page } = await site.look(`${url}incident/${ID}`);
    await page.getByRole('button', { name: 'Silence' }).click();
    await page.getByText('1 open incident would not be told').waitFor();
    expect(await page.getByRole('button', { name: 'Say why' }).isDisabled()).toBe(true);
    await page.getByLabel(/^Why/).fill('electricians');
    await page.getByRole('dialog').getByRole('button', { name: 'Silence' }).click();
    await page.getByText('Silenced host ups-a1').waitFor();
    expect(asked.at(-1)?.what === 'GET timeline' || asked.some(({ what }) => what === 'POST silences')).toBe(
      true,
    );
    const bodies = asked.filter(({ what }) => what === 'POST silences').map(({ body }) => body);
    expect(bodies.at(-1)).toMatchObject({ match: { host: madeCard().hosts }, reason: 'electricians' });
  });

  it('runs what a playbook offers only after the command was read and a yes was said', async () => {
    const { url, asked } = await site.serve({
      ...answersOf(busyHome(), [madeDetail()]),
      [`POST incidents/${ID}/approve`]: { done: true, words: 'Approved; it runs.' },
    });
    const { page } = await site.look(`${url}incident/${ID}`);
    await page.getByRole('button', { name: 'Approve …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Run this?' });
    await dialog.waitFor();
    expect(await dialog.locator('.command code').allTextContents()).toEqual([
      ...['ssh', 'core-a', 'poe-cycle', 'sw-a4-01'],
    ]);
    expect(asked.some(({ what }) => what.endsWith('/approve'))).toBe(false);
    await dialog.getByRole('button', { name: 'Yes, run it' }).click();
    await page.getByText('Approved; it runs.').waitFor();
    expect(asked).toContainEqual({ what: `POST incidents/${ID}/approve`, body: { action: 'ab12cd34' } });
  });

  it('opens a ticket', async () => {
    const { url, asked } = await site.serve({
      ...answersOf(busyHome(), [madeDetail()]),
      [`POST incidents/${ID}/ticket`]: { done: true, words: 'OPS-77 was opened.' },
    });
    const { page } = await site.look(`${url}incident/${ID}`);
    await page.getByRole('button', { name: 'Open a ticket' }).click();
    await page.getByRole('button', { name: 'Open it in jira' }).click();
    await page.getByText('OPS-77 was opened.').waitFor();
    expect(asked).toContainEqual({ what: `POST incidents/${ID}/ticket`, body: { channel: 'jira' } });
  });

  it('is taken up by keyboard, also after a button was pressed', async () => {
    const { url, asked } = await site.serve({
      ...answersOf(busyHome(), [madeDetail()]),
      [`GET incidents/${ID}/lines`]: {
        before: [],
        line: madeDetail().steps[0]!.evidence[0],
        after: [],
        because: 'gone',
      },
    });
    const { page } = await site.look(`${url}incident/${ID}`);
    await page.getByRole('button', { name: 'what stood around it' }).first().click();
    await page.getByText('gone', { exact: true }).waitFor();
    await page.keyboard.press('a');
    await page.getByText('Taken up by mira.').waitFor();
    expect(asked).toContainEqual({ what: `POST incidents/${ID}/ack`, body: {} });
  });

  it('goes on to the incident before it, and shows all evidence, by keyboard', async () => {
    const before = madeDetail({
      card: madeCard({ id: 'aa11bb22cc33dd44', headline: 'Mail queue of mx1 grew' }),
      earlier: null,
    });
    const { url } = await site.serve(answersOf(busyHome(), [madeDetail(), before]));
    const { page } = await site.look(`${url}incident/${ID}`);
    await page.getByRole('button', { name: 'show all evidence' }).waitFor();
    await page.keyboard.press('e');
    await page.getByText('a line every 20 s', { exact: true }).first().waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { level: 1, name: 'Mail queue of mx1 grew' }).waitFor();
    expect(page.url()).toBe(`${url}incident/aa11bb22cc33dd44`);
  });

  it('offers nothing to whoever may only look', async () => {
    const caller = { ...SESSION.caller!, role: 'viewer' as const };
    const { url } = await site.serve({
      ...answersOf(busyHome(), [madeDetail()]),
      'GET session': { ...SESSION, caller },
    });
    const { page } = await site.look(`${url}incident/${ID}`);
    await page.getByText('You may look, not act.').waitFor();
    for (const name of ['Take it up', 'Judge', 'Silence', 'Approve …'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0);
  });

  it('says so where there is no such incident', async () => {
    const { url } = await site.serve(answersOf(busyHome()));
    const { page } = await site.look(`${url}incident/00000000`);
    await page.getByRole('alert').getByText('nothing is known of').waitFor();
  });
});
