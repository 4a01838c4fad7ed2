import type { Activity, Voice } from './activity.ts';
import { timeOfDay } from './moments.ts';
import { MAIL_DOMAINS, type MailDomain, OWN_DOMAIN } from './names.ts';
import type { User } from './network.ts';
import { OFFICE, STEADY, WORLD } from './rhythm.ts';
import { child, daemon, INFO, MAIL, WARNING } from './speaker.ts';

const SMTPD = child('postfix/smtpd', MAIL);
const SMTPD_WARNING = child('postfix/smtpd', MAIL, WARNING);
const CLEANUP = child('postfix/cleanup', MAIL);
const QMGR = daemon('postfix/qmgr', MAIL);
/** Delivery to other places. */
export const SMTP = child('postfix/smtp', MAIL, INFO);
const LOCAL = child('postfix/lmtp', MAIL);
const ANVIL = daemon('postfix/anvil', MAIL);
const IMAP = child('dovecot', MAIL);

const queueId = (voice: Voice) => `4${voice.chance.base64(11).replaceAll(/[+/aeiouAEIOU]/g, 'z')}`;
const delays = (total: number) =>
  `delay=${total.toFixed(1)}, delays=${(total * 0.1).toFixed(2)}/0.01/${(total * 0.4).toFixed(2)}/${(total * 0.49).toFixed(2)}`;
const bytes = (voice: Voice) => Math.round(voice.chance.longTailed(24_000)) + 900;
const person = (voice: Voice, domain: MailDomain) =>
  `${voice.chance.pick(['info', 'office', 'orders', 'h.schmidt', 'k.wolf', 'm.braun', 'sales', 'j.lang'])}@${domain.name}`;

/** A letter to the outside: taken in, queued, delivered or, now and then, put off. */
function letterOut(voice: Voice, user: Pick<User, 'name' | 'workstation' | 'address'>): void {
  const { chance } = voice;
  const id = queueId(voice);
  const domain = chance.favour(MAIL_DOMAINS);
  const to = person(voice, domain);
  voice.fork();
  voice.say(SMTPD, `connect from ${user.workstation}.${OWN_DOMAIN}[${user.address}]`);
  voice.say(
    SMTPD,
    `${id}: client=${user.workstation}.${OWN_DOMAIN}[${user.address}], sasl_method=PLAIN, sasl_username=${user.name}`,
    40,
  );
  voice.say(CLEANUP, `${id}: message-id=<${chance.hex(8)}.${chance.hex(6)}@${OWN_DOMAIN}>`, 60);
  voice.say(
    QMGR,
    `${id}: from=<${user.name}@${OWN_DOMAIN}>, size=${bytes(voice)}, nrcpt=1 (queue active)`,
    90,
  );
  voice.say(
    SMTPD,
    `disconnect from ${user.workstation}.${OWN_DOMAIN}[${user.address}] ehlo=2 starttls=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=8`,
    130,
  );
  voice.fork();
  const relay = `relay=${domain.exchanger}[${domain.address}]:25`;
  let after = 200;
  if (chance.happens(0.012)) {
    const why = chance.pick([
      `host ${domain.exchanger}[${domain.address}] said: 450 4.2.0 <${to}>: Recipient address rejected: Greylisted (in reply to RCPT TO command)`,
      `connect to ${domain.exchanger}[${domain.address}]:25: Connection timed out`,
    ]);
    voice.say(
      SMTP,
      `${id}: to=<${to}>, ${relay}, ${delays(30.3)}, dsn=4.2.0, status=deferred (${why})`,
      30_500,
    );
    after = 330_000;
    voice.say(
      QMGR,
      `${id}: from=<${user.name}@${OWN_DOMAIN}>, size=${bytes(voice)}, nrcpt=1 (queue active)`,
      after - 2000,
    );
  }
  const took = 0.4 + chance.longTailed(1.1);
  const reply = `250 2.0.0 Ok: queued as ${chance.hex(10).toUpperCase()}`;
  voice.say(
    SMTP,
    `${id}: to=<${to}>, ${relay}, ${delays(took)}, dsn=2.0.0, status=sent (${reply})`,
    after + took * 1000,
  );
  voice.say(QMGR, `${id}: removed`, after + took * 1000 + 5);
}

/** A letter from the outside into somebody's box. */
function letterIn(voice: Voice): void {
  const { chance, network } = voice;
  const id = queueId(voice);
  const domain = chance.favour(MAIL_DOMAINS);
  const user = chance.pick(network.users);
  const client = `${domain.exchanger}[${domain.address}]`;
  voice.fork();
  voice.say(SMTPD, `connect from ${client}`);
  voice.say(SMTPD, `${id}: client=${client}`, 110);
  voice.say(CLEANUP, `${id}: message-id=<${chance.hex(12)}@${domain.name}>`, 150);
  voice.say(
    QMGR,
    `${id}: from=<${person(voice, domain)}>, size=${bytes(voice)}, nrcpt=1 (queue active)`,
    190,
  );
  voice.say(SMTPD, `disconnect from ${client} ehlo=1 starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=6`, 260);
  const took = 0.1 + chance.longTailed(0.3);
  const box = `${user.name}@${OWN_DOMAIN}`;
  const saved = `status=sent (250 2.0.0 <${box}> ${chance.base64(18)} Saved)`;
  voice.say(
    LOCAL,
    `${id}: to=<${box}>, relay=mail.${OWN_DOMAIN}[private/dovecot-lmtp], ${delays(took)}, dsn=2.0.0, ${saved}`,
    300 + took * 1000,
  );
  voice.say(QMGR, `${id}: removed`, 305 + took * 1000);
}

/** Letters, boxes, and those who would like to send some. */
export const mailTraffic: readonly Activity[] = [
  {
    name: 'letter out',
    on: ['mail'],
    pace: { kind: 'traffic', share: 5, rhythm: OFFICE },
    act: (voice) => letterOut(voice, voice.chance.pick(voice.network.users)),
  },
  {
    name: 'order confirmation',
    on: ['mail'],
    pace: { kind: 'traffic', share: 1.5, rhythm: WORLD },
    act: (voice) => letterOut(voice, { name: 'shop', workstation: 'app01', address: '10.10.14.11' }),
  },
  { name: 'letter in', on: ['mail'], pace: { kind: 'traffic', share: 5, rhythm: WORLD }, act: letterIn },
  {
    name: 'mailbox',
    on: ['mail'],
    pace: { kind: 'traffic', share: 4, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const { name, address } = chance.pick(network.users);
      const session = `${chance.base64(12)}CgoU${chance.between(0, 9)}`;
      const ends = `rip=${address}, lip=10.10.16.11, TLS, session=<${session}>`;
      if (chance.happens(0.015)) {
        voice.say(
          IMAP,
          `imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<${name}>, method=PLAIN, ${ends}`,
        );
        return;
      }
      voice.say(IMAP, `imap-login: Login: user=<${name}>, method=PLAIN, ${ends}`);
      const lasts = chance.longTailed(600_000);
      const moved = `in=${chance.between(200, 9000)} out=${Math.round(chance.longTailed(20_000))}`;
      voice.say(
        IMAP,
        `imap(${name})<${session}>: Disconnected: Logged out ${moved} deleted=0 expunged=0`,
        lasts,
      );
    },
  },
  {
    name: 'unwanted mail',
    on: ['mail'],
    pace: { kind: 'traffic', share: 2, rhythm: WORLD },
    act(voice) {
      const { chance, network } = voice;
      const from = chance.outside();
      const to = `${chance.pick(network.users).name}@${OWN_DOMAIN}`;
      voice.say(SMTPD, `connect from unknown[${from}]`);
      const kind = chance.next();
      if (kind < 0.5) {
        const blocked = `554 5.7.1 Service unavailable; Client host [${from}] blocked using zen.blocklist.example`;
        voice.say(
          SMTPD,
          `NOQUEUE: reject: RCPT from unknown[${from}]: ${blocked}; from=<${chance.hex(7)}@spam.example> to=<${to}> proto=ESMTP helo=<${chance.hex(6)}>`,
          900,
        );
      } else if (kind < 0.75) {
        voice.say(
          SMTPD_WARNING,
          `warning: unknown[${from}]: SASL LOGIN authentication failed: UGFzc3dvcmQ6`,
          700,
        );
      } else
        voice.say(
          SMTPD,
          `lost connection after ${chance.pick(['EHLO', 'CONNECT', 'AUTH', 'RCPT'])} from unknown[${from}]`,
          600,
        );
      voice.say(SMTPD, `disconnect from unknown[${from}] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4`, 1500);
    },
  },
  {
    name: 'mail statistics',
    on: ['mail'],
    pace: { kind: 'every', minutes: 60, atSecond: 27 * 60 + 40 },
    act(voice) {
      const rate = `max connection rate ${voice.chance.between(1, 6)}/60s for (smtp:${voice.chance.outside()})`;
      voice.say(ANVIL, `statistics: ${rate} at ${voice.calendar.stamp(voice.time)}`);
    },
  },
  {
    name: 'bounced',
    on: ['mail'],
    pace: { kind: 'seldom', perDay: 12, rhythm: OFFICE },
    act(voice) {
      const domain = voice.chance.favour(MAIL_DOMAINS);
      const to = person(voice, domain);
      const said = `host ${domain.exchanger}[${domain.address}] said: 550 5.1.1 <${to}>: Recipient address rejected: User unknown`;
      voice.say(
        SMTP,
        `${queueId(voice)}: to=<${to}>, relay=${domain.exchanger}[${domain.address}]:25, ${delays(0.9)}, dsn=5.1.1, status=bounced (${said} (in reply to RCPT TO command))`,
      );
    },
  },
  {
    name: 'mailbox index',
    on: ['mail'],
    pace: { kind: 'seldom', perDay: 6, rhythm: STEADY },
    act: (voice) =>
      voice.say(
        IMAP,
        `imap(${voice.chance.pick(voice.network.users).name}): Warning: fscking index file /srv/mail/dovecot.index`,
      ),
  },
  {
    name: 'mail sweep',
    on: ['mail'],
    pace: { kind: 'daily', at: timeOfDay(1, 30), late: 4000 },
    act: (voice) =>
      voice.say(
        IMAP,
        `doveadm: expunged ${voice.chance.between(300, 900)} messages from Trash of ${voice.network.users.length} users`,
      ),
  },
];
