import { z } from 'zod';
import { defineNotifier, type Message } from '../core/notifier.ts';
import { deliveryOf, secretsOf } from './delivery.ts';
import { type FindingText, type MessageText, messageText, plainLines } from './message-text.ts';
import { post } from './post.ts';
import { receiverUrl } from './receiver-url.ts';

const schema = z.strictObject({
  url: receiverUrl.describe('the incoming webhook of Slack; a secret'),
  allow_private: z.boolean().default(false).describe('the URL may lead to a private network'),
});

/** Limits of Block Kit: characters of a header and of a section. Of 50 blocks three findings take some twenty. */
const HEADER = 150;
const SECTION = 3000;
const BUTTON = 75;
/** Characters of the text that telephones show, far below Slack's limit of 40,000. */
const FALLBACK = 1000;

/** Slack's incoming webhooks. What was sent cannot be changed through them. */
export default defineNotifier({
  name: 'slack',
  describe: 'posts messages to a channel of Slack by an incoming webhook',
  schema,
  updates: false,
  create({ url, allow_private: allowPrivate }, { now, timeZone }) {
    const secrets = secretsOf(url);
    return {
      render: (message) => `${plainLines(messageText(message, timeZone)).join('\n')}\n`,
      async deliver(message, { signal }) {
        const body = JSON.stringify(payload(message, timeZone));
        const headers = { 'Content-Type': 'application/json; charset=utf-8' };
        const answer = await post({ url, headers, body, allowPrivate, signal });
        return deliveryOf(answer, { now: now(), secrets });
      },
    };
  },
});

type Block = { readonly type: string; readonly [key: string]: unknown };

function payload(message: Message, timeZone: string | undefined) {
  const text = messageText(message, timeZone);
  return {
    // Shown in notifications only. Nothing in it is to become a link, a mention or a picture.
    text: escaped(cut(`${text.headline} ${text.body.join(' ')}`.trim(), FALLBACK)),
    mrkdwn: false,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: blocks(text),
  };
}

function blocks(text: MessageText): Block[] {
  const header = { type: 'plain_text', text: cut(text.headline, HEADER) || 'logsift', emoji: false };
  const others = text.others.map((because) => `• ${escaped(because)}`).join('\n');
  return [
    { type: 'header', text: header },
    ...section(text.body.map(escaped).join('\n')),
    ...text.findings.flatMap(findingBlocks),
    ...section(others),
    ...(text.link === null ? [] : section(`see ${escaped(text.link)}`)),
    ...buttons(text),
    context(`logsift · ${escaped(text.said)}`),
  ];
}

/** Buttons that lead to our pages; where these are asked again, nothing has happened yet. */
function buttons({ actions }: MessageText): Block[] {
  if (actions.length === 0) return [];
  const elements = actions.map(({ label, url }) => ({
    ...{ type: 'button', url },
    text: { type: 'plain_text', text: cut(label, BUTTON), emoji: false },
  }));
  return [{ type: 'actions', elements }];
}

function findingBlocks(finding: FindingText): Block[] {
  const { because, circumstances, expected, seen, evidence, more } = finding;
  const words = [
    ...(because === '' ? [] : [`*${escaped(because)}*`]),
    escaped(circumstances),
    ...(expected === '' ? [] : [`*expected* ${escaped(expected)}`]),
    ...(seen === '' ? [] : [`*seen* ${escaped(seen)}`]),
  ];
  const lines = evidence.map(({ place, text }) => `${place}: ${text}`);
  const quote = [...lines, ...(more === '' ? [] : [more])].join('\n');
  return [
    { type: 'divider' },
    ...section(words.join('\n')),
    ...(quote === '' ? [] : section(`\`\`\`\n${cut(escaped(quote), SECTION - 10)}\n\`\`\``)),
    context(`${escaped(finding.odds)} · id ${finding.id}`),
  ];
}

/** `verbatim` keeps Slack from turning addresses, channel names and mentions into links by itself. */
function section(text: string): Block[] {
  if (text === '') return [];
  return [{ type: 'section', text: { type: 'mrkdwn', text: cut(text, SECTION), verbatim: true } }];
}

function context(text: string): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: cut(text, SECTION), verbatim: true }] };
}

/** Does not show, does not break, and keeps what it stands in from being read as markup. */
const JOINER = '\u2060';

/**
 * Text for mrkdwn in which nothing is markup: `&`, `<` and `>` as Slack asks for (so `<!channel>` is no mention), and
 * what would be a mention, a link or a style is parted by an invisible character.
 */
export function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@(?=here|channel|everyone)/gi, `@${JOINER}`)
    .replace(/(?<=[a-z]):\/\//gi, `:${JOINER}//`)
    .replace(/mailto:/gi, (word) => `${word.slice(0, -1)}${JOINER}:`)
    .replace(/`/g, `'`)
    .replace(/(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu, (mark) => `${JOINER}${mark}${JOINER}`);
}

/** At most `length` characters, what is left out marked, no escape or surrogate pair cut in two. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text
    .slice(0, length - 1)
    .replace(/&[a-z]{0,3}$/, '')
    .replace(/[\ud800-\udbff]$/, '')}…`;
}
