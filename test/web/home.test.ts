import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf, SESSION } from './made-answers.ts';
import { busyHome, calmHome } from './made-home.ts';
import { madeDetail } from './made-incident.ts';
import { Refused } from './made-server.ts';
import { MadeSite } from './made-site.ts';

const site = new MadeSite();
beforeAll(() => site.open());
afterAll(() => site.close());

describe('home', () => {
  it('says that nothing is odd, and what that rests on', async () => {
    const { url } = await site.serve(answersOf(calmHome()));
    const { page, complaints } = await site.look(url);
    await page.getByRole('heading', { level: 1, name: 'All is well: nothing odd is going on.' }).waitFor();
    await page.getByText('Read 4,212,004 lines of 38 hosts').waitFor();
    expect(await page.title()).toBe('All is well · logsift');
    expect(await page.locator('.incident-card').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('shows what needs somebody, the worst first, and what became of telling', async () => {
    const { url } = await site.serve(answersOf(busyHome()));
    const { page, complaints } = await site.look(url);
    await page.getByRole('heading', { level: 1, name: '2 incidents need somebody now.' }).waitFor();
    expect(await page.locator('.incident-card h2').allTextContents()).toEqual(
      busyHome().open.map(({ headline }) => headline),
    );
    for (const words of ['2 of 3 today', 'about once in 3 years', 'page at 02:44 to the night shift'])
      await page.getByText(words).first().waitFor();
    for (const words of ['most likely on the 23rd', 'ends in 40 min', '112 lines lost', '99.8 % understood'])
      await page.getByText(words).first().waitFor();
    await page.getByRole('img', { name: /Lines by level, last 24 hours/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('zooms where one drags, and the address says so', async () => {
    const { url } = await site.serve(answersOf(busyHome()));
    const { page } = await site.look(url);
    const box = await page.locator('.chart-box .u-over').boundingBox();
    await page.mouse.move(box!.x + box!.width * 0.25, box!.y + 40);
    await page.mouse.down();
    await page.mouse.move(box!.x + box!.width * 0.5, box!.y + 40, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=\d+&to=\d+/);
    const query = new URL(page.url()).searchParams;
    const hours = (Number(query.get('to')) - Number(query.get('from'))) / 3_600_000;
    expect(hours).toBeGreaterThan(5.5);
    expect(hours).toBeLessThan(6.5);
    await page.goBack();
    await page.getByRole('button', { name: /last 24 hours/ }).waitFor();
  });

  it('is gone through by keyboard: next, take up, open, help, search', async () => {
    const answers = answersOf(busyHome(), [madeDetail()]);
    const { url, asked } = await site.serve(answers);
    const { page } = await site.look(url);
    await page.locator('.incident-card').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement?.textContent')).toMatch(/^A first login/);
    await page.keyboard.press('k');
    await page.keyboard.press('a');
    await page.getByText('Taken up by mira.').waitFor();
    expect(asked).toContainEqual({ what: 'POST incidents/3fa9c2d17be04a11/ack', body: {} });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys and look' }).getByText('take up the incident').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: /Page, host, incident/ }).fill('sett');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/settings$/);
    await page.goBack();
    await page.locator('.incident-card').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await page.waitForURL(/\/incident\/3fa9c2d17be04a11$/);
  });

  it('leaves letters alone where one asked for that', async () => {
    const { url } = await site.serve(answersOf(busyHome()));
    const { page } = await site.look(url);
    await page.locator('.incident-card').first().waitFor();
    await page.getByRole('button', { name: 'Keys and look' }).click();
    await page.getByRole('group', { name: 'Single-letter keys' }).getByText('Off').click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('works below a path that a proxy put it to, from any address', async () => {
    const { url } = await site.serve(answersOf(busyHome(), [madeDetail()]), '/ops/logs/');
    const { page, complaints } = await site.look(`${url}incident/3fa9c2d17be04a11`);
    await page.getByRole('heading', { level: 1, name: /14 switches/ }).waitFor();
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByRole('heading', { level: 1, name: '2 incidents need somebody now.' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/ops/logs/');
    expect(complaints).toEqual([]);
  });

  it('asks who it is where nobody is signed in, and comes back', async () => {
    let known = false;
    const { url } = await site.serve({
      ...answersOf(busyHome()),
      'GET session': () => (known ? SESSION : { ...SESSION, caller: null, signIn: 'password' }),
      'POST login': ({ body }: { body: unknown }) => {
        known = (body as { password: string }).password === 'right';
        return known ? SESSION : new Refused(401, 'name or password is wrong');
      },
    });
    const { page } = await site.look(`${url}incidents?state=open`);
    await page.getByLabel('Name').fill('mira');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('name or password is wrong').waitFor();
    await page.getByLabel('Password').fill('right');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor();
    expect(page.url()).toBe(`${url}incidents?state=open`);
  });

  it('says what is wrong where the server gives an error, and tries again', async () => {
    let broken = true;
    const { url } = await site.serve({
      ...answersOf(calmHome()),
      'GET home': () => (broken ? new Refused(503, 'the engine is stalled') : calmHome()),
    });
    const { page } = await site.look(url);
    await page.getByText('the engine is stalled').waitFor();
    broken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: /All is well/ }).waitFor();
  });

  it('hears of a new incident without being asked', async () => {
    let home = calmHome();
    const { url, say } = await site.serve({ ...answersOf(home), 'GET home': () => home });
    const { page } = await site.look(url);
    await page.getByRole('heading', { name: /All is well/ }).waitFor();
    home = busyHome();
    await expect
      .poll(
        async () => {
          say('incident', { id: '3fa9c2d17be04a11', state: 'open' });
          return page.locator('.incident-card').count();
        },
        { timeout: 20_000 },
      )
      .toBe(3);
  });
});
