import { describe, expect, test } from 'vitest';
import alertmanager from '../../src/notifiers/alertmanager.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks, SECRET } from '../../src/testing/notifier-checks.ts';
import { linksIn } from './links.ts';
import { sends } from './sends.ts';

const checks = notifierChecks(alertmanager, {
  fileName: 'alertmanager',
  remote: true,
  options: (url) => ({ url, token: SECRET, labels: { cluster: 'a' }, allow_private: true }),
  checkSent(sent) {
    const alerts = JSON.parse(sent);
    expect(alerts).toHaveLength(1);
    const { labels, annotations, startsAt, endsAt } = alerts[0];
    for (const [name, value] of [...Object.entries(labels), ...Object.entries(annotations)]) {
      expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
      expect(typeof value).toBe('string');
    }
    expect(labels.alertname).toMatch(/^logsift/);
    expect(Date.parse(startsAt)).toBeLessThanOrEqual(Date.parse(endsAt));
    expect(linksIn(annotations.summary)).toEqual([]);
    expect(linksIn(annotations.description)).toEqual([]);
  },
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

const NOON = Date.UTC(2026, 10, 21, 12);
const day = 86_400_000;

test('an alert fires from its first line until nothing is heard of it for so long', async () => {
  const { json, requests } = await sends(alertmanager, {}, { message: madeMessage() });
  expect(requests[0]).toMatchObject({ method: 'POST', path: '/api/v2/alerts' });
  expect(Date.parse(json[0].startsAt)).toBe(NOON - 600_000);
  expect(Date.parse(json[0].endsAt)).toBe(NOON + day);
});

test('what ends an alert has the labels that it began with, and an end', async () => {
  const first = await sends(alertmanager, {}, { message: madeMessage() });
  const reference = first.delivery.ok ? first.delivery.reference! : '';
  const message = { ...madeMessage(), kind: 'resolve' as const, findings: [], time: NOON };
  const last = await sends(alertmanager, {}, { message, reference });
  expect(last.json[0].labels).toEqual(first.json[0].labels);
  expect(first.json[0].labels).toMatchObject({ severity: 'critical', host: 'web01', app: 'sshd' });
  expect(Date.parse(last.json[0].endsAt)).toBe(NOON);
  expect(last.delivery).toEqual(first.delivery);
});

test.each(['not JSON', '[1]', '{"a":1}', 'null'])(
  'a reference that is none (%s) is passed over',
  async (reference) => {
    const { json } = await sends(alertmanager, {}, { message: madeMessage(), reference });
    expect(json[0].labels.key).toBe(madeMessage().key);
  },
);

test('labels of the configuration are added and cannot take the place of our own', async () => {
  const labels = { cluster: 'north', key: 'mine', alertname: 'mine' };
  const { json } = await sends(alertmanager, { labels }, { message: madeMessage() });
  expect(json[0].labels).toMatchObject({ cluster: 'north', key: madeMessage().key, alertname: 'logsift' });
});

test('a log without times has alerts with times', async () => {
  const [finding] = madeMessage().findings;
  const findings = [{ ...finding!, from: Number.NaN, to: Number.NaN }];
  const { json } = await sends(alertmanager, {}, { message: { ...madeMessage(), findings } });
  expect(Date.parse(json[0].startsAt)).toBe(NOON);
});

test('a digest does not fire for a day', async () => {
  const message = { ...madeMessage(), kind: 'digest' as const, findings: [] };
  const { json } = await sends(alertmanager, {}, { message });
  expect(json[0].labels).toMatchObject({ alertname: 'logsift-digest', severity: 'info' });
  expect(Date.parse(json[0].endsAt)).toBe(NOON + 900_000);
});

describe('options', () => {
  test.each([
    [{}],
    [{ url: 'http://a', labels: { 'a-b': 'c' } }],
    [{ url: 'http://a', labels: { __name: 'c' } }],
    [{ url: 'http://a', firing_for: '1s' }],
  ])('%j are refused', (given) => {
    expect(alertmanager.schema.safeParse(given).success).toBe(false);
  });
});
