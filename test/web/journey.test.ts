import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import type { TemplatesAnswer } from '../../src/core/api-explore.ts';
import type { IncidentPage } from '../../src/core/api-incidents.ts';
import { LlmServer } from '../../src/testing/llm-server.ts';
import { runCli } from '../cli/run-cli.ts';
import { lineOf, listeningDaemon, PATIENCE } from '../cli/run-fixture.ts';
import { complaintsOf } from './made-axe.ts';
import { lookAt, openBrowser } from './made-browser.ts';
import { type Drawn, LOOK, NAUGHTY } from './made-hostile.ts';

const ROOT = join(import.meta.dirname, '../..');
let browser: Browser;

beforeAll(async () => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-web.ts'), '--unless-current']);
  browser = await openBrowser();
});
afterAll(() => browser?.close());

/** What fits into a header, where no spaces are. */
const HOSTS = [
  '<script>window.pwned=1</script>',
  '<img/src=x/onerror=window.pwned=1>',
  'javascript:window.pwned=1',
];
const APPS = ['<svg/onload=window.pwned=1>', '"><script>window.pwned=1</script>', '__proto__'];

/** Lines that hold something naughty wherever a line can hold something; with `word` in each. */
function hostileLines(word: string): string[] {
  const now = () => new Date().toISOString();
  const texts = NAUGHTY.map((text) => text.replaceAll('\u0000', ' '));
  return texts.flatMap((text, i) => {
    const [host, app] = [HOSTS[i % HOSTS.length]!, APPS[i % APPS.length]!];
    const value = text.replace(/[\\"\]]/g, '\\$&');
    const key = '<img/onerror>';
    return [
      `<11>1 ${now()} ${host} ${app.replaceAll('"', '')} 7 ${host} [${key}@1 ${key}="${value}"] ${word} ${text}`,
      `<11>1 ${now()} web0${i} app 7 - - ${word} user "${text}" failed from ${text}`,
      `<11>1 ${now()} web0${i} json 7 - - ${JSON.stringify({ msg: `${word} ${text}`, host: text, [text]: text, app: text, level: 'error' })}`,
      `<11>${text} ${word}`,
    ];
  });
}

/** What a model says that was talked into it. */
function naughtyAnswer(question: string): string {
  const [, id] = /FINDING ([0-9a-f]+)/.exec(question) ?? [];
  const [script, image, svg, link] = NAUGHTY as [string, string, string, string];
  return JSON.stringify({
    headline: script,
    happening: `${image} [look](${link}) ${svg}`,
    cause: { text: script, confidence: 'low' },
    urgency: 'later',
    actions: [{ what: image, reason: svg, command: link }],
    findings: [id],
    unsure: [script],
  });
}

/** Pages by what says that they are drawn. */
const pagesOf = (incident: string, kind: string): readonly (readonly [path: string, drawn: string])[] => [
  ['', '.state'],
  ['incidents', '.incident-card'],
  [`incident/${incident}`, '.plot, .evidence-line'],
  ['explore', '.vrow'],
  ['explore?view=kinds', 'tbody tr'],
  ['explore?view=hosts', 'tbody tr'],
  [`host/${encodeURIComponent(HOSTS[0]!)}`, 'h1'],
  [`template/${kind}`, '.slots, .empty'],
  ['compare', 'h1'],
  ['live', '.live-state'],
  ['models', 'h1'],
  ['review', 'h1'],
  ['filter', 'tbody tr, .empty'],
  ['settings', 'tbody tr'],
];

it('the whole way over what somebody logged with bad intent: from the link to a verdict, a silence and a search', {
  timeout: 400_000,
}, async () => {
  const model = await LlmServer.start('ollama');
  onTestFinished(() => model.stop());
  model.asked = ({ heard }) => ({ answer: naughtyAnswer(heard!.user) });
  const daemon = await listeningDaemon({
    yaml: `store: { keep: all }
budget: 100/day
analyst: { provider: { type: ollama, model: made, base_url: '${model.url}' }, deadline: 10s }
notifiers: [{ type: terminal }]
`,
  });
  await daemon.run.start();
  await daemon.say(
    Array.from({ length: 100 }, (_, i) => lineOf(`web0${i % 9}`, 'app', `request ${i} took ${i % 50} ms`)),
  );
  await daemon.say(hostileLines('PAGE broken'));
  const where = ['--config', daemon.run.config, '--state', daemon.run.state];
  const { stdout, stderr } = await runCli(['dashboard', '--no-open', ...where]);
  const [link] = /http:\S+token=\S+/.exec(stdout + stderr)!;
  const url = `${daemon.http}/`;

  const { page, complaints } = await lookAt(browser, link, { clock: 'real' });
  const wrong: string[] = [];
  watch(page, url, wrong);
  await page.locator('.state').waitFor();
  expect(page.url()).toBe(url);
  const incident = await incidentOf(page, url);
  const kind = await kindOf(page, url);
  await vi.waitFor(() => expect(model.requests.length).toBeGreaterThan(0), PATIENCE);

  for (const theme of ['dark', 'light']) {
    for (const [path, drawn] of pagesOf(incident, kind)) {
      await page.goto(url + path);
      await page.locator(drawn).first().waitFor();
      if (path === '') await page.getByRole('combobox', { name: 'Look' }).selectOption(theme);
      if (path === 'explore?view=hosts') await page.getByText(HOSTS[0]!).first().waitFor();
      if (path === 'live') await seenLive(page, () => daemon.say(hostileLines('once more')));
      const found = await page.evaluate<Drawn>(LOOK);
      expect({ path, theme, strange: found.strange }).toEqual({ path, theme, strange: 0 });
      expect([...new Set(found.links)], path).toEqual(['http:']);
      expect(found.wide, path).toBeLessThanOrEqual(0);
      expect({ path, theme, axe: await complaintsOf(page) }).toEqual({ path, theme, axe: [] });
    }
  }

  await page.goto(`${url}incident/${incident}`);
  await page.getByText(NAUGHTY[0]!).first().waitFor();
  await judged(page);
  await page.keyboard.press('s');
  await page.getByRole('dialog').getByLabel(/^Why/).fill(NAUGHTY[1]!);
  await page.getByRole('dialog').getByRole('button', { name: 'Silence' }).click();
  await page.getByText(/^Silenced/).waitFor();

  await page.keyboard.press('/');
  await page.locator('.palette-field').fill('PAGE broken');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/explore\?.*text=PAGE/);
  await page.locator('.vrow').first().waitFor();

  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await page.locator('.state').waitFor();
  await page.getByText(NAUGHTY[1]!).first().waitFor();
  expect((await page.evaluate<Drawn>(LOOK)).wide).toBeLessThanOrEqual(0);
  expect(await page.evaluate("'pwned' in window")).toBe(false);
  expect(wrong).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
  expect(await daemon.run.end('SIGTERM')).toBe(0);
});

/** Notes what a page must never do: ask somebody else, open a dialog or a window, or run what was logged. */
function watch(page: Page, url: string, wrong: string[]): void {
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) wrong.push(`asked for ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    wrong.push(`said ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => wrong.push(`opened ${popup.url()}`));
  page.on('load', () => {
    void page
      .evaluate("'pwned' in window || Object.prototype.pwned !== undefined")
      .then((ran) => ran === true && wrong.push(`ran at ${page.url()}`))
      .catch(() => {});
  });
}

async function incidentOf(page: Page, url: string): Promise<string> {
  return vi.waitFor(async () => {
    const answer = (await (await page.request.get(`${url}api/v1/incidents`)).json()) as IncidentPage;
    expect(answer.items.length).toBeGreaterThan(0);
    return answer.items.toSorted((a, b) => b.findings - a.findings)[0]!.id;
  }, PATIENCE);
}

/** The id of a kind of line that holds something naughty; what is known of kinds comes with a snapshot. */
async function kindOf(page: Page, url: string): Promise<string> {
  return vi.waitFor(async () => {
    const answer = (await (
      await page.request.get(`${url}api/v1/templates?text=broken`)
    ).json()) as TemplatesAnswer;
    expect(answer.items.length).toBeGreaterThan(0);
    return answer.items[0]!.id;
  }, PATIENCE);
}

async function seenLive(page: Page, say: () => Promise<void>): Promise<void> {
  await page.locator('.live-state .dot-good').waitFor();
  await say();
  await page.locator('.vrow').nth(5).waitFor();
  await page.locator('.vrow').nth(3).click();
  await page.locator('.side-panel').waitFor();
}

/** Judges it as noise, after its effect was shown. */
async function judged(page: Page): Promise<void> {
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/of the last 30 days/).waitFor();
  await dialog.getByLabel(/^Why/).fill(NAUGHTY[0]!);
  const force = dialog.getByLabel(/save it although/);
  if ((await force.count()) > 0) await force.check();
  await dialog.getByRole('button', { name: 'Save as noise' }).click();
  await page.getByText('judged noise').first().waitFor();
}
