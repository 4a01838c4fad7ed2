import { z } from 'zod';
import type { Finding } from '../core/finding.ts';
import { type Delivery, defineNotifier, type Message } from '../core/notifier.ts';
import { moment } from '../core/when.ts';
import { messageText, plainLines } from './message-text.ts';
import { receiverUrl } from './receiver-url.ts';
import { severityOf } from './severity.ts';
import { type Said, SlackApi } from './slack-api.ts';
import { slackContent } from './slack-blocks.ts';

const TOKEN_WANTED = 'wants the token of a bot, such as xoxb-…';
const CHANNEL_WANTED = 'wants the id of a channel such as C024BE91L, or its #name';

const schema = z.strictObject({
  token: z
    .string({ error: TOKEN_WANTED })
    .regex(/^xox[a-z](?:\.xox[a-z])?-[\w-]{10,400}$/, { error: TOKEN_WANTED })
    .brand<'Secret'>()
    .meta({ writeOnly: true })
    .describe('the token of the bot, which wants the scope `chat:write`; a secret'),
  channel: z
    .string({ error: CHANNEL_WANTED })
    .regex(/^(?:[CGDU][A-Z0-9]{5,30}|#?[\p{Ll}\p{Lo}\p{N}_-]{1,80})$/u, { error: CHANNEL_WANTED })
    .describe('where to: the id of a channel, or its #name, in quotes; the bot has to be in it'),
  url: receiverUrl.prefault('https://slack.com/api').describe('the Web API'),
  allow_private: z.boolean().default(false).describe('the URL may lead to a private network'),
});

/** Errors of an update after which there is nothing to be updated: it is said anew. */
const GONE = new Set([
  ...['message_not_found', 'cant_update_message', 'edit_window_closed'],
  ...['channel_not_found', 'not_in_channel', 'is_archived'],
]);
/** What was said before, a line each; of many the last ones. */
const MOST_BEFORE = 8;
const MOST_FINDINGS = 20;
const STILL = { mrkdwn: false, unfurl_links: false, unfurl_media: false } as const;

/**
 * A bot of Slack: one message for a matter, which is kept as things are by `chat.update`; what changed is said in its
 * thread. The reference is the id of the channel with the `ts` of the message.
 */
export default defineNotifier({
  name: 'slack-bot',
  describe: 'posts a message for each matter to a channel of Slack, and keeps it up to date',
  schema,
  updates: true,
  create({ token, channel, url, allow_private: allowPrivate }, { now, timeZone }) {
    const api = new SlackApi({ token, url, allowPrivate, now });
    const said = (message: Message) => ({ ...slackContent(message, timeZone), ...STILL, ...markOf(message) });
    return {
      follows: true,
      render: (message) => `${plainLines(messageText(marked(message), timeZone)).join('\n')}\n`,
      async deliver(message, { signal, reference, earlier = () => [] }) {
        const first = placeOf(reference);
        if (first !== null) {
          const whole = slackContent(asItIs(message, earlier(), timeZone), timeZone);
          const updated = await api.call('chat.update', { ...first, ...whole, ...markOf(message) }, signal);
          if (updated.ok) return await replied(message, first);
          if (updated.error === null || !GONE.has(updated.error)) return updated.delivery;
        }
        const posted = await api.call('chat.postMessage', { channel, ...said(marked(message)) }, signal);
        return posted.ok ? { ok: true, ...referenceOf(posted) } : posted.delivery;

        async function replied(change: Message, { channel: id, ts }: Place): Promise<Delivery> {
          const broadcast = isForAll(change) ? { reply_broadcast: true } : {};
          const { actions: _, ...words } = change;
          const place = { channel: id, thread_ts: ts, ...broadcast };
          const reply = await api.call('chat.postMessage', { ...place, ...said(marked(words)) }, signal);
          // It stands in the message; where no reply is taken it is not said a second time.
          if (!reply.ok && !(!reply.delivery.ok && reply.delivery.permanent)) return reply.delivery;
          return { ok: true, ...(reference === undefined ? {} : { reference }) };
        }
      },
    };
  },
});

interface Place {
  readonly channel: string;
  readonly ts: string;
}

function placeOf(reference: string | undefined): Place | null {
  const [, channel, ts] = /^([A-Z0-9]{5,40})\/(\d{1,15}\.\d{1,10})$/.exec(reference ?? '') ?? [];
  return channel === undefined || ts === undefined ? null : { channel, ts };
}

function referenceOf({ channel, ts }: Said & { ok: true }): { reference?: string } {
  const reference = `${channel}/${ts}`;
  return placeOf(reference) === null ? {} : { reference };
}

/** What other programs may know a message by; Slack itself tells no copies apart. */
function markOf({ key, kind, time }: Message) {
  return { metadata: { event_type: 'logsift_message', event_payload: { key, kind, time } } };
}

/** Nobody is notified of what is said in a thread: what nobody took up, reminds or is critical is shown to all. */
function isForAll(message: Message): boolean {
  const { kind, reminder, quiet } = message;
  return (
    kind === 'page' ||
    reminder === true ||
    (kind === 'update' && !quiet && severityOf(message) === 'critical')
  );
}

/** What is over is seen to be. */
function marked(message: Message): Message {
  return message.kind === 'resolve' ? { ...message, headline: `✔ ${message.headline}` } : message;
}

/** A matter as it is now: the last word as its headline, what was said before, and all that was found of it. */
function asItIs(message: Message, earlier: readonly Message[], timeZone: string | undefined): Message {
  const before = earlier.map(({ time, headline }) => `${moment(time, timeZone)} ${headline}`);
  const findings = new Map<string, Finding>();
  for (const finding of [...earlier, message].flatMap((one) => one.findings))
    findings.set(finding.id, finding);
  // What is only noted is no word about how the matter stands.
  const word = message.quiet === true ? earlier.findLast(({ quiet }) => quiet !== true) : undefined;
  return {
    ...marked({ ...message, headline: word?.headline ?? message.headline }),
    body: [...message.body, ...before.slice(-MOST_BEFORE)],
    findings: [...findings.values()].slice(0, MOST_FINDINGS),
  };
}
