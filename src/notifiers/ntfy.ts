import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineNotifier, type Message } from '../core/notifier.ts';
import { secret } from '../core/option-values.ts';
import { deliveryOf, secretsOf } from './delivery.ts';
import { cutBytes, inert, webLink } from './inert.ts';
import { messageText, plainLines } from './message-text.ts';
import { post } from './post.ts';
import { receiverUrl } from './receiver-url.ts';
import { severityOf } from './severity.ts';

const TOPIC_WANTED = 'wants the name of a topic: letters, digits, "-" and "_", at most 64';

const schema = z.strictObject({
  topic: z
    .string({ error: TOPIC_WANTED })
    .regex(/^[-_A-Za-z0-9]{1,64}$/, { error: TOPIC_WANTED })
    .brand<'Secret'>()
    .meta({ writeOnly: true })
    .describe('what is published to; whoever knows it can read along, so it is a secret'),
  url: receiverUrl.prefault('https://ntfy.sh').describe('the server'),
  token: secret().optional().describe('an access token of the server'),
  allow_private: z.boolean().default(false).describe('the URL may lead to a private network'),
});

/** Bytes of a message, beyond which a server makes a file of it, and of a title. */
const MESSAGE = 4096;
/** Buttons that a notification of ntfy may have. */
const BUTTONS = 3;
const TITLE = 250;

/** A server of ntfy.sh's kind, which brings messages to telephones. */
export default defineNotifier({
  name: 'ntfy',
  describe: 'publishes messages to a topic of ntfy, for telephones',
  schema,
  updates: true,
  create({ topic, url, token, allow_private: allowPrivate }, { now, timeZone }) {
    const secrets = [topic, token ?? '', ...secretsOf(url)];
    const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    return {
      render: (message) => `${plainLines(messageText(message, timeZone)).join('\n')}\n`,
      async deliver(message, { signal }) {
        const body = JSON.stringify({ topic, ...publication(message, timeZone) });
        const headers = { 'Content-Type': 'application/json; charset=utf-8', ...authorization };
        const answer = await post({ url, headers, body, allowPrivate, signal });
        return deliveryOf(answer, { now: now(), secrets });
      },
    };
  },
});

function publication(message: Message, timeZone: string | undefined) {
  const text = messageText(message, timeZone);
  const [, ...rest] = plainLines({ ...text, actions: [] });
  const words = [...rest, '', text.said].join('\n').trim();
  const link = webLink(message.link);
  const buttons = text.actions.slice(0, BUTTONS).map(({ label, url }) => ({ action: 'view', label, url }));
  return {
    title: cutBytes(inert(text.headline), TITLE) || 'logsift',
    message: cutBytes(inert(words), MESSAGE),
    markdown: false,
    // Servers since 2.16 show an update in the place of what it updates.
    sequence_id: sequenceOf(message.key),
    ...look(message),
    ...(link === null ? {} : { click: link }),
    ...(buttons.length === 0 ? {} : { actions: buttons }),
  };
}

/** 5 rings through, 3 is usual, 2 is silent; tags are shown as signs. */
function look(message: Message): { readonly priority: number; readonly tags: readonly string[] } {
  const { kind } = message;
  if (kind === 'resolve') return { priority: 2, tags: ['white_check_mark'] };
  if (kind === 'ack') return { priority: 2, tags: ['eyes'] };
  if (kind === 'digest') return { priority: 2, tags: ['newspaper'] };
  if (kind === 'test') return { priority: 3, tags: ['wrench'] };
  if (severityOf(message) === 'critical') return { priority: 5, tags: ['rotating_light'] };
  return { priority: 3, tags: ['warning'] };
}

function sequenceOf(key: string): string {
  return /^[-_A-Za-z0-9]{1,64}$/.test(key) ? key : createHash('sha256').update(key).digest('hex');
}
