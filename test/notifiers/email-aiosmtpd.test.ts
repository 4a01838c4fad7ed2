import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Delivery, Message } from '../../src/core/notifier.ts';
import email from '../../src/notifiers/email.ts';
import { renderDaily } from '../../src/report/daily.ts';
import { htmlDaily } from '../../src/report/daily-html.ts';
import { shortDaily } from '../../src/report/daily-short.ts';
import { painter } from '../../src/report/page.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';
import { sampleDaily } from '../report/sample-daily.ts';
import { certificates } from '../sources/certificates.ts';
import { have, scratch } from '../sources/scratch.ts';
import { headerOf, readMail } from './mime.ts';
import { type PeerOptions, python, SmtpPeer } from './smtp-peer.ts';
import type { ReceivedMail } from './smtp-server.ts';

const at = scratch();
const people = { from: 'logsift@example.org', to: ['ops@example.org', 'noc@example.org'] };
const page = madeMessage();
const update: Message = { ...page, kind: 'update', time: page.time + 60_000, headline: 'It spreads' };
const end: Message = { ...page, kind: 'resolve', time: page.time + 120_000, headline: 'Over', findings: [] };
const why = python === null ? ' (skipped: no Python has aiosmtpd)' : '';

/** Sends messages one after the other, each with what came of those before. */
async function sent(
  messages: readonly Message[],
  { peer = {}, options = {} }: { readonly peer?: PeerOptions; readonly options?: object } = {},
) {
  const server = await SmtpPeer.start(peer);
  const deliveries: Delivery[] = [];
  let mails: readonly ReceivedMail[] = [];
  try {
    const { port } = server;
    const relay = { host: '127.0.0.1', port, tls: 'none', allow_private: true };
    const parsed = email.schema.parse({ ...relay, ...people, ...options });
    const channel = email.create(parsed, { now: () => 0, write: () => {}, timeZone: 'UTC' });
    let reference: string | undefined;
    for (const message of messages) {
      const signal = AbortSignal.timeout(20_000);
      const known = reference === undefined ? {} : { reference };
      const delivery = await channel.deliver(message, { signal, ...known });
      deliveries.push(delivery);
      if (delivery.ok) reference = delivery.reference;
    }
  } finally {
    mails = await server.stop();
  }
  return { deliveries, mails, read: mails.map(({ raw }) => readMail(raw)) };
}

describe.skipIf(python === null)(`mail to aiosmtpd${why}`, () => {
  test('a page, its update and its end are one thread', async () => {
    const { deliveries, mails, read } = await sent([page, update, end]);
    expect(deliveries.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(mails).toMatchObject([people, people, people]);
    const header = (name: string) => read.map(({ headers }) => headerOf(headers, name));
    const [first = ''] = header('message-id');
    expect(new Set(header('message-id')).size).toBe(3);
    expect(header('in-reply-to')).toEqual(['', first, first]);
    const [root] = header('references');
    expect(header('references')).toEqual([root, `${root} ${first}`, `${root} ${first}`]);
    expect(header('subject')).toEqual([page, update, end].map(({ headline }) => `[logsift] ${headline}`));
    for (const part of [read[0]!.text, read[0]!.html]) expect(part).toContain('Accepted password for root');
  });

  test('the daily report comes whole, as text and as HTML', async () => {
    const report = sampleDaily();
    const text = renderDaily(report, { width: 78, paint: painter(false), timeZone: 'UTC' });
    const html = htmlDaily(report, 'UTC');
    const short = shortDaily(report, 'UTC');
    const daily: Message = { ...page, ...short, kind: 'digest', findings: [], report: { text, html } };
    const { deliveries, read } = await sent([daily]);
    expect(deliveries).toMatchObject([{ ok: true }]);
    const [mail] = read;
    expect(headerOf(mail!.headers, 'content-type')).toMatch(/^multipart\/alternative;/);
    expect(headerOf(mail!.headers, 'list-id')).toBe('logsift <logsift.example.org>');
    expect(mail!.text.replaceAll('\u2060', '').trim()).toBe(text.trim());
    expect(mail!.html.replaceAll('&#8288;', '').trim()).toBe(html.trim());
  });

  test('a recipient whom it refuses (550) keeps the mail from nobody else; none left is the end of it', async () => {
    const one = await sent([page], { peer: { refuses: [people.to[0]!] } });
    expect(one.deliveries).toMatchObject([{ ok: true }]);
    expect(one.mails).toMatchObject([{ to: [people.to[1]] }]);
    const none = await sent([page], { peer: { refuses: people.to } });
    const reason = expect.stringContaining('550');
    expect(none).toMatchObject({ deliveries: [{ ok: false, permanent: true, reason }], mails: [] });
  });

  test('a mail longer than its SIZE is not tried again', async () => {
    const { deliveries, mails } = await sent([page], { peer: { size: 1000 } });
    const reason = expect.stringContaining('552');
    expect(deliveries).toMatchObject([{ ok: false, permanent: true, reason }]);
    expect(mails).toEqual([]);
  });

  test('a connection cut after the text is tried again, with the same Message-ID', async () => {
    const { deliveries, read } = await sent([page, page], { peer: { drops: 1 } });
    expect(deliveries).toMatchObject([{ ok: false, permanent: false }, { ok: true }]);
    const ids = read.map(({ headers }) => headerOf(headers, 'message-id'));
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  describe.skipIf(!have('openssl'))('that insists on STARTTLS', () => {
    test('a mail goes over TLS', async () => {
      const { ca, server } = certificates(at);
      const options = { tls: 'starttls', ca: readFileSync(ca, 'utf8') };
      const { deliveries, mails } = await sent([page], { peer: server, options });
      expect(deliveries).toMatchObject([{ ok: true }]);
      expect(mails).toMatchObject([{ ...people, encrypted: true }]);
    });

    test('without it none is handed over, and the answer is said', async () => {
      const { deliveries, mails } = await sent([page], { peer: certificates(at).server });
      const reason = expect.stringContaining('530');
      expect(deliveries).toMatchObject([{ ok: false, permanent: true, reason }]);
      expect(mails).toEqual([]);
    });
  });
});
