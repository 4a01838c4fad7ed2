import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import webhook from '../../src/notifiers/webhook.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks, SECRET } from '../../src/testing/notifier-checks.ts';
import { Receiver } from '../../src/testing/receiver.ts';

const checks = notifierChecks(webhook, {
  fileName: 'webhook',
  remote: true,
  options: (url) => ({
    url,
    allow_private: true,
    secret: `${SECRET}-key`,
    headers: { Authorization: `Bearer ${SECRET}` },
  }),
  checkSent(sent) {
    const message = JSON.parse(sent) as { [key: string]: unknown };
    expect(message).toMatchObject({ schemaVersion: 1, key: '5d41402abc4b2a76' });
    expect(String(message.headline).length).toBeLessThanOrEqual(150);
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype);
  },
  keyOf: ({ headers }) => headers['idempotency-key'] as string,
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

async function sends(options: { [key: string]: unknown }) {
  const receiver = await Receiver.start();
  try {
    const parsed = webhook.schema.parse({ url: receiver.url(), allow_private: true, ...options });
    const channel = webhook.create(parsed, { now: () => 0, write: () => {} });
    await channel.deliver(madeMessage(), { signal: AbortSignal.timeout(10_000) });
    return receiver.requests[0]!;
  } finally {
    await receiver.stop();
  }
}

test('the body is signed with the secret', async () => {
  const { headers, body } = await sends({ secret: 'shared with the receiver' });
  const wanted = createHmac('sha256', 'shared with the receiver').update(body).digest('hex');
  expect(headers['x-logsift-signature-256']).toBe(`sha256=${wanted}`);
  expect((await sends({})).headers).not.toHaveProperty('x-logsift-signature-256');
});

test('headers of the configuration are sent, and cannot take the place of our own', async () => {
  const { headers } = await sends({ headers: { 'X-Team': 'network', 'idempotency-key': 'mine' } });
  expect(headers['x-team']).toBe('network');
  expect(headers['idempotency-key']).toContain(madeMessage().key);
});

describe('options', () => {
  test.each([
    [{ url: 'example.org' }],
    [{ url: 'file:///etc/passwd' }],
    [{ url: 'https://example.org', headers: { 'X Y': 'a' } }],
    [{ url: 'https://example.org', headers: { Host: 'other' } }],
    [{ url: 'https://example.org', headers: { 'X-Y': 'a\r\nB: c' } }],
  ])('%j are refused', (options) => {
    const result = webhook.schema.safeParse(options);
    expect(result.success).toBe(false);
    expect(result.error!.message).not.toContain('etc/passwd');
  });
});
