import { z } from 'zod';
import { rfc3339 } from '../core/event.ts';
import { defineNotifier, type Message } from '../core/notifier.ts';
import { deliveryOf, secretsOf } from './delivery.ts';
import { cutText, inert, webLink } from './inert.ts';
import { messageText, plainLines } from './message-text.ts';
import { post } from './post.ts';
import { receiverUrl } from './receiver-url.ts';
import { severityOf, subjectOf } from './severity.ts';

const KEY_WANTED = 'wants the integration key of an Events API v2 integration: 32 letters and digits';

const schema = z.strictObject({
  routing_key: z
    .string({ error: KEY_WANTED })
    .regex(/^[A-Za-z0-9]{32}$/, { error: KEY_WANTED })
    .brand<'Secret'>()
    .meta({ writeOnly: true })
    .describe('the integration key of a service or of an orchestration; a secret'),
  url: receiverUrl
    .prefault('https://events.pagerduty.com/v2/enqueue')
    .describe('where events are posted to; that of the EU is https://events.eu.pagerduty.com/v2/enqueue'),
  allow_private: z.boolean().default(false).describe('the URL may lead to a private network'),
});

/** Limits of the Events API v2: characters of a summary and of a dedup_key, and what is far below 512 kB. */
const SUMMARY = 1024;
const DEDUP_KEY = 255;
const DETAIL = 8000;

/** Events API v2: one alert for one matter, told apart by its dedup_key. */
export default defineNotifier({
  name: 'pagerduty',
  describe: 'triggers, acknowledges and resolves alerts of PagerDuty (Events API v2)',
  schema,
  updates: true,
  create({ routing_key: key, url, allow_private: allowPrivate }, { now, timeZone }) {
    const secrets = [key, ...secretsOf(url)];
    return {
      render: (message) => `${plainLines(messageText(message, timeZone)).join('\n')}\n`,
      async deliver(message, { signal }) {
        const body = JSON.stringify({ routing_key: key, ...eventOf(message, timeZone) });
        const headers = { 'Content-Type': 'application/json; charset=utf-8' };
        const answer = await post({ url, headers, body, allowPrivate, signal });
        return deliveryOf(answer, { now: now(), secrets });
      },
    };
  },
});

/** `Also` and `it became worse` are triggers of the same key: PagerDuty puts them into the log of the alert. */
function actionOf(kind: Message['kind']): 'trigger' | 'acknowledge' | 'resolve' {
  return kind === 'resolve' ? 'resolve' : kind === 'ack' ? 'acknowledge' : 'trigger';
}

function eventOf(message: Message, timeZone: string | undefined) {
  const text = messageText(message, timeZone);
  const { host, app } = subjectOf(message, 255);
  const link = webLink(message.link);
  const [, ...rest] = plainLines({ ...text, actions: [] });
  const links = [
    ...(link === null ? [] : [{ href: link, text: 'logsift' }]),
    ...text.actions.map(({ label, url }) => ({ href: url, text: label })),
  ];
  return {
    event_action: actionOf(message.kind),
    dedup_key: message.key.slice(0, DEDUP_KEY),
    client: 'logsift',
    ...(link === null ? {} : { client_url: link }),
    ...(links.length === 0 ? {} : { links }),
    payload: {
      summary: cutText(inert(text.headline), SUMMARY) || 'logsift',
      source: host || 'logsift',
      severity: severityOf(message),
      timestamp: rfc3339(message.time),
      ...(app === '' ? {} : { component: app }),
      class: message.findings[0]?.category ?? message.findings[0]?.detector ?? message.kind,
      custom_details: { said: text.said, details: cutText(inert(rest.join('\n').trim()), DETAIL) },
    },
  };
}
