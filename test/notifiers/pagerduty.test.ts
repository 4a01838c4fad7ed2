import { describe, expect, test } from 'vitest';
import pagerduty from '../../src/notifiers/pagerduty.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks, SECRET } from '../../src/testing/notifier-checks.ts';
import { linksIn } from './links.ts';
import { sends } from './sends.ts';

const KEY = SECRET.padEnd(32, '0');
const options = { routing_key: KEY };

const checks = notifierChecks(pagerduty, {
  fileName: 'pagerduty',
  remote: true,
  keyInBody: true,
  options: (url) => ({ url, routing_key: KEY, allow_private: true }),
  checkSent(sent) {
    expect(sent.length).toBeLessThan(512_000);
    const { payload, ...event } = JSON.parse(sent);
    expect(event).toMatchObject({ routing_key: KEY, client: 'logsift', dedup_key: '5d41402abc4b2a76' });
    expect(event.event_action).toMatch(/^(?:trigger|acknowledge|resolve)$/);
    expect(payload.severity).toMatch(/^(?:critical|error|warning|info)$/);
    expect(payload.summary.length).toBeGreaterThan(0);
    expect(payload.summary.length).toBeLessThanOrEqual(1024);
    expect(payload.source.length).toBeGreaterThan(0);
    expect(linksIn(payload.summary)).toEqual([]);
    expect(linksIn(payload.custom_details.details)).toEqual([]);
  },
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

test.each([
  ['page', 'trigger'],
  ['update', 'trigger'],
  ['ack', 'acknowledge'],
  ['resolve', 'resolve'],
  ['self', 'trigger'],
] as const)('%s is %s, under the one key of the matter', async (kind, action) => {
  const message = { ...madeMessage(), kind, time: madeMessage().time + 60_000 };
  const { json } = await sends(pagerduty, options, { message, behaviour: { status: 202 } });
  expect(json).toMatchObject({ event_action: action, dedup_key: madeMessage().key });
});

test('every try of a message has the same key: after 429, after 500, after 202', async () => {
  const keys = new Set<string>();
  for (const status of [429, 500, 202]) {
    const { json } = await sends(pagerduty, options, { message: madeMessage(), behaviour: { status } });
    keys.add(json.dedup_key);
  }
  expect([...keys]).toEqual([madeMessage().key]);
});

test('what PagerDuty finds wrong with an event is said, without the key', async () => {
  const body = JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors: [KEY] });
  const behaviour = { status: 400, body };
  const { delivery } = await sends(pagerduty, options, { message: madeMessage(), behaviour });
  expect(delivery).toMatchObject({ ok: false, permanent: true });
  expect(JSON.stringify(delivery)).toContain('Event object is invalid');
  expect(JSON.stringify(delivery)).not.toContain(SECRET);
});

test('an urgent finding is critical, a digest is information', async () => {
  const severity = async (kind: 'page' | 'digest') => {
    const { json } = await sends(pagerduty, options, { message: { ...madeMessage(), kind } });
    return json.payload.severity;
  };
  expect(await severity('page')).toBe('critical');
  expect(await severity('digest')).toBe('info');
});

test('where more can be seen is a link, if it is one', async () => {
  const link = 'https://logsift.example/incident/1';
  const { json } = await sends(pagerduty, options, { message: { ...madeMessage(), link } });
  expect(json).toMatchObject({ client_url: link, links: [{ href: link, text: 'logsift' }] });
  const bad = await sends(pagerduty, options, { message: { ...madeMessage(), link: 'javascript:alert(1)' } });
  expect(bad.json).not.toHaveProperty('links');
});

test('this machine is no receiver unless the configuration permits it', async () => {
  const how = { message: madeMessage() };
  const { delivery, requests } = await sends(pagerduty, { ...options, allow_private: false }, how);
  expect(delivery).toMatchObject({ permanent: true, reason: expect.stringContaining('allow_private') });
  expect(requests).toHaveLength(0);
});

describe('options', () => {
  test.each([[{ routing_key: 'short' }], [{ routing_key: `${KEY}\r\n` }], [{}]])(
    '%j are refused',
    (given) => {
      expect(pagerduty.schema.safeParse(given).success).toBe(false);
    },
  );

  test('the address of PagerDuty need not be given', () => {
    expect(pagerduty.schema.parse(options).url).toBe('https://events.pagerduty.com/v2/enqueue');
  });
});
