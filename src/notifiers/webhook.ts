import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { defineNotifier, type Message } from '../core/notifier.ts';
import { secret } from '../core/option-values.ts';
import { escapeForTerminal } from '../kit/terminal.ts';
import { deliveryOf, secretsOf } from './delivery.ts';
import { messageJson, shownJson } from './message-json.ts';
import { post } from './post.ts';
import { receiverUrl } from './receiver-url.ts';
import { fillTemplate, type Templated, templateFault } from './webhook-template.ts';

/** Names that a header of HTTP may have (RFC 9110, section 5.1); those that we set ourselves are taken. */
const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'wants the name of an HTTP header')
  .refine((name) => !/^(?:content-length|transfer-encoding|host|connection|upgrade)$/i.test(name), {
    message: 'is a header that logsift sets itself',
  });
const headerValue = z
  .string()
  .regex(/^[\x20-\x7e\t]{0,4000}$/, 'wants printable ASCII in one line')
  .brand<'Secret'>()
  .meta({ writeOnly: true });

const schema = z.strictObject({
  url: receiverUrl.describe('where messages are posted to; a secret'),
  secret: secret().optional().describe('signs each body: X-Logsift-Signature-256'),
  template: z
    .string({ error: 'wants text' })
    .min(1, { error: 'wants text, and is empty' })
    .max(20_000, { error: 'wants at most 20,000 characters' })
    .superRefine((text, context) => {
      const fault = templateFault(text);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault });
    })
    .optional()
    .describe('what is posted instead, with names such as {{headline}}; see notifiers.md'),
  headers: z.record(headerName, headerValue).default({}).describe('sent along, such as Authorization'),
  allow_private: z.boolean().default(false).describe('the URL may lead to a private network'),
});

/** Any receiver of HTTP POST. */
export default defineNotifier({
  name: 'webhook',
  describe: 'posts messages to a URL, as JSON or by a template, signed if wanted',
  schema,
  updates: true,
  create({ url, secret: key, template, headers, allow_private: allowPrivate }, { now, timeZone }) {
    const secrets = [...secretsOf(url), ...Object.values(headers), key ?? ''];
    const posted = (message: Message): Templated =>
      template === undefined
        ? { body: JSON.stringify(messageJson(message, timeZone)), type: 'application/json; charset=utf-8' }
        : fillTemplate(template, { message, timeZone });
    return {
      render: (message) =>
        template === undefined ? shownJson(messageJson(message, timeZone)) : shown(posted(message).body),
      async deliver(message, { signal }) {
        const { body, type } = posted(message);
        const own = { 'Content-Type': type, ...ownHeaders(message, { body, key }) };
        const answer = await post({ url, headers: { ...headers, ...own }, body, allowPrivate, signal });
        return deliveryOf(answer, { now: now(), secrets });
      },
    };
  },
});

function shown(body: string): string {
  return `${body.split('\n').map(escapeForTerminal).join('\n')}\n`;
}

/**
 * `Idempotency-Key` is the same for every try of one message and another one for an update of it. The signature is
 * `sha256=` and the HMAC of the body's bytes in hex, as GitHub signs its webhooks.
 */
function ownHeaders(message: Message, { body, key }: { body: string; key: string | undefined }) {
  const signature = key === undefined ? null : createHmac('sha256', key).update(body).digest('hex');
  return {
    'Idempotency-Key': `${message.key}-${message.kind}-${message.time}`,
    ...(signature === null ? {} : { 'X-Logsift-Signature-256': `sha256=${signature}` }),
  };
}
