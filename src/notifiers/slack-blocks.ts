import type { Message } from '../core/notifier.ts';
import { webLink } from './inert.ts';
import { type FindingText, type MessageText, messageText } from './message-text.ts';

/** Limits of Block Kit: characters of a header, of a section and of a button. */
const HEADER = 150;
const SECTION = 3000;
const BUTTON = 75;
/** Of 50 blocks; the end of a message is kept. */
const MOST_BLOCKS = 45;
/** Slack says `msg_blocks_too_long` from some 13,200 characters on, though it documents no such limit. */
const MOST_OF_ALL = 12_000;
/** Characters of the text that telephones show, far below Slack's limit of 40,000. */
const FALLBACK = 1000;

type Block = { readonly type: string; readonly [key: string]: unknown };

/** What of a message every way into Slack takes. */
export interface SlackContent {
  readonly text: string;
  readonly parse: 'none';
  readonly link_names: false;
  readonly blocks: readonly Block[];
}

/** A message in Block Kit: its texts are text, whatever is in them, and it keeps Slack's limits. */
export function slackContent(message: Message, timeZone: string | undefined): SlackContent {
  const text = messageText(message, timeZone);
  return {
    // Shown in notifications only. Nothing in it is to become a link, a mention or a picture.
    text: escaped(cut(`${text.headline} ${text.body.join(' ')}`.trim(), FALLBACK)),
    parse: 'none',
    link_names: false,
    blocks: blocks(text),
  };
}

function blocks(text: MessageText): Block[] {
  const header = { type: 'plain_text', text: cut(text.headline, HEADER) || 'logsift', emoji: false };
  const others = text.others.map((because) => `• ${escaped(because)}`).join('\n');
  const first = [{ type: 'header', text: header }, ...section(text.body.map(escaped).join('\n'))];
  const middle = [...text.findings.flatMap(findingBlocks), ...section(others)];
  const last = [...buttons(text), context(`logsift · ${escaped(text.said)}`)];
  return fitted(first, middle, last);
}

/** Leaves out the end of what was found, with a mark, where all of it would be too much. */
function fitted(first: readonly Block[], middle: readonly Block[], last: readonly Block[]): Block[] {
  let room = MOST_OF_ALL - JSON.stringify([...first, ...last]).length;
  const shown: Block[] = [];
  for (const block of middle) {
    room -= JSON.stringify(block).length + 1;
    const full = first.length + shown.length + last.length >= MOST_BLOCKS;
    if (room < 0 || full) return [...first, ...shown, context('… the rest: logsift findings'), ...last];
    shown.push(block);
  }
  return [...first, ...shown, ...last];
}

/** Buttons that lead to our pages; where these are asked again, nothing has happened yet. */
function buttons({ actions, link }: MessageText): Block[] {
  const open = webLink(link ?? undefined);
  const all = [...actions, ...(open === null ? [] : [{ label: 'Open', url: open }])];
  if (all.length === 0) return [];
  const elements = all.map(({ label, url }) => ({
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
