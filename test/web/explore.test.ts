import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf } from './made-answers.ts';
import { EXPLORE, KIND } from './made-explore.ts';
import { calmHome } from './made-home.ts';
import { type Answers, Refused } from './made-server.ts';
import { MadeSite } from './made-site.ts';

const site = new MadeSite();
beforeAll(() => site.open());
afterAll(() => site.close());

const PATIENCE = { timeout: 20_000, interval: 50 };

async function explore(path: string, answers: Answers = EXPLORE) {
  const server = await site.serve({ ...answersOf(calmHome()), ...answers });
  return { server, ...(await site.look(server.url + path)) };
}

describe('searching in lines', () => {
  it('shows the newest first and asks for more as one goes down', async () => {
    const { page, server, complaints } = await explore('explore');
    await page.getByText('100 lines so far').waitFor();
    expect(await page.locator('.vrow').count()).toBeLessThan(60);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('End');
    await page.getByText('200 lines so far').waitFor();
    expect(server.asked.filter(({ what }) => what === 'GET events')).toHaveLength(2);
    expect(complaints).toEqual([]);
  });

  it('points out the words, keeps them in the address, and says where one is', async () => {
    const { page } = await explore('explore');
    await page.getByText('100 lines so far').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('password "for root"');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => new URL(page.url()).searchParams.get('text'), PATIENCE)
      .toBe('password "for root"');
    await expect
      .poll(() => page.locator('.vrow').first().locator('mark').allTextContents(), PATIENCE)
      .toEqual(['password', 'for root']);
    await page.locator('.vrow').nth(2).click();
    await page.getByRole('complementary', { name: 'Line' }).getByText('/var/log/syslog:2').waitFor();
    expect(new URL(page.url()).searchParams.get('line')).toBe('e2');
    await page.reload();
    await page.getByRole('complementary', { name: 'Line' }).getByText('/var/log/syslog:2').waitFor();
  });

  it('goes through parts with nothing in them, and says how far it looked', async () => {
    const { page, server } = await explore('explore?text=nothing');
    await page.getByText('No line of the chosen time fits.').waitFor();
    expect(server.asked.filter(({ what }) => what === 'GET events')).toHaveLength(4);
  });

  it('says in plain words what is wrong with a search', async () => {
    const broken = { ...EXPLORE, 'GET events': new Refused(400, 'the text wants an end to its quotes') };
    const { page } = await explore('explore', broken);
    await page.getByRole('alert').getByText('the text wants an end to its quotes').waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  });

  it('says when nothing was kept at all', async () => {
    const nothing = { items: [], next: null, reached: 0, looked: 0, complete: true, oldest: null };
    const { page } = await explore('explore', { ...EXPLORE, 'GET events': nothing });
    await page.getByText('No line is kept yet.').waitFor();
  });
});

describe('kinds of line', () => {
  it('lead from the table to the page of one, with its hosts, places and numbers', async () => {
    const { page, complaints } = await explore('explore?view=kinds');
    await page.getByText('5 kinds of line').waitFor();
    await page
      .getByRole('img', { name: /^lines in each 4 h: 1 to 9/ })
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Failed password for * from * port * ssh2' }).click();
    await page.getByText('usually every 4 seconds, mostly within 61 seconds').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/template/${KIND}`);
    await page.getByRole('list', { name: 'Values of place 1' }).getByText('oracle').waitFor();
    await page.getByRole('list', { name: 'Place 2 by network' }).getByText('203.0.113.0/24').waitFor();
    await page.getByRole('img', { name: /Numbers in place 3: 940 in all/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('lead on to their lines and to the tail', async () => {
    const { page } = await explore(`template/${KIND}`);
    await page.getByRole('link', { name: 'Its lines' }).click();
    await expect.poll(() => new URL(page.url()).search, PATIENCE).toBe(`?template=${KIND}`);
  });
});

describe('hosts', () => {
  it('lead from the list to the page of one', async () => {
    const { page } = await explore('explore?view=hosts');
    await page.getByRole('link', { name: 'web1' }).click();
    await page.getByRole('heading', { level: 1, name: 'web1' }).waitFor();
    await page.getByText('Vienna').waitFor();
    await page.getByText('silenced').waitFor();
    expect(await page.getByRole('link', { name: 'web1: logins fail' }).getAttribute('href')).toBe(
      '/incident/1234abcd',
    );
  });
});

describe('the hours of a week', () => {
  it('are moved through by arrows, and each says what it is', async () => {
    const { page } = await explore('explore?view=hours');
    const first = page.getByRole('button', { name: 'Monday 00:00 to 01:00: 0 lines an hour' });
    await first.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.locator('.heat-told').getByText('Tuesday 01:00 to 02:00: 10 lines an hour').waitFor();
    await page.getByRole('button', { name: 'Sunday 12:00 to 13:00: nothing was read then' }).waitFor();
  });
});

describe('two times', () => {
  it('are compared as the address says, and what differs leads to its kind', async () => {
    const { page, server } = await explore('compare?af=1000000&at=2000000&bf=3000000&bt=5000000');
    await page.getByText('12 times as often').waitFor();
    expect(server.asked.some(({ what }) => what === 'GET compare')).toBe(true);
    await page.getByText('Now, from').waitFor();
    await page.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'only what is gone' });
    await page.getByText('1 difference').waitFor();
    expect(new URL(page.url()).searchParams.get('kind')).toBe('gone');
    await page
      .getByRole('combobox', { name: 'Compare' })
      .selectOption({ label: 'the last 7 days with those before' });
    await expect.poll(() => new URL(page.url()).search, PATIENCE).toBe('?kind=gone&pair=week');
  });
});
