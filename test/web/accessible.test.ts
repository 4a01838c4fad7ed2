import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf, SESSION } from './made-answers.ts';
import { complaintsOf } from './made-axe.ts';
import { busyHome, calmHome, madeCard } from './made-home.ts';
import { madeDetail } from './made-incident.ts';
import { MadeSite } from './made-site.ts';

const site = new MadeSite();
beforeAll(() => site.open());
afterAll(() => site.close());

const ID = madeCard().id;
const PAGES: readonly (readonly [name: string, path: string])[] = [
  ['home', ''],
  ['incidents', 'incidents'],
  ['an incident', `incident/${ID}`],
];

describe.each(['dark', 'light'] as const)('in the %s look', (theme) => {
  it.each(PAGES)('axe finds nothing wrong with %s', async (_, path) => {
    const { url } = await site.serve(answersOf(busyHome(), [madeDetail()]));
    const { page } = await site.look(url + path, { theme });
    await page
      .locator(path.startsWith('incident/') ? '.plot' : '.incident-card')
      .first()
      .waitFor();
    expect(await complaintsOf(page)).toEqual([]);
  });

  it('nor with a calm home, a dialog, the help, the palette, the time picker, or signing in', async () => {
    const { url } = await site.serve(answersOf(calmHome(), [madeDetail()]));
    const { page } = await site.look(url, { theme });
    await page.locator('.state').waitFor();
    expect(await complaintsOf(page)).toEqual([]);
    await page.getByRole('button', { name: /last 24 hours/ }).click();
    expect(await complaintsOf(page)).toEqual([]);
    for (const key of ['?', '/']) {
      await page.keyboard.press('Escape');
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      expect(await complaintsOf(page), key).toEqual([]);
    }
    await page.goto(`${url}incident/${ID}`);
    await page.getByRole('button', { name: 'Judge' }).click();
    await page.getByText('Nobody wants to know').click();
    expect(await complaintsOf(page)).toEqual([]);
    const nobody = await site.serve({
      ...answersOf(calmHome()),
      'GET session': { ...SESSION, caller: null, signIn: 'either' },
    });
    const login = await site.look(nobody.url, { theme });
    await login.page.getByLabel('Password').waitFor();
    expect(await complaintsOf(login.page)).toEqual([]);
  });
});

describe.each([360, 768, 1280, 2560, 3840])('%i px wide', (width) => {
  it.each(PAGES)('%s is no wider than the screen', async (_, path) => {
    const { url } = await site.serve(answersOf(busyHome(), [madeDetail()]));
    const { page } = await site.look(url + path, { width });
    await page
      .locator(path.startsWith('incident/') ? '.plot' : '.incident-card')
      .first()
      .waitFor();
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(over).toBeLessThanOrEqual(0);
  });
});

describe('on a narrow screen', () => {
  it('the menu opens, leads on and closes', async () => {
    const { url } = await site.serve(answersOf(busyHome()));
    const { page } = await site.look(url, { width: 360, height: 740 });
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: /^Incidents/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor();
    expect(await page.getByRole('link', { name: 'Settings' }).isVisible()).toBe(false);
  });
});
