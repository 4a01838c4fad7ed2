import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf } from './made-answers.ts';
import { busyHome, NOW } from './made-home.ts';
import { type Drawn, LOOK, NAUGHTY } from './made-hostile.ts';
import { madeDetail, madePlots } from './made-incident.ts';
import { MadeSite } from './made-site.ts';

const site = new MadeSite();
beforeAll(() => site.open());
afterAll(() => site.close());

/** The same answer with every text of a person or a log in it replaced; what names a kind of thing stays. */
function poisoned<T>(value: T, text: string, key = ''): T {
  if (typeof value === 'string') return (LOG_TEXT.has(key) ? text : value) as T;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, text, key)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, poisoned(one, text, name)]),
  ) as T;
}

const LOG_TEXT = new Set([
  ...[
    'headline',
    'because',
    'line',
    'text',
    'host',
    'hosts',
    'app',
    'actor',
    'metric',
    'place',
    'words',
    'what',
  ],
  ...[
    'name',
    'trouble',
    'seen',
    'expected',
    'note',
    'notes',
    'reason',
    'owner',
    'about',
    'happening',
    'command',
  ],
  ...[
    'argv',
    'value',
    'shown',
    'output',
    'outcome',
    'describe',
    'playbook',
    'title',
    'unit',
    'label',
    'unsure',
  ],
  ...['role', 'maturity', 'detector', 'by', 'sentence', 'similarWords', 'from', 'to', 'category', 'metric'],
]);

describe('text from logs, people and models', () => {
  it.each(NAUGHTY)('is text and nothing else: %j', async (text) => {
    const home = poisoned(busyHome(), text);
    const made = madeDetail();
    const bare = poisoned(made, text);
    // What a step is about is no text of its own, and a map is drawn by names that tell hosts apart.
    const steps = bare.steps.map((step, i) => ({
      ...step,
      about: { ...made.steps[i]!.about, host: text, app: text, actor: text, metric: text },
    }));
    const nodes = made.map.nodes.map((node, i) => ({
      ...node,
      host: `${text}${i}`,
      role: text,
      place: text,
    }));
    const by = { kind: 'model' as const, provider: text, model: text };
    const analysis = { ...bare.analysis!, by };
    const detail = { ...bare, steps, analysis, map: { ...made.map, nodes, edges: [] } };
    const { url } = await site.serve({
      ...answersOf(home, [detail]),
      [`GET incidents/${detail.card.id}/plots`]: poisoned(madePlots(), text),
      [`GET incidents/${detail.card.id}/lines`]: {
        before: [near(text)],
        line: { ...made.steps[0]!.evidence[0]!, text, odd: [[0, 5]] },
        after: [near(text)],
        because: null,
      },
    });
    for (const path of ['', 'incidents', `incident/${detail.card.id}`]) {
      const { page, complaints } = await site.look(url + path);
      const gone: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(url)) gone.push(request.url());
      });
      await page
        .locator(path === '' ? '.incident-card' : 'main h1')
        .first()
        .waitFor();
      if (path.startsWith('incident/')) {
        await page.getByRole('button', { name: 'what stood around it' }).first().click();
        await page.locator('.around').waitFor();
      }
      expect(await page.evaluate(`'pwned' in window`), path).toBe(false);
      const drawn = await page.evaluate<Drawn>(LOOK);
      expect(drawn.strange, path).toBe(0);
      expect(new Set(drawn.links), path).toEqual(new Set(['http:']));
      expect(drawn.wide, `${path} is as wide as the screen`).toBeLessThanOrEqual(0);
      expect(gone, path).toEqual([]);
      expect(complaints, path).toEqual([]);
      await page.context().close();
    }
  });

  it('shows what cannot be seen in a line by its name', async () => {
    const made = madeDetail();
    const [first, ...others] = made.steps;
    const evidence = [{ ...first!.evidence[0]!, text: 'user \u202enimda\u001b[0m', odd: [] }];
    const detail = { ...made, steps: [{ ...first!, evidence }, ...others] };
    const { url } = await site.serve(answersOf(busyHome(), [detail]));
    const { page } = await site.look(`${url}incident/${detail.card.id}`);
    expect(await page.locator('.evidence-line').first().textContent()).toBe('user U+202EnimdaESC[0m');
  });
});

function near(text: string) {
  const nothing = { app: null, severity: null, template: null, file: null, line: null };
  return { id: `e${Math.abs(text.length)}`, at: NOW, host: text, ...nothing, text };
}
