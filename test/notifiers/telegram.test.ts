import { describe, expect, test } from 'vitest';
import telegram from '../../src/notifiers/telegram.ts';
import type { MessageEntity } from '../../src/notifiers/telegram-text.ts';
import { HOSTILE, largeMessage, madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks, SECRET } from '../../src/testing/notifier-checks.ts';
import { linksIn } from './links.ts';
import { sends } from './sends.ts';

const TOKEN = `123456789:AAF${SECRET}_-x`;

const checks = notifierChecks(telegram, {
  fileName: 'telegram',
  remote: true,
  options: (url) => ({ url, token: TOKEN, chat: '-1001234567890', allow_private: true }),
  checkSent(sent) {
    const { text, entities, ...rest } = JSON.parse(sent);
    expect(rest).toMatchObject({ chat_id: '-1001234567890', link_preview_options: { is_disabled: true } });
    expect(rest).not.toHaveProperty('parse_mode');
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(entities.length).toBeLessThanOrEqual(100);
    for (const { offset, length } of entities) {
      expect(length).toBeGreaterThan(0);
      expect(offset + length).toBeLessThanOrEqual(text.length);
    }
    expect(linksIn(withoutCode(text, entities))).toEqual([]);
  },
});

/** What Telegram looks into for links, mentions and commands. */
function withoutCode(text: string, entities: readonly MessageEntity[]): string {
  let rest = text;
  for (const { type, offset, length } of entities) {
    if (type !== 'code' && type !== 'pre') continue;
    rest = rest.slice(0, offset) + ' '.repeat(length) + rest.slice(offset + length);
  }
  return rest;
}

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

const options = { token: `123456789:${'a'.repeat(35)}`, chat: '@network_alerts' };
const said = (message: object) => JSON.stringify({ ok: true, ...message });

test('the token is part of the path, as the Bot API wants it', async () => {
  const { requests } = await sends(telegram, options, { message: madeMessage() });
  expect(requests[0]).toMatchObject({ method: 'POST', path: `/bot${options.token}/sendMessage` });
});

test('later messages answer to the first one, and what is over makes no sound', async () => {
  const behaviour = { status: 200, body: said({ result: { message_id: 4711 } }) };
  const first = await sends(telegram, options, { message: madeMessage(), behaviour });
  expect(first.delivery).toEqual({ ok: true, reference: '4711' });
  expect(first.json.disable_notification).toBe(false);
  const again = { status: 200, body: said({ result: { message_id: 4712 } }) };
  for (const [kind, silent] of [
    ['update', false],
    ['ack', true],
    ['resolve', true],
  ] as const) {
    const message = { ...madeMessage(), kind };
    const { json, delivery } = await sends(telegram, options, {
      message,
      behaviour: again,
      reference: '4711',
    });
    const reply = { message_id: 4711, allow_sending_without_reply: true };
    expect(json).toMatchObject({ reply_parameters: reply, disable_notification: silent });
    expect(delivery).toEqual({ ok: true, reference: '4711' });
  }
});

test('an answer that is no JSON is still a delivery', async () => {
  const behaviour = { status: 200, body: '<html>' };
  const { delivery } = await sends(telegram, options, { message: madeMessage(), behaviour });
  expect(delivery).toEqual({ ok: true });
});

test('Telegram is left alone as long as it asks for in the body', async () => {
  const wait = async (retry: unknown) => {
    const body = JSON.stringify({ ok: false, error_code: 429, parameters: { retry_after: retry } });
    const behaviour = { status: 429, body };
    return (await sends(telegram, options, { message: madeMessage(), behaviour })).delivery;
  };
  expect(await wait(17)).toMatchObject({ ok: false, permanent: false, retryAfterMs: 17_000 });
  expect(await wait(1e9)).toMatchObject({ retryAfterMs: 86_400_000 });
  expect(await wait('soon')).not.toHaveProperty('retryAfterMs');
});

test('a bot that was thrown out is not tried again', async () => {
  const body = JSON.stringify({ ok: false, description: 'Forbidden: bot was kicked from the group chat' });
  const behaviour = { status: 403, body };
  const { delivery } = await sends(telegram, options, { message: madeMessage(), behaviour });
  expect(delivery).toMatchObject({ permanent: true, reason: expect.stringContaining('kicked') });
});

test('lines of the log are set as code, with the place they are from', async () => {
  const { json } = await sends(telegram, options, { message: madeMessage() });
  const pre = json.entities.find(({ type }: MessageEntity) => type === 'pre') as MessageEntity;
  expect(json.text.slice(pre.offset, pre.offset + pre.length)).toBe(
    '/var/log/auth.log:99: Accepted password for root\nand 312 more lines like it',
  );
  const [bold] = json.entities as MessageEntity[];
  expect(bold).toEqual({ type: 'bold', offset: 0, length: expect.any(Number) });
});

test('nothing that a finding says is a link, also where the headline says something else', async () => {
  for (const text of HOSTILE) {
    const message = { ...madeMessage({ text }), headline: 'another matter' };
    const { json } = await sends(telegram, options, { message });
    expect(linksIn(withoutCode(json.text, json.entities))).toEqual([]);
  }
});

test('a message over the limit is cut with a mark', async () => {
  const long = { ...largeMessage(40), body: Array.from({ length: 20 }, () => '😀'.repeat(200)) };
  const { json } = await sends(telegram, options, { message: long });
  expect(json.text.length).toBeGreaterThan(4000);
  expect(json.text.length).toBeLessThanOrEqual(4096);
  expect(json.text.endsWith('…')).toBe(true);
  expect(json.text.isWellFormed()).toBe(true);
});

describe('options', () => {
  test.each([
    [{ ...options, token: 'x' }],
    [{ ...options, token: `${options.token}/../../x` }],
    [{ ...options, chat: 'me' }],
    [{ ...options, thread: 0 }],
  ])('%j are refused', (given) => {
    expect(telegram.schema.safeParse(given).success).toBe(false);
  });
});
