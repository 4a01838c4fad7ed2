import { afterAll, beforeAll, expect, it } from 'vitest';
import { answersOf, SESSION } from './made-answers.ts';
import { complaintsOf } from './made-axe.ts';
import { busyHome, madeCard } from './made-home.ts';
import { madeDetail } from './made-incident.ts';
import type { Answers } from './made-server.ts';
import { MadeSite } from './made-site.ts';

const site = new MadeSite();
beforeAll(() => site.open());
afterAll(() => site.close());

const demo = (): Answers => ({
  ...answersOf(busyHome(), [madeDetail()]),
  'GET session': { ...SESSION, demo: true },
});

it('shows a demo by keyboard in three hints, says what to run next, and never comes again', async () => {
  const { url } = await site.serve(demo());
  const { page, complaints } = await site.look(url);
  const tour = page.getByRole('complementary', { name: 'Tour' });
  await tour.getByRole('heading', { name: 'Is anything wrong?' }).waitFor();
  // The page behind it may still wait for its answers.
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await complaintsOf(page)).toEqual([]);
  await tour.getByRole('button', { name: 'Next' }).focus();
  for (const title of ['What happened, and what to do?', 'What else came?', 'Your own logs']) {
    await page.keyboard.press('Enter');
    await tour.getByRole('heading', { name: title }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe(title);
    if (title !== 'Your own logs') await tour.getByRole('button', { name: 'Next' }).focus();
  }
  expect(await tour.locator('code').allTextContents()).toEqual(['logsift scan /var/log/syslog', 'logsift']);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await tour.getByRole('button', { name: 'Copy command' }).first().click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('logsift scan /var/log/syslog');
  await tour.getByRole('button', { name: 'Done' }).click();
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await tour.count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('goes on with whoever goes on by themselves, and is gone for good once it was closed', async () => {
  const { url } = await site.serve(demo());
  const { page } = await site.look(url, { width: 360, height: 740 });
  const tour = page.getByRole('complementary', { name: 'Tour' });
  await tour.getByRole('heading', { name: 'Is anything wrong?' }).waitFor();
  await page.goto(`${url}incident/${madeCard().id}`);
  await tour.getByRole('heading', { name: 'What happened, and what to do?' }).waitFor();
  await tour.getByRole('button', { name: 'Next' }).focus();
  await page.keyboard.press('Escape');
  expect(await tour.count()).toBe(0);
  await page.goto(url);
  await page.locator('.incident-card').first().waitFor();
  expect(await tour.count()).toBe(0);
});

it('is not there where the logs are real', async () => {
  const { url } = await site.serve(answersOf(busyHome()));
  const { page } = await site.look(url);
  await page.locator('.incident-card').first().waitFor();
  expect(await page.getByRole('complementary', { name: 'Tour' }).count()).toBe(0);
});

it('says ages by the clock of the server', async () => {
  const at = SESSION.clock.at + 3 * 86_400_000;
  const { url } = await site.serve({
    ...answersOf(busyHome()),
    'GET session': { ...SESSION, clock: { at, wall: at, speed: 1 } },
  });
  const { page } = await site.look(url);
  await page.locator('.source').first().waitFor();
  expect(await page.locator('.source').first().textContent()).toMatch(/last 3 days ago/);
});
