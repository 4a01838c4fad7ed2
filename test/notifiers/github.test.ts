import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/core/notifier.ts';
import github from '../../src/notifiers/github.ts';
import { HOSTILE, madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks, SECRET } from '../../src/testing/notifier-checks.ts';
import { DeskBench } from './desks.ts';
import { GithubServer } from './github-server.ts';
import { linksIn } from './links.ts';

const options = { token: 'token-of-the-robot', repository: 'example/operations' };

/** What GitHub looks into for mentions, links and pictures: no code, no escaped character, no comment of ours. */
function prose(markdown: string): string {
  return markdown
    .replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
    .replace(/<!-- logsift [0-9a-f]{16}(?: logsift-[\w-]+)+ -->$/, '')
    .replace(/\\[!-/:-@[-`{-~]/g, ' ');
}

const checks = notifierChecks(github, {
  fileName: 'github',
  remote: true,
  options: (url) => ({ ...options, url, token: SECRET, allow_private: true }),
  asked: ({ method }, { kind, key }) => {
    const ends = kind === 'resolve' || kind === 'ack';
    const known = { number: 7, state: 'open', body: `<!-- logsift ${'0'.repeat(16)} logsift-${key} -->` };
    if (method === 'GET') return { status: 200, body: JSON.stringify(ends ? [known] : []) };
    return method === 'PATCH' ? { status: 200, body: '{}' } : undefined;
  },
  checkSent(sent) {
    const { title, body } = JSON.parse(sent);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(linksIn(prose(body))).toEqual([]);
    expect(prose(body)).not.toMatch(/[<>[\]_~|`]/);
    if (title === undefined) return;
    expect(title.length).toBeGreaterThan(0);
    expect(title.length).toBeLessThanOrEqual(256);
    expect(linksIn(title)).toEqual([]);
  },
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

test('no text of a log ends the code that it stands in', async () => {
  const text = '```';
  const message: Message = { ...madeMessage({ text }), headline: 'another matter' };
  const desk = new GithubServer(options.token);
  const bench = await DeskBench.start(github, desk, options);
  await bench.say(message);
  await bench.receiver.stop();
  expect(prose(desk.issues[0]!.body)).not.toContain('auth.log');
});

test.each(HOSTILE)('what is commented is text, too: %j', async (text) => {
  const desk = new GithubServer(options.token);
  const bench = await DeskBench.start(github, desk, options);
  await bench.say({ ...madeMessage(), kind: 'page' });
  await bench.say({ ...madeMessage({ text }), kind: 'update' }, '1');
  await bench.receiver.stop();
  expect(desk.tickets[0]!.comments).toHaveLength(1);
  expect(linksIn(prose(desk.tickets[0]!.comments[0]!))).toEqual([]);
});

test('an issue among hundreds is found, and neither a pull request nor a copied mark is taken for it', async () => {
  const desk = new GithubServer(options.token);
  const bench = await DeskBench.start(github, desk, options);
  await bench.say(madeMessage());
  const { body } = desk.issues[0]!;
  for (let i = 0; i < 250; i++) desk.add({ labels: ['logsift'], body: `${body}\n\nsee above` });
  Object.assign(desk.issues[250]!, { body, pull_request: {} });
  expect(await bench.say({ ...madeMessage(), kind: 'resolve' })).toEqual({ ok: true, reference: '1' });
  await bench.receiver.stop();
  expect(desk.issues.filter(({ state }) => state === 'closed')).toHaveLength(1);
});

test.each([
  [{ status: 403, body: '{"message":"You have exceeded a secondary rate limit."}' }, 60_000],
  [{ status: 403, headers: { 'Retry-After': '30' }, body: '{}' }, 30_000],
  [{ status: 403, headers: { 'Retry-After': '9999999' }, body: '{}' }, 60_000],
])('too many requests are tried again later: %j', async (behaviour, retryAfterMs) => {
  const desk = new GithubServer(options.token);
  const bench = await DeskBench.start(github, desk, options);
  bench.once(() => true, behaviour);
  expect(await bench.say(madeMessage())).toMatchObject({ ok: false, permanent: false, retryAfterMs });
  await bench.receiver.stop();
});

describe('options', () => {
  test.each([
    [{ ...options, repository: 'operations' }],
    [{ ...options, repository: 'a/b/c' }],
    [{ ...options, repository: 'a/..' }],
    [{ ...options, label: 'a,b' }],
    [{ ...options, labels: ['x'.repeat(51)] }],
    [{ repository: 'a/b' }],
  ])('%j are refused', (given) => {
    expect(github.schema.safeParse(given).success).toBe(false);
  });
});
