import { z } from 'zod';
import { defineNotifier, type Message } from '../core/notifier.ts';
import { secret } from '../core/option-values.ts';
import { secretsOf } from './delivery.ts';
import { documentOf } from './jira-document.ts';
import { messageText, plainLines } from './message-text.ts';
import { receiverUrl } from './receiver-url.ts';
import {
  ask,
  type Desk,
  type Line,
  odd,
  type Said,
  stampOf,
  type Ticket,
  tellByTicket,
} from './ticketing.ts';

const PROJECT_WANTED = 'wants the key of a project, such as OPS';
const LABEL_WANTED = 'wants a label without blanks, of at most 255 characters';

const schema = z.strictObject({
  url: receiverUrl.describe('the site, such as https://example.atlassian.net'),
  user: z.email().max(254).describe('the mail address of the account that the token is of'),
  token: secret().describe('an API token of that account'),
  project: z
    .string({ error: PROJECT_WANTED })
    .regex(/^[A-Z][A-Z0-9_]{1,60}$/, { error: PROJECT_WANTED })
    .describe('the key of the project that issues are opened in'),
  issue_type: z.string().min(1).max(100).default('Task').describe('what kind of issue, by its name'),
  labels: z
    .array(z.string().regex(/^[^\s\p{Cc}]{1,255}$/u, { error: LABEL_WANTED }))
    .max(20)
    .default(['logsift'])
    .describe('put on every issue'),
  at_end: z
    .enum(['close', 'comment'])
    .default('close')
    .describe('what is done with an issue whose incident is over'),
  actions: z
    .boolean()
    .default(false)
    .describe('links by which anybody who can read an issue acknowledges, silences or approves'),
  allow_private: z.boolean().default(false).describe('the URL may lead to a private network'),
});

/** Characters of a summary. */
const SUMMARY = 255;
/** Issues with one of the marks of a message that are looked at. */
const MOST_FOUND = 20;
/** Bytes of such an answer: descriptions of 32,767 characters. */
const MOST = 8 * 1024 * 1024;

/** Issues of Jira Cloud (REST API v3): one for an incident, with comments on what changes. */
export default defineNotifier({
  name: 'jira',
  describe: 'opens an issue of Jira for an incident, comments on it and closes it',
  schema,
  updates: true,
  create(options, { now, timeZone }) {
    const { user, token, url, allow_private: allowPrivate, at_end: atTheEnd } = options;
    const login = Buffer.from(`${user}:${token}`).toString('base64');
    const headers = { Accept: 'application/json', Authorization: `Basic ${login}` };
    const secrets = [login, token, ...secretsOf(url)];
    const base = `${url.replace(/\/+$/, '')}/rest/api/3`;
    const shown = (told: Message): Message => (options.actions ? told : { ...told, actions: [] });
    return {
      follows: true,
      render: (told) =>
        `an issue in ${options.project}\n\n${plainLines(messageText(shown(told), timeZone)).join('\n')}\n`,
      deliver(told, { signal, reference }) {
        const line: Line = { base, headers, allowPrivate, secrets, signal, now };
        return tellByTicket(deskOf(line, { ...options, timeZone }), shown(told), { reference, atTheEnd });
      },
    };
  },
});

interface Place {
  readonly project: string;
  readonly issue_type: string;
  readonly labels: readonly string[];
  readonly timeZone: string | undefined;
}

function deskOf(line: Line, { project, issue_type: type, labels, timeZone }: Place): Desk {
  return {
    id: /^[A-Z][A-Z0-9_]{1,60}-[1-9]\d{0,11}$/,
    find: (marks) => found(line, project, marks),
    async open(message, marks) {
      const fields = {
        project: { key: project },
        issuetype: { name: type },
        summary: messageText(message, timeZone).headline.slice(0, SUMMARY).trim() || 'logsift',
        description: documentOf(message, { timeZone, headline: false, foot: footOf(message) }),
        labels: [...new Set([...labels, ...marks])],
      };
      const said = await ask(line, '/issue', { method: 'POST', json: { fields } });
      if (!said.ok) return said;
      const issue = createdShape.safeParse(said.value);
      return { ok: true, value: issue.success ? issue.data.key : null };
    },
    turn: (id, closed) => turned(line, id, closed),
    comment(id, message) {
      const body = documentOf(message, { timeZone, headline: true });
      return ask(line, `/issue/${id}/comment`, { method: 'POST', json: { body } });
    },
  };
}

const createdShape = z.object({ key: z.string() });
const statusShape = z.object({ statusCategory: z.object({ key: z.string() }) });
const issueShape = z.object({ fields: z.object({ status: statusShape }) });
const foundShape = z.object({
  issues: z.array(
    z.object({
      key: z.string(),
      fields: z.object({
        ...{ status: statusShape, labels: z.array(z.string()).default([]) },
        description: z.unknown().optional(),
      }),
    }),
  ),
});

/** A mark is a label, so Jira itself looks for it; marks are letters, digits, `-` and `_`. */
async function found(line: Line, project: string, marks: readonly string[]): Promise<Said<Ticket | null>> {
  const named = marks.map((mark) => `"${mark}"`).join(', ');
  const query = new URLSearchParams({
    jql: `project = "${project}" AND labels IN (${named}) ORDER BY created ASC`,
    fields: 'status,labels,description',
    maxResults: String(MOST_FOUND),
  });
  const said = await ask(line, `/search/jql?${query}`, { most: MOST });
  if (!said.ok) return said;
  const list = foundShape.safeParse(said.value);
  if (!list.success) return odd('issues that there are');
  const tickets = list.data.issues.map(({ key, fields: { status, labels, description } }): Ticket => {
    const stamp = [...JSON.stringify(description ?? null).matchAll(FOOT)].at(-1)?.[1] ?? null;
    return { id: key, closed: status.statusCategory.key === 'done', marks: labels, stamp };
  });
  const mine = tickets.find((ticket) => ticket.marks.includes(marks[0]!));
  return { ok: true, value: mine ?? tickets[0] ?? null };
}

/** A text of its own in the last paragraph; what a log says is in one with other words. */
const FOOT = /"logsift ([0-9a-f]{16})"/g;

function footOf(message: Message): string {
  return `logsift ${stampOf(message)}`;
}

const transitionsShape = z.object({
  transitions: z.array(
    z.object({
      ...{ id: z.string().regex(/^\d{1,12}$/), to: statusShape },
      // Who must fill in a form cannot be replaced.
      fields: z.record(z.string(), z.object({ required: z.boolean().default(false) })).default({}),
    }),
  ),
});

/**
 * Through the workflow of the project: by the first transition that leads to a status of the wanted category. Where the
 * workflow has none, the comment alone says it.
 */
async function turned(line: Line, id: string, closed: boolean): Promise<Said<unknown>> {
  const said = await ask(line, `/issue/${id}?fields=status`);
  if (!said.ok) return said;
  const issue = issueShape.safeParse(said.value);
  if (!issue.success) return odd('the state of an issue');
  const wanted = (key: string) => (key === 'done') === closed;
  if (wanted(issue.data.fields.status.statusCategory.key)) return { ok: true, value: null };
  const offered = await ask(line, `/issue/${id}/transitions?expand=transitions.fields`, { most: MOST });
  if (!offered.ok) return offered;
  const list = transitionsShape.safeParse(offered.value);
  if (!list.success) return odd('the workflow of an issue');
  const way = list.data.transitions.find(
    ({ to, fields }) =>
      wanted(to.statusCategory.key) && !Object.values(fields).some(({ required }) => required),
  );
  if (way === undefined) return { ok: true, value: null };
  const json = { transition: { id: way.id } };
  return ask(line, `/issue/${id}/transitions`, { method: 'POST', json });
}
