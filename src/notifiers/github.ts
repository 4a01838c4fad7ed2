import { z } from 'zod';
import { defineNotifier, type Message } from '../core/notifier.ts';
import { secret } from '../core/option-values.ts';
import { secretsOf } from './delivery.ts';
import { markdownText } from './github-text.ts';
import { cutText, inert } from './inert.ts';
import { messageText, plainLines } from './message-text.ts';
import type { Answer } from './post.ts';
import { receiverUrl } from './receiver-url.ts';
import {
  ask,
  type Desk,
  type Line,
  odd,
  type Refused,
  type Said,
  stampOf,
  type Ticket,
  tellByTicket,
} from './ticketing.ts';

const REPOSITORY_WANTED = 'wants owner and name of a repository, such as example/operations';
const LABEL_WANTED = 'wants a label of at most 50 characters, without a comma';

const label = z.string().regex(/^[^\s,][^,\p{Cc}]{0,49}$/u, { error: LABEL_WANTED });

const schema = z.strictObject({
  token: secret().describe('a token that may read and write issues of the repository'),
  repository: z
    .string({ error: REPOSITORY_WANTED })
    .regex(/^[A-Za-z0-9-]{1,39}\/(?!\.\.?$)[\w.-]{1,100}$/, { error: REPOSITORY_WANTED })
    .describe('where issues are opened: owner/name'),
  label: label.default('logsift').describe('put on every issue; known ones are found by it'),
  labels: z.array(label).max(20).default([]).describe('put on every issue beside it'),
  at_end: z
    .enum(['close', 'comment'])
    .default('close')
    .describe('what is done with an issue whose incident is over'),
  url: receiverUrl
    .prefault('https://api.github.com')
    .describe('the API; that of an Enterprise Server is https://HOST/api/v3'),
  actions: z
    .boolean()
    .default(false)
    .describe('links by which anybody who can read an issue acknowledges, silences or approves'),
  allow_private: z.boolean().default(false).describe('the URL may lead to a private network'),
});

/** Characters of a title. */
const TITLE = 256;
/** Issues of a page and pages that are looked through for one that was opened and not noted: it is among the last. */
const PAGE = 100;
const PAGES = 3;
/** Bytes of a page: bodies of 100 issues. */
const MOST = 32 * 1024 * 1024;
const MINUTE = 60_000;

/** Issues of GitHub: one for an incident, with comments on what changes. */
export default defineNotifier({
  name: 'github',
  describe: 'opens an issue of GitHub for an incident, comments on it and closes it',
  schema,
  updates: true,
  create(options, { now, timeZone }) {
    const { token, url, allow_private: allowPrivate, at_end: atTheEnd } = options;
    const base = url.replace(/\/+$/, '');
    const headers = {
      Accept: 'application/vnd.github+json',
      Authorization: `Bearer ${token}`,
      'X-GitHub-Api-Version': '2022-11-28',
    };
    const secrets = [token, ...secretsOf(url)];
    const shown = (told: Message): Message => (options.actions ? told : { ...told, actions: [] });
    return {
      follows: true,
      render: (told) =>
        `an issue of ${options.repository}\n\n${plainLines(messageText(shown(told), timeZone)).join('\n')}\n`,
      deliver(told, { signal, reference }) {
        const line: Line = { base, headers, allowPrivate, secrets, signal, now, judge: patient };
        return tellByTicket(deskOf(line, { ...options, timeZone }), shown(told), { reference, atTheEnd });
      },
    };
  },
});

interface Place {
  readonly repository: string;
  readonly label: string;
  readonly labels: readonly string[];
  readonly timeZone: string | undefined;
}

function deskOf(line: Line, { repository, label: own, labels, timeZone }: Place): Desk {
  const issues = `/repos/${repository}/issues`;
  return {
    id: /^[1-9]\d{0,14}$/,
    find: (marks) => found(line, `${issues}?${known(own)}`, marks),
    async open(message, marks) {
      const json = {
        title: cutText(inert(messageText(message, timeZone).headline), TITLE) || 'logsift',
        body: `${markdownText(message, { timeZone, headline: false })}\n\n${footOf(message, marks)}`,
        labels: [...new Set([own, ...labels])],
      };
      const said = await ask(line, issues, { method: 'POST', json });
      if (!said.ok) return said;
      const issue = issueShape.safeParse(said.value);
      return { ok: true, value: issue.success ? String(issue.data.number) : null };
    },
    turn(id, closed) {
      const json = closed ? { state: 'closed', state_reason: 'completed' } : { state: 'open' };
      return ask(line, `${issues}/${id}`, { method: 'PATCH', json });
    },
    comment(id, message) {
      const json = { body: markdownText(message, { timeZone, headline: true }) };
      return ask(line, `${issues}/${id}/comments`, { method: 'POST', json });
    },
  };
}

function known(own: string): string {
  const wanted = { labels: own, state: 'all', sort: 'created', direction: 'desc', per_page: String(PAGE) };
  return new URLSearchParams(wanted).toString();
}

const issueShape = z.object({ number: z.int().positive() });
const listShape = z.array(
  z.object({
    ...{ number: z.int().positive(), state: z.string(), body: z.string().nullish() },
    pull_request: z.unknown().optional(),
  }),
);

/** Looks through the issues that are known by their label, the newest first. */
async function found(line: Line, path: string, marks: readonly string[]): Promise<Said<Ticket | null>> {
  const seen: Ticket[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const said = await ask(line, `${path}&page=${page}`, { most: MOST });
    if (!said.ok) return said;
    const list = listShape.safeParse(said.value);
    if (!list.success) return odd('issues that are open');
    for (const { number, state, body, pull_request: pull } of list.data) {
      const foot = pull === undefined ? FOOT.exec(body ?? '') : null;
      if (foot === null) continue;
      const [, stamp = '', all = ''] = foot;
      const ticket = { id: String(number), closed: state === 'closed', marks: all.trim().split(' '), stamp };
      if (ticket.marks.some((mark) => marks.includes(mark))) seen.push(ticket);
    }
    const mine = seen.find((ticket) => ticket.marks.includes(marks[0]!));
    if (mine !== undefined) return { ok: true, value: mine };
    if (list.data.length < PAGE) break;
  }
  return { ok: true, value: seen.at(-1) ?? null };
}

/** Stands at the end of a body, where no text of a log comes. Nobody sees it. */
const FOOT = /<!-- logsift ([0-9a-f]{16})((?: logsift-[\w-]{1,40})+) -->\s*$/;

function footOf(message: Message, marks: readonly string[]): string {
  return `<!-- logsift ${stampOf(message)} ${marks.join(' ')} -->`;
}

/** GitHub says 403 for too many requests, too: that passes. */
function patient(delivery: Refused, answer: Answer): Refused {
  if (!('status' in answer) || answer.status !== 403) return delivery;
  const { body, retryAfter } = answer;
  if (retryAfter === null && !/rate limit|abuse/i.test(body)) return delivery;
  const seconds = /^\d{1,5}$/.test(retryAfter ?? '') ? Number(retryAfter) : null;
  const wait = seconds === null ? MINUTE : Math.min(86_400, seconds) * 1000;
  return { ...delivery, permanent: false, retryAfterMs: wait };
}
