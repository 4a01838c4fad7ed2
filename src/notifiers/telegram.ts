import { z } from 'zod';
import { type Delivery, defineNotifier, type Message } from '../core/notifier.ts';
import { deliveryOf, secretsOf } from './delivery.ts';
import { inert, webLink } from './inert.ts';
import { type MessageText, messageText, plainLines } from './message-text.ts';
import { type Answer, post } from './post.ts';
import { receiverUrl } from './receiver-url.ts';
import { MarkedText } from './telegram-text.ts';

const TOKEN_WANTED = 'wants the token that BotFather gave, such as 123456789:AAF…';
const CHAT_WANTED = 'wants the number of a chat such as "-1001234567890", or the @name of a channel';

const schema = z.strictObject({
  token: z
    .string({ error: TOKEN_WANTED })
    .regex(/^\d{3,20}:[A-Za-z0-9_-]{20,100}$/, { error: TOKEN_WANTED })
    .brand<'Secret'>()
    .meta({ writeOnly: true })
    .describe('the token of the bot; a secret'),
  chat: z
    .string({ error: CHAT_WANTED })
    .regex(/^(?:-?\d{1,20}|@[A-Za-z]\w{3,40})$/, { error: CHAT_WANTED })
    .describe('where to: the number of a chat, in quotes, or the @name of a channel'),
  thread: z.int().positive().optional().describe('the topic of a forum'),
  url: receiverUrl.prefault('https://api.telegram.org').describe('the Bot API server'),
  allow_private: z.boolean().default(false).describe('the URL may lead to a private network'),
});

const MAX_WAIT_S = 86_400;

/** A bot of Telegram; what happens to a matter later is an answer to its first message. */
export default defineNotifier({
  name: 'telegram',
  describe: 'sends messages to a chat of Telegram by a bot',
  schema,
  updates: true,
  create({ token, chat, thread, url, allow_private: allowPrivate }, { now, timeZone }) {
    const secrets = [token, token.split(':')[1]!, ...secretsOf(url)];
    const method = `${url.replace(/\/+$/, '')}/bot${token}/sendMessage`;
    const place = { chat_id: chat, ...(thread === undefined ? {} : { message_thread_id: thread }) };
    return {
      render: (message) => `${plainLines(messageText(message, timeZone)).join('\n')}\n`,
      async deliver(message, { signal, reference }) {
        const body = JSON.stringify({ ...place, ...contentOf(message, { timeZone, reference }) });
        const headers = { 'Content-Type': 'application/json; charset=utf-8' };
        const answer = await post({ url: method, headers, body, allowPrivate, signal, readsAnswer: true });
        const delivery = deliveryOf(answer, { now: now(), secrets });
        return delivery.ok ? accepted(answer, reference) : patient(delivery, answer);
      },
    };
  },
});

function contentOf(
  message: Message,
  { timeZone, reference }: { timeZone: string | undefined; reference: string | undefined },
) {
  const { kind } = message;
  const words = messageText(message, timeZone);
  const text = marked(words, webLink(message.link));
  const keyboard = words.actions.map(({ label, url }) => [{ text: label, url }]);
  const first = /^\d{1,15}$/.test(reference ?? '') ? Number(reference) : null;
  const answersTo =
    first === null ? {} : { reply_parameters: { message_id: first, allow_sending_without_reply: true } };
  return {
    ...text,
    link_preview_options: { is_disabled: true },
    // What is over, or only to be read some time, makes no sound.
    disable_notification: kind === 'resolve' || kind === 'ack' || kind === 'digest',
    ...(keyboard.length === 0 ? {} : { reply_markup: { inline_keyboard: keyboard } }),
    ...answersTo,
  };
}

/** Lines of a log are set as code, in which Telegram sees no link, no mention and no command. */
function marked(text: MessageText, link: string | null) {
  const out = new MarkedText();
  out.line(inert(text.headline), 'bold');
  for (const line of text.body) out.line(inert(line));
  for (const finding of text.findings) {
    const { because, circumstances, expected, seen, evidence, more, odds, id } = finding;
    out.line('');
    if (because !== '') out.line(inert(because));
    out.line(circumstances, 'code');
    const lines = [...evidence.map((one) => `${one.place}: ${one.text}`), ...(more === '' ? [] : [more])];
    if (lines.length > 0) out.line(lines.join('\n'), 'pre');
    if (expected !== '') out.line(inert(`expected: ${expected}`));
    if (seen !== '') out.line(inert(`seen: ${seen}`));
    out.line(inert(`${odds} · id ${id}`), 'italic');
  }
  for (const because of text.others) out.line(inert(`• ${because}`));
  if (link !== null) out.line(`see ${link}`);
  out.line(text.said, 'code');
  return out.done();
}

/** The first message of a matter stays what later ones answer to. */
function accepted(answer: Answer, reference: string | undefined): Delivery {
  if (reference !== undefined) return { ok: true, reference };
  const id = wordOf(answer, (said) => said.result?.message_id);
  return id === null ? { ok: true } : { ok: true, reference: String(id) };
}

/** Telegram says in the body how long it wants to be left alone. */
function patient(delivery: Delivery & { ok: false }, answer: Answer): Delivery {
  const seconds = wordOf(answer, (said) => said.parameters?.retry_after);
  if (seconds === null || delivery.permanent) return delivery;
  return { ...delivery, retryAfterMs: Math.min(MAX_WAIT_S, Math.max(0, seconds)) * 1000 };
}

const answerShape = z.object({
  result: z.object({ message_id: z.int() }).optional().catch(undefined),
  parameters: z.object({ retry_after: z.number() }).optional().catch(undefined),
});

function wordOf(
  answer: Answer,
  pick: (said: z.output<typeof answerShape>) => number | undefined,
): number | null {
  if ('failed' in answer) return null;
  try {
    const said = answerShape.safeParse(JSON.parse(answer.body));
    return said.success ? (pick(said.data) ?? null) : null;
  } catch {
    return null;
  }
}
