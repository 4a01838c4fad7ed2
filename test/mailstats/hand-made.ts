import { seededRandom } from '../../src/kit/random.ts';

/** A day of two mail servers' kinds of line, as Postfix 3 writes them; some as older ones did. */
export const HAND_MADE: readonly string[] = day(1, [
  // A letter from the network, with authentication, to two places.
  'postfix/submission/smtpd[201]: connect from laptop.office.example.org[192.0.2.10]',
  'postfix/submission/smtpd[201]: 4ABCDEF123: client=laptop.office.example.org[192.0.2.10], sasl_method=PLAIN, sasl_username=anna',
  'postfix/cleanup[202]: 4ABCDEF123: message-id=<1@example.org>',
  'postfix/qmgr[203]: 4ABCDEF123: from=<Anna@Example.ORG>, size=4711, nrcpt=2 (queue active)',
  'postfix/submission/smtpd[201]: disconnect from laptop.office.example.org[192.0.2.10] ehlo=2 starttls=1 auth=1 mail=1 rcpt=2 data=1 quit=1 commands=9',
  'postfix/smtp[204]: 4ABCDEF123: to=<Bob@Example.com>, relay=mx.example.com[198.51.100.7]:25, delay=1.2, delays=0.1/0.01/0.5/0.6, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 12345)',
  'postfix/smtp[204]: 4ABCDEF123: to=<carol@example.net>, relay=mx.example.net[198.51.100.8]:25, conn_use=2, delay=31, delays=1/0/30/0, dsn=4.2.0, status=deferred (host mx.example.net[198.51.100.8] said: 450 4.2.0 <carol@example.net>: Recipient address rejected: Greylisted, see http://postgrey.example.com/ (in reply to RCPT TO command))',
  'postfix/qmgr[203]: 4ABCDEF123: from=<Anna@Example.ORG>, size=4711, nrcpt=2 (queue active)',
  'postfix/smtp[204]: 4ABCDEF123: to=<carol@example.net>, relay=none, delay=4000, delays=3999/0/1/0, dsn=4.4.1, status=deferred (connect to mx.example.net[198.51.100.8]:25: Connection timed out)',
  'postfix/smtp[204]: 4ABCDEF123: to=<carol@example.net>, relay=mx.example.net[198.51.100.8]:25, delay=8123, delays=8122/0/0.5/0.5, dsn=2.0.0, status=sent (250 ok)',
  'postfix/qmgr[203]: 4ABCDEF123: removed',
  // A short queue id, an IPv6 client, a bounce, its notification.
  'postfix/smtpd[205]: connect from unknown[2001:db8::25]',
  'postfix/smtpd[205]: 1F2E3: client=unknown[2001:db8::25]',
  'postfix/qmgr[203]: 1F2E3: from=<list-return-36@lists.example.com>, size=900000, nrcpt=1 (queue active)',
  'postfix/smtpd[205]: disconnect from unknown[2001:db8::25] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4',
  'postfix/local[206]: 1F2E3: to=<nobody@mail.example.org>, orig_to=<Nobody@Example.org>, relay=local, delay=0.05, delays=0.03/0/0/0.02, dsn=5.1.1, status=bounced (unknown user: "nobody")',
  'postfix/bounce[207]: 1F2E3: sender non-delivery notification: 2A2B2',
  'postfix/qmgr[203]: 2A2B2: from=<>, size=2500, nrcpt=1 (queue active)',
  'postfix/qmgr[203]: 1F2E3: removed',
  'postfix/smtp[204]: 2A2B2: to=<list-return-36@lists.example.com>, relay=lists.example.com[203.0.113.4]:25, delay=90, delays=0/0/60/30, dsn=5.0.0, status=bounced (host lists.example.com[203.0.113.4] said: 550 5.7.1 This is a very long refusal that has to be cut somewhere: because of policy (in reply to MAIL FROM command))',
  // An alias that forwards, and a pipe.
  'postfix/smtpd[205]: connect from mail.sub.example.co.uk[203.0.113.5]',
  'postfix/smtpd[205]: 3C3C3C: client=mail.sub.example.co.uk[203.0.113.5]',
  'postfix/qmgr[203]: 3C3C3C: from=<>, size=3000, nrcpt=1 (queue active)',
  'postfix/local[206]: 3C3C3C: to=<team@mail.example.org>, orig_to=<team@example.org>, relay=local, delay=0.1, delays=0.1/0/0/0, dsn=2.0.0, status=sent (forwarded as 3D3D3D)',
  'postfix/qmgr[203]: 3D3D3D: from=<>, size=3100, nrcpt=1 (queue active)',
  'postfix/pipe[208]: 3D3D3D: to=<dora@lists.example.org>, relay=mailman, delay=0.4, delays=0.1/0/0/0.3, dsn=2.0.0, status=sent (delivered via mailman service)',
  'postfix/smtpd[205]: disconnect from mail.sub.example.co.uk[203.0.113.5] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5',
  // Mail of the machine itself.
  'postfix/pickup[209]: 5E5E5E: uid=0 from=<root>',
  'postfix/qmgr[203]: 5E5E5E: from=<root>, size=512, nrcpt=1 (queue active)',
  'postfix/virtual[210]: 5E5E5E: to=<root@example.org>, relay=virtual, delay=0.02, delays=0.01/0/0/0.01, dsn=2.0.0, status=sent (delivered to maildir)',
  'postfix/pickup[209]: 5F5F5F: sender=backup',
  'postfix/qmgr[203]: 5F5F5F: from=<backup@db1.example.org>, size=0, nrcpt=1 (queue active)',
  'postfix/lmtp[211]: 5F5F5F: to=<ops@example.org>, relay=mail.example.org[private/dovecot-lmtp], delay=70.5, delays=0/0/0/70.5, dsn=2.0.0, status=sent (250 2.0.0 <ops@example.org> Saved)',
  // A letter whose size came before the log.
  'postfix/smtp[204]: 6A6A6A: to=<erna@gmail.example>, relay=mx.gmail.example[198.51.100.99]:25, delay=3, delays=1/1/1/0, dsn=2.0.0, status=sent (250 ok)',
  'postfix/smtp[204]: 6A6A6A: to=<fritz@gmail.example>, relay=mx.gmail.example[198.51.100.99]:25, delay=3, delays=1/1/1/0, dsn=2.0.0, status=sent (250 ok)',
  // Rejected: each command, each reason.
  'postfix/smtpd[212]: connect from unknown[203.0.113.66]',
  'postfix/smtpd[212]: NOQUEUE: reject: RCPT from unknown[203.0.113.66]: 554 5.7.1 Service unavailable; Client host [203.0.113.66] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/203.0.113.66; from=<x@spam.example> to=<anna@example.org> proto=ESMTP helo=<x>',
  'postfix/smtpd[212]: NOQUEUE: reject: RCPT from unknown[203.0.113.66]: 550 5.1.1 <who@example.org>: Recipient address rejected: User unknown in local recipient table; from=<x@spam.example> to=<who@example.org> proto=ESMTP helo=<x>',
  'postfix/smtpd[212]: NOQUEUE: reject: RCPT from unknown[203.0.113.66]: 450 4.1.8 <x@nowhere.invalid>: Sender address rejected: Domain not found; from=<x@nowhere.invalid> to=<anna@example.org> proto=ESMTP helo=<x>',
  'postfix/smtpd[212]: NOQUEUE: reject: RCPT from unknown[203.0.113.66]: 504 5.5.2 <WIN-1>: Helo command rejected: need fully-qualified hostname; from=<x@spam.example> to=<anna@example.org> proto=ESMTP helo=<WIN-1>',
  'postfix/smtpd[212]: NOQUEUE: reject: RCPT from unknown[203.0.113.66]: 454 4.7.1 <y@example.com>: Relay access denied; from=<x@spam.example> to=<y@example.com> proto=SMTP helo=<x>',
  'postfix/smtpd[212]: NOQUEUE: reject: RCPT from mail.bulk.example.com[203.0.113.67]: 450 4.2.0 <anna@example.org>: Recipient address rejected: Greylisted for 5 minutes; from=<> to=<anna@example.org> proto=ESMTP helo=<mail.bulk.example.com>',
  'postfix/smtpd[212]: NOQUEUE: reject: RCPT from unknown[2001:db8::66]: 554 5.7.1 <unknown[2001:db8::66]>: Client host rejected: Access denied; from=<x@spam.example> to=<anna@example.org> proto=ESMTP helo=<x>',
  'postfix/smtpd[212]: NOQUEUE: reject: RCPT from unknown[203.0.113.66]: 450 4.7.1 Client host rejected: cannot find your hostname, [203.0.113.66]; from=<x@spam.example> to=<anna@example.org> proto=ESMTP helo=<x>',
  'postfix/smtpd[212]: NOQUEUE: reject: MAIL from unknown[203.0.113.66]: 552 5.3.4 Message size exceeds fixed limit; proto=ESMTP helo=<big>',
  'postfix/smtpd[212]: NOQUEUE: reject: MAIL from unknown[203.0.113.66]: 451 4.3.0 <x@y>: Temporary lookup failure; from=<x@y> proto=ESMTP helo=<x>',
  'postfix/smtpd[212]: NOQUEUE: reject: VRFY from unknown[203.0.113.66]: 502 5.5.1 VRFY command is disabled; proto=SMTP',
  'postfix/smtpd[212]: NOQUEUE: reject: VRFY from unknown[203.0.113.66]: 550 5.1.1 <root>: Recipient address rejected: User unknown in local recipient table; to=<root> proto=SMTP',
  'postfix/smtpd[212]: NOQUEUE: reject: HELO from unknown[203.0.113.66]: 501 5.5.2 <->: Helo command rejected: Invalid name; proto=SMTP helo=<->',
  'postfix/smtpd[212]: NOQUEUE: reject: EHLO from unknown[203.0.113.66]: 504 5.5.2 <a>: Helo command rejected: need fully-qualified hostname; proto=SMTP helo=<a>',
  'postfix/smtpd[212]: NOQUEUE: reject: ETRN from unknown[203.0.113.66]: 459 4.7.1 <example.org>: ETRN target rejected; proto=ESMTP helo=<x>',
  'postfix/smtpd[212]: NOQUEUE: reject: CONNECT from unknown[203.0.113.66]: 554 5.7.1 <unknown[203.0.113.66]>: Client host rejected: Access denied; proto=SMTP',
  'postfix/smtpd[212]: NOQUEUE: reject: CONNECT from unknown[203.0.113.66]: 421 4.3.2 All server ports are busy; proto=SMTP',
  'postfix/smtpd[212]: NOQUEUE: reject: DATA from unknown[203.0.113.66]: 503 5.5.0 <DATA>: Data command rejected: Improper use of SMTP command pipelining; from=<x@spam.example> to=<anna@example.org> proto=SMTP helo=<x>',
  'postfix/smtpd[212]: NOQUEUE: reject: RCPT from unknown[203.0.113.66]: 503 Improper use of SMTP command pipelining; from=<x@spam.example> proto=SMTP',
  'postfix/smtpd[212]: NOQUEUE: reject: RCPT from unknown[203.0.113.66]: 451 4.3.5 Server configuration problem; from=<x@spam.example> to=<anna@example.org> proto=ESMTP helo=<x>',
  'postfix/smtpd[212]: NOQUEUE: reject: END-OF-MESSAGE from mx.example.com[198.51.100.7]: 451 4.3.5 Server configuration error; from=<a@example.com> to=<b@example.org> proto=ESMTP helo=<mx.example.com>',
  'postfix/smtpd[212]: 7A7A7A: reject: RCPT from mx.example.com[198.51.100.7]: 452 4.3.1 Insufficient system storage; from=<a@example.com> to=<b@example.org> proto=ESMTP helo=<mx.example.com>',
  'postfix/smtpd[212]: 7A7A7A: reject_warning: RCPT from mx.example.com[198.51.100.7]: 450 4.1.2 <b@no.example>: Recipient address rejected: Domain not found; from=<a@example.com> to=<b@no.example> proto=ESMTP helo=<mx.example.com>',
  'postfix/smtpd[212]: NOQUEUE: reject_warning: RCPT from unknown[203.0.113.66]: 554 5.7.1 Service unavailable; Client host [203.0.113.66] blocked using bl.example; from=<x@spam.example> to=<anna@example.org> proto=ESMTP helo=<x>',
  'postfix/smtpd[212]: 7A7A7A: hold: RCPT from mx.example.com[198.51.100.7]: <mx.example.com[198.51.100.7]>: Client host triggers HOLD action; from=<a@example.com> to=<b@example.org> proto=ESMTP helo=<mx.example.com>',
  'postfix/smtpd[212]: NOQUEUE: discard: RCPT from mx.example.com[198.51.100.7]: <b@example.org>: Recipient address triggers DISCARD action; from=<a@example.com> to=<b@example.org> proto=ESMTP helo=<mx.example.com>',
  'postfix/smtpd[212]: NOQUEUE: milter-reject: RCPT from unknown[203.0.113.66]: 451 4.7.1 Service unavailable; from=<x@spam.example> to=<anna@example.org> proto=ESMTP helo=<x>',
  'postfix/smtpd[212]: reject: RCPT from old.example.com[198.51.100.70]: 550 <gone@example.org>: User unknown; from=<a@old.example.com> to=<gone@example.org>',
  'postfix/smtpd[212]: lost connection after RCPT from unknown[203.0.113.66]',
  'postfix/smtpd[212]: disconnect from unknown[203.0.113.66]',
  'postfix/smtpd[212]: disconnect from nobody.knows.example[203.0.113.68]',
  // Rejected by what they say.
  'postfix/cleanup[202]: 8B8B8B: reject: header Subject: you have won a very large sum of money and more from mx.example.com[198.51.100.7]; from=<a@example.com> to=<b@example.org> proto=ESMTP helo=<mx.example.com>: 5.7.1 no',
  'postfix/cleanup[202]: 8B8B8B: warning: header X-Mailer: strange from local; from=<a@example.com>',
  'postfix/cleanup[202]: 8B8B8B: hold: body some words from mx.example.com[198.51.100.7]; from=<a@example.com> to=<b@example.org>',
  'postfix/cleanup[202]: 8B8B8B: discard: header Subject: [x] from mx.example.com[198.51.100.7]; from=<a@example.com>',
  'postfix/cleanup[202]: 8B8B8B: milter-reject: END-OF-MESSAGE from mx.example.com[198.51.100.7]: 5.7.1 Spam message rejected; from=<a@example.com> to=<b@example.org> proto=ESMTP helo=<mx.example.com>',
  // postscreen.
  'postfix/postscreen[213]: CONNECT from [203.0.113.70]:4711 to [192.0.2.1]:25',
  'postfix/postscreen[213]: PREGREET 14 after 0.05 from [203.0.113.70]:4711: EHLO friend\\r\\n',
  'postfix/postscreen[213]: DNSBL rank 5 for [203.0.113.70]:4711',
  'postfix/postscreen[213]: NOQUEUE: reject: RCPT from [203.0.113.70]:4711: 550 5.7.1 Service unavailable; client [203.0.113.70] blocked using zen.spamhaus.org; from=<x@spam.example>, to=<anna@example.org>, proto=ESMTP, helo=<friend>',
  'postfix/postscreen[213]: NOQUEUE: reject: RCPT from [2001:db8::77]:4711: 450 4.3.2 Service currently unavailable; from=<x@spam.example>, to=<anna@example.org>, proto=ESMTP, helo=<friend>',
  'postfix/postscreen[213]: NOQUEUE: reject: CONNECT from [203.0.113.70]:4711: too many connections',
  'postfix/postscreen[213]: DISCONNECT [203.0.113.70]:4711',
  // Names of other services.
  'postfix/smtps/smtpd[214]: connect from phone.example.org[192.0.2.77]',
  'postfix/smtps/smtpd[214]: 9C9C9C: client=phone.example.org[192.0.2.77], sasl_method=LOGIN, sasl_username=anna@example.org',
  'postfix/qmgr[203]: 9C9C9C: from=<anna@example.org>, size=700000, nrcpt=1 (queue active)',
  'postfix/smtps/smtpd[214]: disconnect from phone.example.org[192.0.2.77] ehlo=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=6',
  'postfix/submissions/smtpd[215]: 9D9D9D: client=phone.example.org[192.0.2.77], sasl_method=LOGIN, sasl_username=anna',
  'postfix-out/smtp[216]: 9E9E9E: to=<a@b.example>, relay=b.example[198.51.100.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)',
  'postfix/relay/smtp[217]: 9C9C9C: to=<z@z.example>, relay=z.example[198.51.100.2]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)',
  'postfix/error[218]: 9C9C9C: to=<q@q.example>, relay=none, delay=0.1, delays=0/0/0/0.1, dsn=4.3.0, status=deferred (mail transport unavailable)',
  'postfix/qmgr[203]: 9C9C9C: to=<r@r.example>, relay=none, delay=1, status=deferred (delivery temporarily suspended: lost connection with r.example[198.51.100.3] while receiving the initial server greeting)',
  'postfix/discard[218]: 9C9C9C: to=<hole@example.org>, relay=none, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (hole)',
  'postfix/smtp[204]: 9C9C9C: to=<s@s.example>, relay=none, delay=432000, delays=1/1/1/1, dsn=4.4.1, status=expired (gave up)',
  'postfix/verify[219]: 9C9C9C: to=<t@t.example>, relay=t.example[198.51.100.4]:25, delay=1, delays=0/0/0/1, dsn=2.1.5, status=deliverable (250 ok)',
  // Warnings and worse.
  'postfix/smtpd[212]: warning: unknown[203.0.113.66]: SASL LOGIN authentication failed: UGFzc3dvcmQ6',
  'postfix/smtpd[212]: warning: hostname host-66.example.com does not resolve to address 203.0.113.66: Name or service not known',
  'postfix/submission/smtpd[201]: warning: non-SMTP command from unknown[203.0.113.66]: GET / HTTP/1.1',
  'postfix/smtpd[212]: warning: dict_nis_init: NIS domain name not set: warning: NIS lookups disabled',
  'postfix/qmgr[203]: warning: private/dovecot-lmtp socket: Connection refused and so on and on until it has to be cut',
  'postfix/local[206]: fatal: open database /etc/aliases.db: No such file or directory',
  'postfix[220]: fatal: usage: postfix [-c config_dir] [-Dv] command',
  'postfix/qmgr[203]: panic: myfree: corrupt or unallocated memory block',
  'postfix/master[221]: daemon started -- version 3.7.11, configuration /etc/postfix',
  'postfix/master[221]: warning: process /usr/lib/postfix/sbin/smtpd pid 212 exit status 1',
  'postfix/master[221]: terminating on signal 15',
  'postfix/postfix-script[222]: starting the Postfix mail system',
  'postfix/postfix-script[222]: fatal: the Postfix mail system is already running',
  'postfix/anvil[223]: statistics: max connection rate 2/60s for (smtp:203.0.113.66) at Mar  1 10:00:00',
  'postfix/scache[224]: statistics: domain lookup hits=0 miss=8 success=0%',
  'postfix/smtp[204]: connect to mx.old.example[198.51.100.50]: Connection refused (port 25)',
  'postfix/smtp[204]: connect to mx.old.example: Connection timed out; address 198.51.100.50 port 25',
  'postfix/smtp[204]: connect to mx.new.example[198.51.100.51]:25: Connection timed out',
  'postfix/smtp[204]: Untrusted TLS connection established to mx.example.com[198.51.100.7]:25: TLSv1.3',
  'postfix/tlsproxy[225]: CONNECT from [203.0.113.70]:4711',
  // The client's old ways of writing.
  'postfix/smtpd[226]: A1A1A1: client=relay.example.de/198.51.100.60',
  'postfix/qmgr[203]: A1A1A1: from=<UUCP!user>, size=100, nrcpt=1 (queue active)',
  'postfix/smtpd[226]: A2A2A2: client=localhost[127.0.0.1], orig_client=host.example.com[198.51.100.61]',
  'postfix/qmgr[203]: A2A2A2: from=<Mixed.Case@HOST.Example.COM>, size=600000000, nrcpt=1 (queue active)',
  'postfix/smtp[204]: A2A2A2: to=<Mixed@CASE.example>, relay=case.example[198.51.100.62]:25, delay=5000, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)',
  // Not Postfix.
  'dovecot: imap-login: Login: user=<anna>, method=PLAIN, rip=192.0.2.10, lip=192.0.2.1, TLS',
  'amavis[230]: (00230-01) Passed CLEAN {RelayedInbound}, from=<a@b>, size=5',
  'opendkim[231]: 4ABCDEF123: DKIM-Signature field added (s=mail, d=example.org)',
  'last message repeated 3 times',
  'postfix/smtpd[212]: [ID 197553 mail.info] B1B1B1: client=sun.example.org[192.0.2.200]',
  'postfix/qmgr[203]: [ID 197553 mail.info] B1B1B1: from=<sun@sun.example.org>, size=77, nrcpt=1 (queue active)',
]);

/** The two days after it: what was deferred arrives, and a connection that lasts beyond midnight ends. */
export const LATER: readonly string[] = [
  ...day(2, [
    'postfix/smtpd[300]: connect from mx.example.com[198.51.100.7]',
    'postfix/smtp[301]: 9C9C9C: to=<q@q.example>, relay=q.example[198.51.100.30]:25, delay=90000, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)',
    'postfix/smtp[301]: 9C9C9C: to=<r@r.example>, relay=none, delay=90001, delays=0/0/0/1, dsn=4.4.1, status=deferred (connect to r.example[198.51.100.3]:25: Connection refused)',
  ]),
  ...day(3, [
    'postfix/smtpd[300]: disconnect from mx.example.com[198.51.100.7] ehlo=1 quit=1 commands=2',
    'postfix/smtpd[300]: NOQUEUE: reject: RCPT from unknown[203.0.113.66]: 554 5.7.1 Service unavailable; Client host [203.0.113.66] blocked using zen.spamhaus.org; from=<x@spam.example> to=<anna@example.org> proto=ESMTP helo=<x>',
  ]),
];

/** Lines of a day, some minutes and seconds apart. */
function day(of: number, messages: readonly string[]): string[] {
  return messages.map((message, i) => {
    const at = 3600 + i * 587;
    const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
    const time = `${two(at / 3600)}:${two((at / 60) % 60)}:${two(at % 60)}`;
    return `Mar  ${of} ${time} mail ${message}`;
  });
}

const PIECES = [
  ...[
    'reject',
    'hold',
    'discard',
    'warning',
    'milter-reject',
    'header',
    'body',
    'NOQUEUE',
    'RCPT',
    'MAIL',
    'DATA',
  ],
  ...[
    ' from ',
    ': ',
    '; ',
    ', ',
    ' ',
    '<',
    '>',
    '[',
    ']',
    '(',
    ')',
    '@',
    '.',
    '/',
    '0',
    '554 5.7.1 ',
    '450 <',
  ],
  ...[
    'from=<',
    'to=<',
    'relay=',
    'delay=',
    'status=sent',
    'status=deferred (',
    'status=bounced (',
    'size=12',
  ],
  ...[
    'client=',
    'unknown[192.0.2.1]',
    '[2001:db8::1]',
    'a.b.example.co.uk',
    'mx.example.com',
    '1A2B3C',
    'é',
    'ß',
  ],
  ...[
    'Sender address rejected: ',
    'Recipient address rejected: ',
    'User unknown ',
    'blocked',
    'client ',
    ' said: ',
  ],
  ...[
    'connect from ',
    'disconnect from ',
    'uid=0',
    'forwarded as ',
    '\t',
    '$1',
    '\\',
    '"',
    '__proto__',
    '!',
    '%',
  ],
];
const PROGRAMS = [
  'smtpd',
  'cleanup',
  'qmgr',
  'smtp',
  'postscreen',
  'pickup',
  'master',
  'local',
  'bounce',
  'lmtp',
];

/** Lines of pieces in any order. */
export function hostileLines(): string[] {
  const random = seededRandom(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const some = (most: number) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(PIECES)).join('');
  const messages = Array.from({ length: 3000 }, (_, i) => {
    const program = `postfix/${pick(PROGRAMS)}[${10 + (i % 7)}]`;
    const id = pick(['NOQUEUE', 'AB12', 'AB13', 'AB14C', 'warning', 'reject', 'fatal']);
    const kind = random();
    if (kind < 0.3)
      return `${program}: ${id}: reject: ${pick(['RCPT', 'MAIL', 'DATA', 'VRFY'])} from ${some(4)}: ${some(12)}`;
    if (kind < 0.45) return `${program}: ${id}: from=<${some(4)}>, size=${i % 9}, nrcpt=1`;
    if (kind < 0.6) return `${program}: ${id}: client=${some(4)}`;
    if (kind < 0.8)
      return `${program}: ${id}: to=<${some(4)}>, relay=${some(2)}, delay=${i % 50}.5, status=${pick(['sent', 'deferred', 'bounced'])} (${some(14)})`;
    return `${program}: ${id}: ${some(14)}`;
  });
  return messages.map((message, i) => {
    const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
    return `Mar  5 ${two(i / 150)}:${two((i / 3) % 60)}:${two((i * 17) % 60)} mail ${message.trimEnd()}`;
  });
}
