import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/core/notifier.ts';
import email from '../../src/notifiers/email.ts';
import { HOSTILE, madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks, SECRET } from '../../src/testing/notifier-checks.ts';
import { within } from '../../src/testing/source-read.ts';
import { certificates } from '../sources/certificates.ts';
import { scratch } from '../sources/scratch.ts';
import { linksIn } from './links.ts';
import { headerOf, readMail } from './mime.ts';
import { type SmtpBehaviour, SmtpServer } from './smtp-server.ts';

const HEADERS = new Set([
  ...[
    'From',
    'To',
    'Subject',
    'Message-ID',
    'In-Reply-To',
    'References',
    'Date',
    'MIME-Version',
    'Content-Type',
  ],
  ...['List-ID', 'Auto-Submitted', 'X-Auto-Response-Suppress', 'X-Logsift-Key'],
  ...['X-Priority', 'X-Msmail-Priority', 'Importance'],
]);
const people = { from: 'logsift@example.org', to: ['ops@example.org', 'noc@example.org'] };

const checks = notifierChecks(email, {
  fileName: 'email',
  remote: false,
  options(url) {
    const { hostname, port } = new URL(url);
    return { host: hostname, port: Number(port) || 25, tls: 'none', allow_private: true, ...people };
  },
  async peer() {
    const server = await SmtpServer.start();
    return {
      url: `smtp://127.0.0.1:${server.port}`,
      sent: () => JSON.stringify(readMail(server.mails[0]!.raw)),
      stop: () => server.stop(),
    };
  },
  checkSent(sent) {
    const { headers, text, html } = JSON.parse(sent) as ReturnType<typeof readMail>;
    expect(headers.map(([name]) => name).filter((name) => !HEADERS.has(name))).toEqual([]);
    expect(new Set(headers.map(([name]) => name)).size).toBe(headers.length);
    expect(headerOf(headers, 'to')).toBe(people.to.join(', '));
    expect(headerOf(headers, 'subject').length).toBeLessThanOrEqual(170);
    expect(linksIn(text)).toEqual([]);
    expect(html).not.toMatch(/<(?:script|img|link|style|iframe|a)\b/i);
    expect(html).not.toMatch(/:\/\/|mailto:/);
  },
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

const at = scratch();

async function sends(
  behaviour: SmtpBehaviour,
  {
    message = madeMessage(),
    options = {},
    reference,
    deadline = 20_000,
  }: {
    readonly message?: Message;
    readonly options?: object;
    readonly reference?: string;
    readonly deadline?: number;
  } = {},
) {
  const server = await SmtpServer.start(behaviour);
  try {
    const parsed = email.schema.parse({
      ...{ host: '127.0.0.1', port: server.port, tls: 'none', allow_private: true },
      ...people,
      ...options,
    });
    const channel = email.create(parsed, { now: () => 0, write: () => {}, timeZone: 'UTC' });
    const signal = AbortSignal.timeout(deadline);
    const delivery = await channel.deliver(message, {
      signal,
      ...(reference === undefined ? {} : { reference }),
    });
    const [mail] = server.mails;
    return {
      delivery,
      mail,
      read: mail === undefined ? null : readMail(mail.raw),
      commands: server.commands,
    };
  } finally {
    await server.stop();
  }
}

describe('for a system that makes tickets of mail', () => {
  const options = { ticket: true };

  test('a mail says neither that it is from a machine nor from a list, and has the mark of its matter', async () => {
    const { read } = await sends({}, { options });
    const names = read!.headers.map(([name]) => name.toLowerCase());
    for (const name of ['auto-submitted', 'x-auto-response-suppress', 'list-id']) {
      expect(names).not.toContain(name);
    }
    expect(headerOf(read!.headers, 'subject')).toBe(`[logsift-5d41402abc4b2a76] ${madeMessage().headline}`);
  });

  test('what follows is an answer to the first mail, with the same mark; what only reminds is not sent', async () => {
    const first = '<5d41402abc4b2a76.page.1@example.org>';
    const message: Message = { ...madeMessage(), kind: 'resolve', headline: 'Over' };
    const { read } = await sends({}, { options, message, reference: first });
    expect(headerOf(read!.headers, 'subject')).toBe('[logsift-5d41402abc4b2a76] Over');
    expect(headerOf(read!.headers, 'in-reply-to')).toBe(first);
    const again = { ...message, kind: 'update' as const, reminder: true as const };
    const none = await sends({}, { options, message: again, reference: first });
    expect(none).toMatchObject({ delivery: { ok: true, reference: first }, commands: [] });
  });

  test('it is told what changes meanwhile, and given no links by which anybody could act', async () => {
    const given = { host: 'mail.example', ...people };
    const follows = (more: object) =>
      email.create(email.schema.parse({ ...given, ...more }), { now: () => 0, write: () => {} }).follows;
    expect([follows(options), follows({})]).toEqual([true, false]);
    const message = {
      ...madeMessage(),
      actions: [{ label: 'Take it up', url: 'https://logsift.example/do/x' }],
    };
    const { mail } = await sends({}, { options, message });
    expect(mail!.raw.toString()).not.toContain('/do/x');
    expect((await sends({}, { message })).mail!.raw.toString()).toContain('/do/x');
  });
});

describe('a mail', () => {
  test('goes to all recipients, with the text and the same as HTML', async () => {
    const { mail, read } = await sends({});
    expect(mail).toMatchObject(people);
    expect(headerOf(read!.headers, 'from')).toBe('logsift <logsift@example.org>');
    expect(headerOf(read!.headers, 'subject')).toBe(`[logsift] ${madeMessage().headline}`);
    expect(headerOf(read!.headers, 'list-id')).toBe('logsift <logsift.example.org>');
    expect(headerOf(read!.headers, 'auto-submitted')).toBe('auto-generated');
    expect(Date.parse(headerOf(read!.headers, 'date'))).toBe(madeMessage().time);
    for (const part of [read!.text, read!.html]) expect(part).toContain('Accepted password for root');
  });

  test('with a report has all of it, as text and as a page in which nothing of a log becomes a link', async () => {
    const log = 'http://evil.example/x @here &amp; a.example.org';
    const page = `<!doctype html><style>a.b { c: d }</style><p title="x">${log} &#39;</p><svg aria-label="y"></svg>`;
    const message = { ...madeMessage(), kind: 'digest' as const, report: { text: log, html: page } };
    const { read } = await sends({}, { message });
    expect(linksIn(read!.text)).toEqual([]);
    expect(read!.text.replaceAll('\u2060', '').trim()).toBe(log);
    expect(read!.html).toContain('<style>a.b { c: d }</style><p title="x">http:&#8288;//evil.&#8288;example');
    expect(read!.html.replaceAll('&#8288;', '').trim()).toBe(page);
  });

  test('is the same one at every try, after an error or a cut connection, and another one as an update', async () => {
    const ids: string[] = [];
    for (const behaviour of [
      { dropsAfterData: true },
      { replies: { end: '451 4.3.0 later' } },
      {},
    ] as const) {
      const { read } = await sends(behaviour);
      ids.push(headerOf(read!.headers, 'message-id'));
    }
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^<5d41402abc4b2a76\.page\.\d+@example\.org>$/);
    const update = { ...madeMessage(), kind: 'update' as const, time: madeMessage().time + 60_000 };
    const { read } = await sends({}, { message: update });
    expect(headerOf(read!.headers, 'message-id')).not.toBe(ids[0]);
  });

  test('about the same matter is in the same thread, and answers the first one', async () => {
    const first = await sends({});
    const reference = first.delivery.ok ? first.delivery.reference! : '';
    expect(reference).toBe(headerOf(first.read!.headers, 'message-id'));
    const message = { ...madeMessage(), kind: 'resolve' as const, time: madeMessage().time + 1 };
    const last = await sends({}, { message, reference });
    expect(headerOf(last.read!.headers, 'in-reply-to')).toBe(reference);
    const root = headerOf(first.read!.headers, 'references');
    expect(headerOf(last.read!.headers, 'references')).toBe(`${root} ${reference}`);
    expect(last.delivery).toEqual({ ok: true, reference });
  });

  test('has no header more, whatever a headline holds', async () => {
    for (const headline of [
      ...HOSTILE,
      'a\r\nBcc: all@example.org',
      'a\nX: b',
      'Ä\r\n\r\nbody',
      '\r\n.\r\nQUIT',
    ]) {
      const { mail, read } = await sends(
        {},
        { message: { ...madeMessage(), headline, key: `k\r\nX: ${headline}` } },
      );
      expect(mail!.to).toEqual(people.to);
      expect(read!.headers.map(([name]) => name).filter((name) => !HEADERS.has(name))).toEqual([]);
    }
  });

  test('has a link where more can be seen', async () => {
    const link = 'https://logsift.example/incident/1';
    const { read } = await sends({}, { message: { ...madeMessage(), link } });
    expect(read!.html).toContain(`<a href="${link}">`);
    expect(read!.text).toContain(`see ${link}`);
  });
});

describe('a mail server that', () => {
  const reply = (command: string, text: string) => ({ replies: { [command]: text } });
  test.each([
    ['is busy at the greeting', reply('greeting', '421 4.3.2 not now'), false],
    ['greylists', reply('RCPT', '450 4.2.0 greylisted'), false],
    ['has a local error', reply('end', '451 4.3.0 local error'), false],
    ['has no room for mailboxes', reply('end', '552 5.2.2 mailbox full'), false],
    ['drops the connection after the text', { dropsAfterData: true } as const, false],
    ['wants no mail as long as this one', reply('end', '552 5.3.4 message too big'), true],
    ['says so in words', reply('MAIL', '552 Message size exceeds fixed maximum message size'), true],
    ['has no room, and says so in words', reply('end', '552 mailbox size limit exceeded'), false],
    ['does not know the sender', reply('MAIL', '550 5.7.1 not you'), true],
    ['does not know anybody', reply('RCPT', '550 5.1.1 no such user'), true],
    ['takes it for spam', reply('end', '554 5.7.1 spam'), true],
  ])('%s', async (_, behaviour, permanent) => {
    const { delivery } = await sends(behaviour);
    expect(delivery).toMatchObject({ ok: false, permanent });
  });

  test('never says a word costs no more than the deadline', async () => {
    const trying = sends({ hangs: true }, { deadline: 300 });
    const { delivery } = await within(20_000, 'a server that says nothing', trying);
    expect(delivery).toMatchObject({
      ok: false,
      permanent: false,
      reason: expect.stringContaining('in time'),
    });
  });

  test('is not there is tried again', async () => {
    const server = await SmtpServer.start();
    const { port } = server;
    await server.stop();
    const { delivery } = await sends({}, { options: { port } });
    expect(delivery).toMatchObject({ ok: false, permanent: false });
    expect(JSON.stringify(delivery)).toContain('ECONNREFUSED');
  });

  test('takes it for one of several recipients has taken it', async () => {
    const { delivery, mail } = await sends({ refuses: people.to[0]! });
    expect(delivery.ok).toBe(true);
    expect(mail!.to).toEqual([people.to[1]]);
  });
});

describe('TLS', () => {
  const pem = (path: string) => readFileSync(path, 'utf8');
  const of = (name: 'server' | 'stranger', implicit: boolean) => {
    const { cert, key } = certificates(at)[name];
    return { tls: { cert: pem(cert), key: pem(key), ...(implicit ? { implicit: true as const } : {}) } };
  };
  const options = (tls: 'starttls' | 'implicit') => ({
    ...{ tls, ca: pem(certificates(at).ca), user: 'logsift', password: SECRET },
  });

  test.each(['starttls', 'implicit'] as const)('%s: the mail and the password are encrypted', async (tls) => {
    const { delivery, mail, commands } = await sends(of('server', tls === 'implicit'), {
      options: options(tls),
    });
    expect(delivery.ok).toBe(true);
    expect(mail!.encrypted).toBe(true);
    const login = commands.findIndex((line) => line.startsWith('AUTH'));
    expect(login).toBeGreaterThan(commands.indexOf('STARTTLS'));
  });

  test.each(['starttls', 'implicit'] as const)(
    '%s: a certificate of a stranger gets no mail and no password, and is tried again',
    async (tls) => {
      const { delivery, mail, commands } = await sends(of('stranger', tls === 'implicit'), {
        options: options(tls),
      });
      expect(delivery).toMatchObject({
        ok: false,
        permanent: false,
        reason: expect.stringContaining('no TLS: '),
      });
      expect(mail).toBeUndefined();
      expect(commands.some((line) => line.startsWith('AUTH'))).toBe(false);
    },
  );

  test('a server that offers none gets no mail and no password', async () => {
    const { delivery, mail, commands } = await sends({}, { options: options('starttls') });
    expect(delivery).toMatchObject({ ok: false, permanent: false });
    expect(mail).toBeUndefined();
    expect(commands.some((line) => line.startsWith('AUTH'))).toBe(false);
  });

  test('a password that is refused is not tried again, and not said', async () => {
    const login = Buffer.from(`\0logsift\0${SECRET}`).toString('base64');
    const behaviour = { ...of('server', false), replies: { AUTH: `535 5.7.8 wrong: ${login} ${SECRET}` } };
    const { delivery } = await sends(behaviour, { options: options('starttls') });
    expect(delivery).toMatchObject({ ok: false, permanent: true, reason: expect.stringContaining('535') });
    expect(JSON.stringify(delivery)).not.toContain(SECRET);
    expect(JSON.stringify(delivery)).not.toContain(login);
  });
});

test.each(['127.0.0.1', 'localhost', '::1'])(
  '%s is no mail server unless the configuration permits it',
  async (host) => {
    const { delivery, commands } = await sends({}, { options: { host, allow_private: false } });
    expect(delivery).toMatchObject({ permanent: true, reason: expect.stringContaining('allow_private') });
    expect(commands).toEqual([]);
  },
);

describe('options', () => {
  const good = { host: 'mail.example.org', ...people };
  test.each([
    [{ ...good, to: [] }],
    [{ ...good, to: ['a@example.org\r\nBcc: b@example.org'] }],
    [{ ...good, from: 'A <a@example.org>' }],
    [{ ...good, user: 'a' }],
    [{ ...good, user: 'a', password: 'b', tls: 'none' }],
    [{ ...good, host: 'mail example' }],
    [{ ...good, port: 0 }],
  ])('%j are refused', (given) => {
    expect(email.schema.safeParse(given).success).toBe(false);
  });

  test('STARTTLS is the rule', () => {
    expect(email.schema.parse(good)).toMatchObject({ tls: 'starttls' });
  });
});
