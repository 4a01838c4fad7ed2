import { describe, expect, onTestFinished, test } from 'vitest';
import type { Message } from '../../src/core/notifier.ts';
import slackBot from '../../src/notifiers/slack-bot.ts';
import { HOSTILE, largeMessage, madeFinding, madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks, SECRET } from '../../src/testing/notifier-checks.ts';
import { MessagesBench } from '../app/messages-bench.ts';
import { type SlackBlock, SlackServer } from './slack-server.ts';

const TOKEN = `xoxb-1234-${SECRET}`;

const checks = notifierChecks(slackBot, {
  fileName: 'slack-bot',
  remote: true,
  options: (url) => ({ url, token: TOKEN, channel: '#ops', allow_private: true }),
  keyOf({ body }) {
    const { key, kind, time } = JSON.parse(body).metadata.event_payload;
    return `${key} ${kind} ${time}`;
  },
  checkSent(sent) {
    const message = JSON.parse(sent);
    expect(message).toMatchObject({ channel: '#ops', parse: 'none', link_names: false, unfurl_links: false });
    expect(sent.length).toBeLessThan(40_000);
    expect(JSON.stringify(message.blocks).length).toBeLessThan(13_000);
    harmless(message.text);
    for (const { text, elements = [] } of message.blocks as SlackBlock[])
      for (const one of text === undefined ? (elements as { type: string; text: string }[]) : [text])
        if (one.type === 'mrkdwn') harmless(one.text);
  },
});

/** What Slack would read as a mention or a link. */
function harmless(text: string) {
  expect(text).not.toMatch(/[<>]|@(?:here|channel|everyone)|https?:\/\//i);
}

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

async function server() {
  const slack = await SlackServer.start(TOKEN);
  onTestFinished(() => slack.stop());
  const given = { url: slack.url, token: TOKEN, channel: '#ops', allow_private: true };
  const channel = slackBot.create(slackBot.schema.parse(given), {
    now: () => 0,
    write: () => {},
    timeZone: 'UTC',
  });
  const say = (message: Message, reference?: string, earlier: readonly Message[] = []) =>
    channel.deliver(message, {
      signal: AbortSignal.timeout(10_000),
      ...(reference === undefined ? {} : { reference, earlier: () => earlier }),
    });
  return { slack, say };
}

const page = madeMessage();
const at = (minutes: number, changes: Partial<Message>): Message => ({
  ...page,
  time: page.time + minutes * 60_000,
  ...changes,
});
const worse = at(5, { kind: 'update', headline: 'It became worse: disk', findings: [madeFinding(7)] });
const over = at(9, { kind: 'resolve', headline: 'Over after 9 minutes: disk' });

describe('a matter', () => {
  test('is one message that is kept up to date, what changed is in its thread', async () => {
    const { slack, say } = await server();
    const first = await say(page);
    expect(first).toEqual({ ok: true, reference: 'C024BE91L/1795262400.000001' });
    const reference = (first as { reference: string }).reference;
    expect(await say(worse, reference, [page])).toEqual(first);
    expect(await say(over, reference, [page, worse])).toEqual(first);
    expect(slack.calls).toEqual([
      'chat.postMessage',
      ...['chat.update', 'chat.postMessage'],
      ...['chat.update', 'chat.postMessage'],
    ]);
    expect(slack.roots).toHaveLength(1);
    const [root] = slack.roots;
    expect(root!.blocks[0]).toMatchObject({
      type: 'header',
      text: { text: '✔ Over after 9 minutes: disk' },
    });
    const whole = JSON.stringify(root!.blocks);
    // Nothing of what was found first is gone, and what happened is told in order.
    for (const { because } of [...page.findings, ...worse.findings]) {
      expect(whole.replaceAll('\u2060', '')).toContain(because);
    }
    expect(whole).toMatch(/2026-11-21 [\d:]+ \+00:00 [^"]*2026-11-21 [\d:]+ \+00:00 It became worse: disk/);
    expect(
      slack.replies.map(({ thread, text, broadcast }) => [thread, text.split(':')[0], broadcast]),
    ).toEqual([
      [root!.ts, 'It became worse', true],
      [root!.ts, '✔ Over after 9 minutes', false],
    ]);
  });

  const { page: _, ...found } = madeFinding(7);
  const minor = [{ ...found, gravity: 0, surprise: 1 }];
  test.each([
    ['that nobody took up', true, at(15, { headline: 'Nobody has acknowledged this: disk' })],
    ['that is still there', true, at(15, { kind: 'update', reminder: true, findings: minor })],
    ['that became critical', true, at(15, { kind: 'update', findings: [{ ...found, page: true }] })],
    ['that became a little worse', false, at(15, { kind: 'update', findings: minor })],
    ['that somebody took up', false, at(15, { kind: 'ack' })],
  ])('%s is said aloud in the channel, too: %s', async (_, broadcast, message) => {
    const { slack, say } = await server();
    const { reference } = (await say(page)) as { reference: string };
    expect(await say(message, reference, [page])).toMatchObject({ ok: true });
    expect(slack.replies).toMatchObject([{ broadcast }]);
  });

  test('of which something is noted keeps the last word about it', async () => {
    const { slack, say } = await server();
    const { reference } = (await say(page)) as { reference: string };
    const ack = at(2, { kind: 'ack', headline: 'Taken up by ada: disk' });
    const body = ['It is on other hosts, too: db02'];
    const noted = at(9, { kind: 'update', quiet: true, headline: 'There is something new: disk', body });
    await say(noted, reference, [page, ack]);
    expect(slack.roots[0]!.blocks[0]).toMatchObject({ text: { text: 'Taken up by ada: disk' } });
    expect(JSON.stringify(slack.roots[0]!.blocks)).toContain('It is on other hosts, too: db02');
    expect(slack.replies).toMatchObject([{ broadcast: false, text: expect.stringMatching(/^There is/) }]);
  });

  test('whose message was deleted is said anew', async () => {
    const { slack, say } = await server();
    const gone = 'C024BE91L/1795262400.999999';
    expect(await say(worse, gone, [page])).toEqual({ ok: true, reference: 'C024BE91L/1795262400.000001' });
    expect(slack.roots).toHaveLength(1);
  });

  test('is not said twice where an update arrives and its reply has to be tried again', async () => {
    const { slack, say } = await server();
    const { reference } = (await say(page)) as { reference: string };
    const method = 'chat.postMessage';
    slack.answers.push({ method, error: 'ratelimited', headers: { 'Retry-After': '3' } });
    const refused = await say(worse, reference, [page]);
    expect(refused).toMatchObject({ ok: false, permanent: false, retryAfterMs: 3000 });
    // Where no reply is taken the message itself says it all.
    slack.answers.push({ method, error: 'thread_not_found' });
    expect(await say(worse, reference, [page])).toEqual({ ok: true, reference });
    slack.answers.push({ method: 'chat.update', status: 503 });
    expect(await say(worse, reference, [page])).toMatchObject({ ok: false, permanent: false });
    expect(slack.roots).toHaveLength(1);
    expect(slack.replies).toHaveLength(0);
  });

  test('has buttons that lead to what can be done, and to more about it', async () => {
    const { slack, say } = await server();
    const actions = [{ label: 'Take it up', url: 'https://ops.example.org/do/1' }];
    await say({ ...page, actions, link: 'https://ops.example.org/incidents/1' });
    expect(slack.roots[0]!.blocks.find(({ type }) => type === 'actions')?.elements).toMatchObject([
      { type: 'button', url: 'https://ops.example.org/do/1', text: { text: 'Take it up' } },
      { type: 'button', url: 'https://ops.example.org/incidents/1', text: { text: 'Open' } },
    ]);
  });

  test('of any length and text is taken by Slack, as a message and as an update of many', async () => {
    const { slack, say } = await server();
    const long = { ...largeMessage(400), body: Array.from({ length: 30 }, () => '&'.repeat(2000)) };
    const [one] = madeMessage({ text: '&'.repeat(500) }).findings;
    const wide = { ...page, findings: ['a', 'b', 'c'].map((id) => ({ ...one!, id })) };
    for (const message of [long, wide, ...HOSTILE.map((text) => madeMessage({ text }))]) {
      const { reference } = (await say(message)) as { reference: string };
      expect(await say({ ...message, kind: 'update' }, reference, Array(21).fill(message))).toMatchObject({
        ok: true,
      });
    }
    expect(slack.roots[0]!.blocks.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(slack.roots[0]!.blocks)).toMatch(/…/);
  });
});

test('its reference outlives a restart, and the thread goes on', async () => {
  const { slack } = await server();
  const given = { url: slack.url, token: TOKEN, channel: 'C024BE91L', allow_private: true };
  const notifier = slackBot.create(slackBot.schema.parse(given), { now: () => 0, write: () => {} });
  const bench = await MessagesBench.start([]);
  await bench.add({ name: 'bot', notifier, updates: slackBot.updates });
  const incident = { over: null, aliases: [] };
  bench.out.findings([{ ...madeFinding(0), page: true, incident }]);
  await bench.settle();
  expect(slack.roots).toHaveLength(1);
  const first = JSON.stringify(slack.roots[0]!.blocks);
  await bench.reopen();
  const ended = { over: bench.now + 60_000, aliases: [] };
  bench.out.findings([{ ...madeFinding(0), page: true, incident: ended }]);
  await bench.turn(60_000, 30, () => slack.replies.length > 0);
  expect(slack.roots).toMatchObject([{ updates: 1, text: expect.stringMatching(/^✔ Over/) }]);
  expect(slack.replies).toMatchObject([{ thread: slack.roots[0]!.ts }]);
  // What was said before is known from the store.
  expect(slack.roots[0]!.blocks[1]!.text!.text).toMatch(/^\w+ 2026-11-21 [\d:]+ \+\d\d:\d\d \w.*Finding 0/);
  const line = madeFinding(0).evidence[0]!.text.slice(0, 20);
  for (const blocks of [first, JSON.stringify(slack.roots[0]!.blocks)]) expect(blocks).toContain(line);
});

describe('what Slack refuses with a status of 200', () => {
  test.each([
    ...['invalid_auth', 'not_in_channel', 'channel_not_found', 'is_archived', 'missing_scope'],
    ...['invalid_blocks', 'msg_too_long', 'an_error_of_tomorrow'],
  ])('%s is not tried again', async (error) => {
    const { slack, say } = await server();
    slack.answers.push({ error });
    const delivery = await say(page);
    expect(delivery).toMatchObject({ ok: false, permanent: true, reason: expect.stringContaining(error) });
    expect(slack.calls).toHaveLength(1);
  });

  test.each(['ratelimited', 'internal_error', 'fatal_error', 'service_unavailable'])(
    '%s is tried again',
    async (error) => {
      const { slack, say } = await server();
      slack.answers.push({ error });
      expect(await say(page)).toMatchObject({ ok: false, permanent: false });
    },
  );

  test('a rate limit says how long it lasts, whatever the status', async () => {
    const { slack, say } = await server();
    for (const status of [429, 200]) {
      slack.answers.push({ status, error: 'ratelimited', headers: { 'Retry-After': '30' } });
      expect(await say(page)).toMatchObject({ ok: false, permanent: false, retryAfterMs: 30_000 });
    }
  });

  test('a word that is none is not repeated', async () => {
    const { slack, say } = await server();
    slack.answers.push({ error: `<!channel> ${TOKEN}` });
    expect(JSON.stringify(await say(page))).not.toMatch(/[<]|T0PS3/);
  });
});

describe('options', () => {
  const usual = { token: 'xoxb-123456789012-abcdef', channel: 'C024BE91L' };
  test.each([
    [{ ...usual, token: 'secret' }],
    [{ ...usual, token: 'xoxb-1234567890\r\nX: y' }],
    [{ ...usual, channel: '' }],
    [{ ...usual, channel: 'two words' }],
    [{ token: usual.token }],
  ])('%j are refused', (given) => {
    expect(slackBot.schema.safeParse(given).success).toBe(false);
    expect(slackBot.schema.safeParse(usual).success).toBe(true);
  });
});
