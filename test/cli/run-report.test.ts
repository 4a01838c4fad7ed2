import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Outbox } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { Receiver } from '../../src/testing/receiver.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { headerOf, readMail } from '../notifiers/mime.ts';
import { SmtpServer } from '../notifiers/smtp-server.ts';
import { lineOf, listeningDaemon, PATIENCE } from './run-fixture.ts';

const HOUR = 3_600_000;

test('the daily report leaves by mail and webhook, once, whenever the daemon is killed', async () => {
  const [receiver, server] = [await Receiver.start(), await SmtpServer.start()];
  onTestFinished(async () => void (await Promise.all([receiver.stop(), server.stop()])));
  const folder = temporaryFolder();
  const state = join(folder, 'state');
  mkdirSync(state);
  // Yesterday's is the last one, and today's was due an hour ago, wherever on the day that is.
  const due = Math.floor(Date.now() / 60_000) * 60_000 - HOUR;
  const store = Store.open({ folder: state, now: Date.now, notice: () => {} });
  const before = due - 24 * HOUR;
  const day = new Date(before).toISOString().slice(0, 10);
  new Outbox(store).remember({ name: 'report', state: { day, to: before } });
  store.close();
  const { run, say, status } = await listeningDaemon({
    folder,
    yaml: `timezone: UTC
notifiers:
  - { type: webhook, name: desk, url: '${receiver.url()}', allow_private: true }
  - { type: email, name: mail, host: 127.0.0.1, port: ${server.port}, tls: none, allow_private: true, from: logsift@example.org, to: [ops@example.org] }
report: { at: "${new Date(due).toISOString().slice(11, 16)}", to: [desk, mail] }
`,
  });
  receiver.behaviour = 'hang';
  await run.start();
  await say([lineOf('alpha', 'controller', 'all is well')]);
  await vi.waitFor(() => expect(receiver.requests.length).toBe(1), PATIENCE);
  await vi.waitFor(() => expect(server.mails.length).toBe(1), PATIENCE);
  await vi.waitFor(async () => {
    const mail = (await status()).channels.find(({ name }) => name === 'mail');
    expect(mail).toMatchObject({ pending: 0, delivered: 1 });
  }, PATIENCE);
  await run.end('SIGKILL');
  receiver.behaviour = { status: 200 };
  for (let i = 0; i < 2; i++) {
    await run.start();
    await vi.waitFor(async () => {
      const { channels, state: how } = await status();
      expect(how).toBe('running');
      for (const channel of channels) expect(channel).toMatchObject({ pending: 0, delivered: 1 });
    }, PATIENCE);
    // Long enough for a second one to leave.
    await sleep(6000);
    await run.end('SIGKILL');
  }
  const keys = receiver.requests.map(({ headers }) => headers['idempotency-key']);
  expect([keys.length, new Set(keys).size, server.mails.length]).toEqual([2, 1, 1]);
  const body = JSON.parse(receiver.requests[0]!.body) as { kind: string; headline: string; body: string[] };
  expect(body).toMatchObject({ kind: 'digest', headline: expect.stringMatching(/^Daily report: no page, /) });
  expect(body.body[1]).toBe('All is well: nothing had to be told, and logsift works.');
  const { headers, text, html } = readMail(server.mails[0]!.raw);
  expect(headerOf(headers, 'subject')).toMatch(/^\[logsift\] Daily report: no page, /);
  expect(text).toContain('logsift itself');
  expect(html).toContain('logsift itself');
}, 240_000);
