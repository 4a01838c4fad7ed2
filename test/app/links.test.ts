import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { pageOf } from '../../src/app/incidents-now.ts';
import { Links } from '../../src/app/links.ts';
import { Playbooks } from '../../src/app/playbooks.ts';
import { Remediation } from '../../src/app/remediation.ts';
import { loadWithTopology } from '../../src/app/topology-of.ts';
import type { Message, Notifier } from '../../src/core/notifier.ts';
import { Outbox } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { madeStatus } from '../health/made-status.ts';
import { MonitoredServer } from '../health/monitored-server.ts';
import { incidentWith, sshd } from '../remediation/made-world.ts';
import { temporaryFolder } from './made-logs.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const HOUR = 3_600_000;
const HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';
let clock: number;
let store: Store;
let server: MonitoredServer;
let links: Links;
let message: Message;

/** A server with the pages, and an incident with hostile words that a playbook is for. */
beforeEach(async () => {
  clock = NOW;
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'playbooks.yaml'),
    `playbooks:
  - name: block
    describe: blocks an address
    match: {}
    values: { address: { type: address } }
    command: [/bin/echo, <address>]
`,
  );
  writeFileSync(join(folder, 'logsift.yaml'), 'playbooks: { files: [playbooks.yaml] }\n');
  const request = { env: {}, home: folder, hostname: 'web01', root: false };
  const { config } = loadWithTopology({ ...request, files: [join(folder, 'logsift.yaml')] });
  store = Store.open({ folder: join(folder, 'state'), now: () => clock, notice: () => {} });
  const remediation = new Remediation({
    ...{ playbooks: new Playbooks(config, []), store, now: () => clock, log: () => {} },
  });
  links = new Links({
    publicUrl: 'https://ops.example.org/logsift',
    store,
    remediation,
    now: () => clock,
    timeZone: 'UTC',
  });
  server = new MonitoredServer({
    ...{ address: '127.0.0.1', status: madeStatus, stalled: () => null, links: links.pages },
  });
  await server.start();
  const line = sshd(`Failed password for ${HOSTILE} from 203.0.113.7 port 22 ssh2`);
  const incident = {
    ...incidentWith({ host: 'web01', app: 'sshd', actor: '203.0.113.7' }, [line]),
    ...{ headline: `Odd: ${HOSTILE}`, hosts: ['web01'] },
  };
  store.write('incidents', () => store.incidents.put([incident], NOW));
  message = {
    ...{ key: 'k', kind: 'page', headline: 'Odd', body: [], time: NOW },
    findings: [pageOf(incident)],
  };
  onTestFinished(async () => {
    await remediation.stop(5000);
    await server.stop();
    store.close();
  });
});

const pathOf = (label: string, of: Message = message) =>
  new URL(links.withLinks(of, 'desk').actions!.find((one) => one.label === label)!.url).pathname;
/** As a reverse proxy hands it on: the name is the public one. */
const ask = async (path: string, method = 'GET', headers = {}) => {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    headers,
    redirect: 'manual',
  });
  return { code: answer.status, text: await answer.text(), headers: answer.headers };
};

describe('links in messages', () => {
  test('lead to the public address, one for each thing that can be done', () => {
    const { actions = [] } = links.withLinks(message, 'desk');
    expect(actions.map(({ label }) => label)).toEqual([
      'Take it up',
      'Real',
      'Noise',
      'Expected',
      'Silence for 4 h',
      'Do: block',
    ]);
    for (const { url } of actions)
      expect(url).toMatch(/^https:\/\/ops\.example\.org\/logsift\/do\/[\w-]+\.[\w-]+$/);
    expect(links.withLinks(message, 'desk')).toEqual(links.withLinks(message, 'desk'));
  });

  test('are those that are left once somebody has taken it up', () => {
    const { actions = [] } = links.withLinks({ ...message, kind: 'ack' }, 'desk');
    expect(actions.map(({ label }) => label)).toEqual([
      ...['Real', 'Noise', 'Expected', 'Silence for 4 h', 'Do: block'],
    ]);
  });

  test('lead to the story of the first incident that a message tells of, whatever it says', () => {
    for (const kind of ['page', 'update', 'resolve'] as const)
      expect(links.withLinks({ ...message, kind, incidents: ['abc123', 'def456'] }, 'desk').link).toBe(
        'https://ops.example.org/logsift/incident/abc123',
      );
    expect(links.withLinks({ ...message, kind: 'self' }, 'desk').link).toBeUndefined();
  });

  test('leave a channel what it is', () => {
    const deliver = async () => ({ ok: true }) as const;
    const notifier: Notifier = { follows: true, render: () => 'shown', deliver };
    const linked = links.linked({ name: 'desk', updates: true, notifier });
    expect(linked).toMatchObject({ name: 'desk', updates: true, notifier: { follows: true } });
    expect(linked.notifier.render(message)).toBe('shown');
  });

  test('are left out where a message is not about one incident', () => {
    const [finding] = message.findings;
    for (const other of [
      { ...message, kind: 'resolve' as const },
      { ...message, kind: 'digest' as const },
      { ...message, findings: [] },
      { ...message, findings: [finding!, finding!] },
      { ...message, findings: [{ ...finding!, id: 'unknown' }] },
    ])
      expect(links.withLinks(other, 'desk')).not.toHaveProperty('actions');
  });
});

describe('the page of a link', () => {
  test('asks, and does nothing however often it is read', async () => {
    for (const label of ['Take it up', 'Real', 'Noise', 'Expected', 'Silence for 4 h', 'Do: block']) {
      for (const method of ['GET', 'HEAD', 'GET']) expect((await ask(pathOf(label), method)).code).toBe(200);
    }
    const { text } = await ask(pathOf('Take it up'));
    expect(text).toMatch(/<form method="post"><button type="submit">I take it up<\/button><\/form>/);
    expect(store.acknowledgements.list(9)).toEqual([]);
    expect(store.judgements.list(9)).toEqual([]);
    expect(store.silences.list()).toEqual([]);
    expect(store.actions.list({ limit: 9 })).toEqual([]);
  });

  test('runs nothing, is in no frame, tells nobody where it was, and shows hostile words as words', async () => {
    for (const label of ['Take it up', 'Do: block']) {
      const { text, headers } = await ask(pathOf(label));
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
      );
      const [, style = ''] = /<style>(.*)<\/style>/s.exec(text) ?? [];
      const hash = createHash('sha256').update(style).digest('base64');
      expect(headers.get('content-security-policy')).toContain(`'sha256-${hash}'`);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(text).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
      expect(text).toContain('&lt;script&gt;alert(1)');
    }
  });

  test('of a playbook shows the whole command and the line that it is for', async () => {
    const { text } = await ask(pathOf('Do: block'));
    expect(text).toContain('<pre>/bin/echo 203.0.113.7</pre>');
    expect(text).toContain('from 203.0.113.7 port 22 ssh2</pre>');
    expect(text).toContain('Note it (dry run)');
  });
});

describe('the button of a link', () => {
  test('takes an incident up, once', async () => {
    const path = pathOf('Take it up');
    expect(await ask(path, 'POST')).toMatchObject({ code: 200 });
    expect(await ask(path, 'POST')).toMatchObject({ code: 409 });
    expect(await ask(path)).toMatchObject({ code: 409 });
    expect(store.acknowledgements.list(9)).toMatchObject([
      { incident: message.findings[0]!.id, by: 'link sent to desk', at: NOW },
    ]);
  });

  test('does it once though it is pressed by many at the same time', async () => {
    const path = pathOf('Take it up');
    const codes = await Promise.all(Array.from({ length: 20 }, async () => (await ask(path, 'POST')).code));
    expect(codes.filter((code) => code === 200)).toHaveLength(1);
    expect(store.acknowledgements.list(99)).toHaveLength(1);
  });

  test.each([
    ['Real', 'real', null],
    ['Noise', 'noise', NOW + 90 * 24 * HOUR],
    ['Expected', 'expected', NOW + 30 * 24 * HOUR],
  ])('%s is kept as a verdict', async (label, verdict, until) => {
    expect((await ask(pathOf(label), 'POST')).text).toContain(`It is marked ${verdict}`);
    expect(store.judgements.list(9)).toMatchObject([
      { verdict, until, by: 'link sent to desk', wide: false },
    ]);
  });

  test('does not keep back what was called real', async () => {
    const { id, ...rest } = store.incidents.get(message.findings[0]!.id)!;
    store.write('incidents', () => {
      store.incidents.put([{ ...rest, id: 'before', aliases: [] }], NOW);
      store.incidents.judge('before', { verdict: 'real', at: NOW, until: null });
      new Outbox(store).put(
        [
          {
            message: { ...message, key: 'before', findings: [{ ...message.findings[0]!, id: 'before' }] },
            version: 0,
            critical: false,
          },
        ],
        { channels: ['desk'], now: NOW },
      );
    });
    expect((await ask(pathOf('Noise'), 'POST')).text).toMatch(/Nothing was saved.*1 that was called real/s);
    expect(store.judgements.list(9)).toEqual([]);
    expect(id).toBeDefined();
  });

  test('silences the hosts of the incident for four hours', async () => {
    expect(await ask(pathOf('Silence for 4 h'), 'POST')).toMatchObject({ code: 200 });
    const [silence] = store.silences.list();
    expect(silence).toMatchObject({ made: NOW, until: NOW + 4 * HOUR });
    expect(JSON.parse(silence!.written)).toMatchObject({
      match: { host: ['web01'] },
      owner: 'link sent to desk',
    });
  });

  test('says yes to a playbook, for the very command that was shown', async () => {
    const path = pathOf('Do: block');
    expect(await ask(path, 'POST')).toMatchObject({ code: 200 });
    expect(store.actions.list({ limit: 9 })).toMatchObject([
      { by: 'link sent to desk', state: 'dry', argv: ['/bin/echo', '203.0.113.7'] },
    ]);
  });

  test('says nothing to a command that is another by now', async () => {
    const path = pathOf('Do: block');
    const incident = store.incidents.get(message.findings[0]!.id)!;
    const about = { ...incident.root.about, actor: '203.0.113.8' };
    const evidence = [{ source: 'x', text: sshd('Failed password for root from 203.0.113.8 port 22 ssh2') }];
    store.write('incidents', () =>
      store.incidents.put([{ ...incident, root: { ...incident.root, about, evidence } }], NOW),
    );
    expect(await ask(path, 'POST')).toMatchObject({ code: 410 });
    expect(store.actions.list({ limit: 9 })).toEqual([]);
  });

  test('does nothing when the link is too old, forged, cut, or for another thing', async () => {
    const path = pathOf('Take it up');
    expect(await ask(path.slice(0, -1), 'POST')).toMatchObject({ code: 404 });
    expect(await ask('/do/', 'POST')).toMatchObject({ code: 404 });
    const [payload, signature] = path.split('/do/')[1]!.split('.');
    const [other] = pathOf('Noise').split('/do/')[1]!.split('.');
    expect(await ask(`/do/${other}.${signature}`, 'POST')).toMatchObject({ code: 404 });
    expect(await ask(`/do/${payload}.`, 'POST')).toMatchObject({ code: 404 });
    clock = NOW + 24 * HOUR;
    expect(await ask(path, 'POST')).toMatchObject({ code: 410 });
    expect(await ask(path)).toMatchObject({ code: 410 });
    expect(store.acknowledgements.list(9)).toEqual([]);
    expect(store.judgements.list(9)).toEqual([]);
  });

  test('knows no other ways', async () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      expect(await ask(pathOf('Take it up'), method)).toMatchObject({ code: 405 });
    expect(store.acknowledgements.list(9)).toEqual([]);
  });

  test('holds after a restart, as does that it was used', async () => {
    const [used, unused] = [pathOf('Take it up'), pathOf('Real')];
    await ask(used, 'POST');
    const again = new Links({
      publicUrl: 'https://x.example',
      store,
      remediation: { offersFor: () => [], tick: () => {} },
      now: () => clock,
    });
    expect(again.pages.answer('POST', used)?.code).toBe(409);
    expect(again.pages.answer('GET', unused)?.code).toBe(200);
  });
});

test('status and changes stay as they are for those who come through a proxy', async () => {
  expect(await ask('/status', 'GET', { origin: 'https://ops.example.org' })).toMatchObject({ code: 403 });
  expect(await ask('/healthz')).toMatchObject({ code: 200 });
});
