import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf, SESSION } from './made-answers.ts';
import { complaintsOf } from './made-axe.ts';
import { EXPLORE, KIND } from './made-explore.ts';
import { calmHome } from './made-home.ts';
import { type Drawn, LOOK, NAUGHTY } from './made-hostile.ts';
import { madeLine, madeReview, REST } from './made-rest.ts';
import type { Answers, Asked, MadeServer } from './made-server.ts';
import { MadeSite } from './made-site.ts';

const site = new MadeSite();
beforeAll(() => site.open());
afterAll(() => site.close());

const ADMIN = { 'GET session': { ...SESSION, caller: { ...SESSION.caller!, role: 'admin' } } };

/** Pages, and what is there once they are drawn. */
const PAGES: readonly (readonly [path: string, drawn: string])[] = [
  ['live', '.vrow'],
  ['explore?line=e3', '.side-panel .facts'],
  ['explore?view=kinds', 'tbody tr'],
  ['explore?view=hosts', 'tbody tr'],
  ['explore?view=hours', '.heat-cell'],
  [`template/${KIND}`, '.slots'],
  ['host/web1', '.heat-cell'],
  ['compare?pair=week', 'tbody tr'],
  ['models', '.histogram'],
  ['review', '.review-text'],
  ['filter', 'tbody tr'],
  ['filter?part=hidden', 'tbody tr'],
  ['filter?part=try', 'textarea'],
  ['settings?all=1', 'tbody tr'],
  ['settings?part=receivers', '.receivers'],
  ['settings?part=backtest', '.calendar'],
  ['settings?part=people', 'tbody tr'],
  ['settings?part=tokens', 'tbody tr'],
  ['settings?part=audit', 'tbody tr'],
];

async function drawn(page: Page, server: MadeServer, selector: string): Promise<void> {
  const wanted = page.locator(selector).first();
  if (selector === '.vrow') {
    await page.locator('.live-state .dot-good').waitFor();
    say(server, (line) => line);
  }
  await wanted.waitFor();
}

function say(server: MadeServer, as: (line: object) => object): void {
  const remark = {
    ...{ finding: 'f', detector: 'value', because: 'Never seen before.', urgency: 'odd' as const },
    surprise: { value: 1.4, words: 'once in 25 days' },
  };
  const lines = [
    madeLine(0),
    madeLine(1, { severity: 3 }),
    madeLine(2, { remark, first: 'value', odd: [[0, 4]] }),
  ];
  server.say('lines', { lines: lines.map(as), came: 3, filtered: 0, sampled: 0, oneIn: 1 });
}

const all = (): Answers => ({ ...answersOf(calmHome()), ...EXPLORE, ...REST, ...madeReview(), ...ADMIN });

describe.each(['dark', 'light'] as const)('in the %s look', (theme) => {
  it.each(PAGES)('axe finds nothing wrong with %s', async (path, selector) => {
    const server = await site.serve(all());
    const { page, complaints } = await site.look(server.url + path, { theme });
    await drawn(page, server, selector);
    expect(await complaintsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('from a telephone to a wall', () => {
  it.each(PAGES)('%s is no wider than the screen', async (path, selector) => {
    const server = await site.serve(all());
    const { page } = await site.look(server.url + path, { width: 360 });
    await drawn(page, server, selector);
    for (const width of [360, 768, 1280, 2560, 3840]) {
      await page.setViewportSize({ width, height: 900 });
      const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(over, `${width}`).toBeLessThanOrEqual(0);
    }
    await page.context().close();
  });
});

describe('text from logs and people', () => {
  it.each(NAUGHTY)('is text and nothing else: %j', async (text) => {
    const server = await site.serve({ ...poisonedAnswers(all(), text), ...answersOf(calmHome()), ...ADMIN });
    const { page, complaints } = await site.look(server.url);
    const gone: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url)) gone.push(request.url());
    });
    for (const [path, selector] of PAGES) {
      await page.goto(server.url + path);
      await drawn(page, server, selector);
      if (selector === '.vrow') {
        say(server, (line) => poisoned(line, text));
        await page.locator('.vrow').nth(3).waitFor();
        await page.locator('.vrow').nth(5).click();
        await page.locator('.side-panel').waitFor();
      }
      if (path === 'filter?part=try') {
        await page.locator('textarea').fill('x');
        await page.getByRole('button', { name: 'Try it' }).click();
        await page.locator('.samples').waitFor();
      }
      expect(await page.evaluate("'pwned' in window"), path).toBe(false);
      const found = await page.evaluate<Drawn>(LOOK);
      expect(found.strange, path).toBe(0);
      expect(new Set(found.links), path).toEqual(new Set(['http:']));
      expect(found.wide, `${path} is as wide as the screen`).toBeLessThanOrEqual(0);
      expect(gone, path).toEqual([]);
      expect(complaints, path).toEqual([]);
    }
    await page.context().close();
  });
});

/** What is one of a few words of ours, an id, or a date; all other texts may come from logs or people. */
const OURS = new Set([
  ...[
    'id',
    'kind',
    'state',
    'urgency',
    'word',
    'level',
    'action',
    'outcome',
    'ends',
    'scope',
    'role',
    'step',
  ],
  ...['day', 'next', 'counted', 'label', 'secret', 'by', 'schemaVersion'],
]);

function poisoned<T>(value: T, text: string, key = ''): T {
  if (typeof value === 'string') return (OURS.has(key) ? value : text) as T;
  if (Array.isArray(value))
    return value.map((one, i) => poisoned(one, i === 0 ? text : `${text}${i}`, key)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, name === 'problem' ? one : poisoned(one, text, name)]),
  ) as T;
}

function poisonedAnswers(answers: Answers, text: string): Answers {
  return Object.fromEntries(
    Object.entries(answers).map(([what, answer]) => [
      what,
      typeof answer === 'function'
        ? (asked: Asked) => poisoned((answer as (asked: Asked) => unknown)(asked), text)
        : poisoned(answer, text),
    ]),
  );
}
