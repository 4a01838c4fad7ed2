import { z } from 'zod';
import { rfc3339 } from '../core/event.ts';
import { defineNotifier, type Message } from '../core/notifier.ts';
import { duration, secret } from '../core/option-values.ts';
import { deliveryOf, secretsOf } from './delivery.ts';
import { cutText, inert, webLink } from './inert.ts';
import { messageText, plainLines } from './message-text.ts';
import { post } from './post.ts';
import { receiverUrl } from './receiver-url.ts';
import { severityOf, subjectOf } from './severity.ts';

const labelName = z
  .string()
  .regex(/^(?!__)[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, 'wants the name of a label: letters, digits and "_"');
const labelValue = z.string().max(1000, 'wants at most 1000 characters');

const schema = z.strictObject({
  url: receiverUrl.describe('the Alertmanager, such as https://alertmanager.example:9093; a secret'),
  token: secret().optional().describe('sent as `Authorization: Bearer …`'),
  labels: z.record(labelName, labelValue).default({}).describe('put on every alert, such as a cluster'),
  firing_for: duration({ min: '5m', max: '30d' })
    .prefault('24h')
    .describe('how long an alert fires when its end is not told'),
  allow_private: z.boolean().default(false).describe('the URL may lead to a private network'),
});

type Labels = { readonly [name: string]: string };

const MAX_TEXT = 8000;
const MAX_LABEL = 200;
/** What has no end of its own fires for so long. */
const PASSING = 15 * 60_000;

/** Alerts of Prometheus' Alertmanager (API v2), which groups, silences and routes by their labels. */
export default defineNotifier({
  name: 'alertmanager',
  describe: 'fires and ends alerts of a Prometheus Alertmanager (API v2)',
  schema,
  updates: true,
  create(options, { now, timeZone }) {
    const { url, token, allow_private: allowPrivate } = options;
    const secrets = [token ?? '', ...secretsOf(url)];
    const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    return {
      render: (message) => `${plainLines(messageText(message, timeZone)).join('\n')}\n`,
      async deliver(message, { signal, reference }) {
        const labels = labelsGiven(reference) ?? labelsOf(message, options.labels);
        const times = timesOf(message, { now: now(), firingFor: options.firing_for });
        const alert = { labels, ...times, ...wordsOf(message, timeZone) };
        const headers = { 'Content-Type': 'application/json; charset=utf-8', ...authorization };
        const body = JSON.stringify([alert]);
        const answer = await post({ url: alertsUrl(url), headers, body, allowPrivate, signal });
        const delivery = deliveryOf(answer, { now: now(), secrets });
        // Labels are what an alert is known by: what ends it must have those that it began with.
        return delivery.ok ? { ok: true, reference: JSON.stringify(labels) } : delivery;
      },
    };
  },
});

function alertsUrl(url: string): string {
  const whole = new URL(url);
  whole.pathname = `${whole.pathname.replace(/\/+$/, '')}/api/v2/alerts`;
  return whole.href;
}

function labelsOf(message: Message, given: Labels): Labels {
  const { host, app } = subjectOf(message, MAX_LABEL);
  const category = message.findings[0]?.category;
  return {
    ...given,
    alertname: message.kind === 'digest' || message.kind === 'test' ? `logsift-${message.kind}` : 'logsift',
    key: message.key,
    severity: severityOf(message),
    ...(host === '' ? {} : { host }),
    ...(app === '' ? {} : { app }),
    ...(category === undefined ? {} : { category }),
  };
}

function labelsGiven(reference: string | undefined): Labels | null {
  try {
    const labels: unknown = JSON.parse(reference ?? 'null');
    return z.record(z.string(), z.string()).safeParse(labels).data ?? null;
  } catch {
    return null;
  }
}

function wordsOf(message: Message, timeZone: string | undefined) {
  const text = messageText(message, timeZone);
  const [, ...rest] = plainLines({ ...text, actions: [] });
  const link = webLink(message.link);
  const description = cutText(inert([...rest, '', text.said].join('\n').trim()), MAX_TEXT);
  return {
    // Receivers behind it may put them into markup.
    annotations: { summary: inert(text.headline), description },
    ...(link === null ? {} : { generatorURL: link }),
  };
}

/** An alert whose `endsAt` lies ahead fires until then; nobody repeats it every minute as Prometheus would. */
function timesOf(message: Message, { now, firingFor }: { now: number; firingFor: number }) {
  const { kind, time, findings } = message;
  const began = Math.min(time, ...findings.map(({ from }) => from).filter(Number.isFinite));
  const over = kind === 'resolve';
  const lasts = kind === 'digest' || kind === 'test' ? PASSING : firingFor;
  return { startsAt: rfc3339(began), endsAt: rfc3339(over ? time : Math.max(now, time) + lasts) };
}
