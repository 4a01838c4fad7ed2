import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf, SESSION } from './made-answers.ts';
import { calmHome } from './made-home.ts';
import { madeReview, REST } from './made-rest.ts';
import { MadeSite } from './made-site.ts';

const site = new MadeSite();
beforeAll(() => site.open());
afterAll(() => site.close());

const PATIENCE = { timeout: 20_000, interval: 50 };

describe('models', () => {
  it('say what they rest on, how far the world moved on, and how odd they find things', async () => {
    const server = await site.serve({ ...answersOf(calmHome()), ...REST });
    const { page, complaints } = await site.look(`${server.url}models`);
    await page.getByText('recent rows are odder to it').waitFor();
    await page.getByText('10 of 12 were real (55 % to 95.0 %)').waitFor();
    await page.getByRole('img', { name: /1003 in all, 4 at or above odd from here 3/ }).waitFor();
    await page.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'those that are off' });
    await page.getByText('Did something stop?').waitFor();
    expect(await page.getByText('windows.hosts').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('go back to an earlier version after a question', async () => {
    const server = await site.serve({ ...answersOf(calmHome()), ...REST });
    const { page } = await site.look(`${server.url}models`);
    await page.getByRole('button', { name: /Back to version 4/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click();
    await page.getByText('goes back to version 4 within seconds.').waitFor();
    expect(server.asked.find(({ what }) => what === 'POST models/rollback')?.body).toEqual({
      model: 'windows.hosts',
      version: 4,
    });
  });

  it('offer nothing to those who may only look', async () => {
    const viewer = { ...SESSION, caller: { ...SESSION.caller!, role: 'viewer' } };
    const server = await site.serve({ ...answersOf(calmHome()), ...REST, 'GET session': viewer });
    const { page } = await site.look(`${server.url}models`);
    await page.getByText('recent rows are odder to it').waitFor();
    expect(await page.getByRole('button', { name: /Learn|Back to/ }).count()).toBe(0);
  });
});

describe('a review', () => {
  it('goes by the keys of logsift review, line by line, and takes back what was said', async () => {
    const server = await site.serve({ ...answersOf(calmHome()), ...madeReview() });
    const { page, complaints } = await site.look(`${server.url}review`);
    const line = page.locator('.review-text');
    await expect.poll(() => line.textContent(), PATIENCE).toBe('line number 0');
    await page.keyboard.press('o');
    await expect.poll(() => line.textContent(), PATIENCE).toBe('line number 1');
    await page.keyboard.press('f');
    await page.keyboard.press('u');
    await expect.poll(() => line.textContent(), PATIENCE).toBe('line number 1');
    await page.keyboard.press('s');
    await page.keyboard.press('f');
    await page.keyboard.press('f');
    await page.getByText('All lines were looked at').waitFor();
    const said = () =>
      server.asked
        .filter(({ what }) => what === 'POST review/labels')
        .map(({ body }) => (body as { labels: { id: string; label: string | null }[] }).labels[0]!)
        .map(({ id, label }) => `${id} ${label}`);
    // The page does not wait for the server.
    await expect
      .poll(said, PATIENCE)
      .toEqual(['r0 odd', 'r1 fine', 'r1 null', 'r1 skip', 'r2 fine', 'r3 fine']);
    expect(complaints).toEqual([]);
  });

  it('does not say how surprising a line was found', async () => {
    const server = await site.serve({ ...answersOf(calmHome()), ...madeReview() });
    const { page } = await site.look(`${server.url}review`);
    await page.locator('.review-text').waitFor();
    expect(await page.locator('.review').textContent()).not.toMatch(/surpris|told/i);
  });

  it('is begun where there is none', async () => {
    const begun = madeReview();
    let any = false;
    const answers = {
      ...begun,
      'GET review': (asked: never) =>
        any ? (begun['GET review'] as (asked: never) => unknown)(asked) : { review: null, lines: [] },
      'POST review': (asked: never) => {
        any = true;
        return (begun['GET review'] as (asked: never) => unknown)(asked);
      },
    };
    const server = await site.serve({ ...answersOf(calmHome()), ...answers });
    const { page } = await site.look(`${server.url}review`);
    await page.getByRole('button', { name: 'Begin' }).click();
    await expect.poll(() => page.locator('.review-text').textContent(), PATIENCE).toBe('line number 0');
  });
});
