import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineNotifier, type Message } from '../core/notifier.ts';
import { secret } from '../core/option-values.ts';
import { mailHtml, mailReport, mailText } from './mail-text.ts';
import { messageText } from './message-text.ts';
import { severityOf } from './severity.ts';
import { type Mail, type Relay, submit } from './smtp.ts';

const ADDRESS_WANTED = 'wants an address such as ops@example.org';
const HOST_WANTED = 'wants the name or the address of a mail server';

const address = z
  .string({ error: ADDRESS_WANTED })
  .max(254, { error: ADDRESS_WANTED })
  .regex(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, {
    error: ADDRESS_WANTED,
  });

const schema = z
  .strictObject({
    host: z
      .string({ error: HOST_WANTED })
      .regex(/^[\w.:-]{1,253}$/, { error: HOST_WANTED })
      .describe('the mail server that takes messages in'),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('587 for `starttls`, 465 for `implicit`, 25 for `none`'),
    tls: z
      .enum(['starttls', 'implicit', 'none'])
      .default('starttls')
      .describe('`starttls` insists on it; `none` is for a relay on this machine'),
    ca: secret().optional().describe('the authority, as PEM, that certificates are checked by; no secret'),
    user: z.string().min(1).max(254).optional().describe('who logs in there'),
    password: secret().optional().describe('with which password'),
    from: address.describe('whom messages are from'),
    to: z.array(address).min(1).max(50).describe('whom they are for'),
    ticket: z.boolean().default(false).describe('they are for a system that makes tickets of mail'),
    allow_private: z.boolean().default(false).describe('the server may be in a private network, or here'),
  })
  .superRefine(({ user, password, tls }, context) => {
    const complain = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if ((user === undefined) !== (password === undefined))
      complain(user === undefined ? 'user' : 'password', 'wants both user and password, or neither');
    if (tls === 'none' && password !== undefined)
      complain('tls', 'wants starttls or implicit: a password is not sent for all to read');
  });

const PORTS = { starttls: 587, implicit: 465, none: 25 } as const;

/** Mail by SMTP. All messages about one matter are one thread. */
export default defineNotifier({
  name: 'email',
  describe: 'sends messages as mail, by SMTP',
  schema,
  updates: true,
  create(options, { timeZone }) {
    const { host, tls, port = PORTS[tls], user, password, ca, allow_private: allowPrivate } = options;
    const relay: Relay = { host, port, tls, user, password, ca, allowPrivate };
    const { from, to, ticket } = options;
    // What a ticket shows is read by many; who may do something is not known there.
    const shown = (message: Message): Message => (ticket ? { ...message, actions: [] } : message);
    const subject = (message: Message) => subjectOf(message, { timeZone, ticket });
    return {
      follows: ticket,
      render: (told) => `${subject(told)}\n\n${mailText(messageText(shown(told), timeZone))}`,
      async deliver(told, { signal, reference }) {
        if (ticket && told.reminder === true)
          return { ok: true, ...(reference === undefined ? {} : { reference }) };
        const mail = mailOf(shown(told), { from, to, ticket, timeZone, reference });
        const delivery = await submit(relay, mail, signal);
        return delivery.ok ? { ok: true, reference: reference ?? mail.messageId } : delivery;
      },
    };
  },
});

function mailOf(
  message: Message,
  place: {
    readonly from: string;
    readonly to: readonly string[];
    readonly ticket: boolean;
    readonly timeZone: string | undefined;
    readonly reference: string | undefined;
  },
): Mail {
  const { from, to, ticket, timeZone, reference } = place;
  const text = messageText(message, timeZone);
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const key = keyOf(message);
  const first = reference !== undefined && /^<[^<>\s]{3,250}>$/.test(reference) ? reference : null;
  return {
    from: { name: 'logsift', address: from },
    to,
    subject: subjectOf(message, { timeZone, ticket }),
    ...(message.report === undefined
      ? { text: mailText(text), html: mailHtml(text, message) }
      : mailReport(message.report)),
    // The same for every try, so that a copy is known for one.
    messageId: `<${key}.${message.kind}.${message.time}@${domain}>`,
    // Nobody ever sent the first one; programs gather into one thread what names it.
    references: [`<${key}@${domain}>`, ...(first === null ? [] : [first])],
    ...(first === null ? {} : { inReplyTo: first }),
    date: message.time,
    headers: {
      // Systems that make tickets of mail drop what says that it is from a machine or a list.
      ...(ticket ? {} : machineHeaders(domain)),
      'X-Logsift-Key': key,
    },
    urgent: message.kind !== 'resolve' && severityOf(message) === 'critical',
  };
}

/** One line, whatever is in the headline: its control characters are written out. */
function subjectOf(
  message: Message,
  { timeZone, ticket }: { readonly timeZone: string | undefined; readonly ticket: boolean },
): string {
  // What all mails of a matter have in common, for filters that know a ticket by its subject.
  const mark = ticket ? `logsift-${keyOf(message).slice(0, 16)}` : 'logsift';
  return `[${mark}] ${messageText(message, timeZone).headline}`;
}

/** RFC 3834: no answer of a machine is wanted. */
function machineHeaders(domain: string): { readonly [name: string]: string } {
  return {
    'List-Id': `logsift <logsift.${domain}>`,
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
  };
}

function keyOf({ key }: Message): string {
  return /^[\w-]{1,64}$/.test(key) ? key : digestOf(key);
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
