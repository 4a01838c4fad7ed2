import { describe, expect, test } from 'vitest';
import ntfy from '../../src/notifiers/ntfy.ts';
import { largeMessage, madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks, SECRET } from '../../src/testing/notifier-checks.ts';
import { linksIn } from './links.ts';
import { sends } from './sends.ts';

const TOPIC = `alerts-${SECRET}`;

const checks = notifierChecks(ntfy, {
  fileName: 'ntfy',
  remote: true,
  keyInBody: true,
  options: (url) => ({ url, topic: TOPIC, token: `tk_${SECRET}`, allow_private: true }),
  checkSent(sent) {
    const { topic, title, message, priority, markdown, sequence_id: sequence } = JSON.parse(sent);
    expect({ topic, markdown }).toEqual({ topic: TOPIC, markdown: false });
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096);
    expect(Buffer.byteLength(title)).toBeLessThanOrEqual(250);
    expect(title.length).toBeGreaterThan(0);
    expect(sequence).toMatch(/^[-_A-Za-z0-9]{1,64}$/);
    expect(priority).toBeGreaterThanOrEqual(1);
    expect(priority).toBeLessThanOrEqual(5);
    expect(linksIn(message)).toEqual([]);
    expect(linksIn(title)).toEqual([]);
  },
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

const options = { topic: 'network', token: 'tk_1' };

test('all messages about a matter are one sequence, also those whose key ntfy would not take', async () => {
  const sequence = async (key: string, kind: 'page' | 'update' | 'resolve') => {
    const { json } = await sends(ntfy, options, { message: { ...madeMessage(), key, kind } });
    return json.sequence_id as string;
  };
  const key = madeMessage().key;
  expect(await sequence(key, 'page')).toBe(key);
  expect(await sequence(key, 'resolve')).toBe(key);
  const odd = 'a/b?c=d'.repeat(20);
  expect(await sequence(odd, 'page')).toMatch(/^[0-9a-f]{64}$/);
  expect(await sequence(odd, 'update')).toBe(await sequence(odd, 'page'));
});

test.each([
  ['page', 5],
  ['update', 5],
  ['ack', 2],
  ['resolve', 2],
  ['digest', 2],
  ['test', 3],
] as const)('%s has priority %d', async (kind, priority) => {
  const { json } = await sends(ntfy, options, { message: { ...madeMessage(), kind } });
  expect(json.priority).toBe(priority);
});

test('the token is sent in a header, and the topic in the body alone', async () => {
  const { requests } = await sends(ntfy, options, { message: madeMessage() });
  expect(requests[0]).toMatchObject({ method: 'POST', path: '/' });
  expect(requests[0]!.headers.authorization).toBe('Bearer tk_1');
});

test('a message that would become a file is cut with a mark', async () => {
  const wide = { ...largeMessage(40), body: Array.from({ length: 20 }, () => '電'.repeat(400)) };
  const { json } = await sends(ntfy, options, { message: wide });
  expect(Buffer.byteLength(json.message)).toBeGreaterThan(4000);
  expect(Buffer.byteLength(json.message)).toBeLessThanOrEqual(4096);
  expect(json.message.endsWith('…')).toBe(true);
});

test('a full server is tried again, a topic that may not be written to is not', async () => {
  const outcome = async (status: number) =>
    (await sends(ntfy, options, { message: madeMessage(), behaviour: { status } })).delivery;
  expect(await outcome(507)).toMatchObject({ ok: false, permanent: false });
  expect(await outcome(403)).toMatchObject({ ok: false, permanent: true });
});

describe('options', () => {
  test.each([[{}], [{ topic: 'a/b' }], [{ topic: 'a b' }], [{ topic: 'x'.repeat(65) }]])(
    '%j are refused',
    (given) => {
      expect(ntfy.schema.safeParse(given).success).toBe(false);
    },
  );
});
