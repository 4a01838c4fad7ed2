import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import webhook from '../../src/notifiers/webhook.ts';
import { HOSTILE, madeMessage } from '../../src/testing/made-messages.ts';
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

async function sends(options: { [key: string]: unknown }, message = madeMessage()) {
  const receiver = await Receiver.start();
  try {
    const parsed = webhook.schema.parse({ url: receiver.url(), allow_private: true, ...options });
    const channel = webhook.create(parsed, { now: () => 0, write: () => {} });
    await channel.deliver(message, { signal: AbortSignal.timeout(10_000) });
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

describe('a template', () => {
  const template =
    '{ "text": "{{severity}}: {{ headline }}", "more": [{ "body": "{{body}}", "n": 1 }], "host": "{{host}}" }';

  test('of JSON is posted with the values of the message, signed as it is', async () => {
    const secret = 'shared with the receiver';
    const { headers, body } = await sends({ template, secret });
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const { headline, body: sentences } = madeMessage();
    const more = [{ body: sentences[0], n: 1 }];
    expect(JSON.parse(body)).toEqual({ text: `critical: ${headline}`, more, host: 'web01' });
    const wanted = createHmac('sha256', secret).update(body).digest('hex');
    expect(headers['x-logsift-signature-256']).toBe(`sha256=${wanted}`);
  });

  test.each([...HOSTILE, '", "admin": true, "x": "', '{{key}} {{nonsense}} $& $1', 'a\\'])(
    'of JSON keeps its shape, whatever a log holds: %j',
    async (text) => {
      const { body } = await sends({ template }, madeMessage({ text }));
      const json = JSON.parse(body) as { text: string };
      expect(Object.keys(json)).toEqual(['text', 'more', 'host']);
      expect(json.text).not.toContain('5d41402abc4b2a76');
      if (/^[ -~]{1,100}$/.test(text)) expect(json.text).toBe(`critical: ${text}`);
    },
  );

  test('of text is posted as text, and shown as it is posted', async () => {
    const text = '[logsift] {{kind}} {{key}} {{time}}\n{{text}}\n{{findings}} of {{app}}{{category}}{{link}}';
    const { headers, body } = await sends({ template: text });
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    const first = `[logsift] page 5d41402abc4b2a76 2026-11-21T12:00:00.000000Z\n${madeMessage().headline}\n`;
    expect(body.startsWith(first)).toBe(true);
    expect(body).toMatch(/Accepted password for root\n[\s\S]*\n1 of sshd$/);
    const parsed = webhook.schema.parse({ url: 'https://example.org', template: text });
    const channel = webhook.create(parsed, { now: () => 0, write: () => {} });
    expect(channel.render(madeMessage()).startsWith(first)).toBe(true);
  });

  test.each([
    ['{{hostname}}', 'wants names of key, kind, severity, headline, .*, not \\{\\{hostname'],
    ['{"a": "{{constructor}}"}', 'not \\{\\{constructor'],
    ['{"a": "\\u007b{nonsense}}"}', 'not \\{\\{nonsense'],
    ['see {{headline', 'not \\{\\{headline$'],
    ['{"a": {{headline}}}', 'wants JSON with names inside its texts'],
    ['{"a": "{{headline}}"', 'wants JSON'],
    ['{"{{host}}": 1}', 'not in the names of fields'],
    ['', 'wants text'],
  ])('%j is an error of the configuration', (wrong, said) => {
    const result = webhook.schema.safeParse({ url: 'https://example.org', template: wrong });
    expect(result.error?.issues).toMatchObject([
      { path: ['template'], message: expect.stringMatching(new RegExp(said)) },
    ]);
  });
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
