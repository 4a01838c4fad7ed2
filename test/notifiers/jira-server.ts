import { z } from 'zod';
import type { Behaviour, Received } from '../../src/testing/receiver.ts';
import type { Desk } from './desks.ts';

const text = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1),
  marks: z
    .array(
      z.union([
        z.strictObject({ type: z.literal('strong') }),
        z.strictObject({ type: z.literal('link'), attrs: z.strictObject({ href: z.url() }) }),
      ]),
    )
    .optional(),
});
const block = z.union([
  z.strictObject({ type: z.literal('paragraph'), content: z.array(text) }),
  // Code has no marks.
  z.strictObject({ type: z.literal('codeBlock'), content: z.array(text.omit({ marks: true })) }),
]);

/** A document in the Atlassian Document Format, as far as it is used. */
export const documentShape = z
  .strictObject({ version: z.literal(1), type: z.literal('doc'), content: z.array(block).min(1) })
  .refine((it) => JSON.stringify(it.content).length <= 65_536)
  .refine(
    (it) => it.content.flatMap(({ content }) => content.map((one) => one.text)).join('').length <= 32_767,
  );

/** `POST /rest/api/3/issue`. */
export const issueShape = z.strictObject({
  fields: z.strictObject({
    project: z.strictObject({ key: z.literal('OPS') }),
    issuetype: z.strictObject({ name: z.literal('Task') }),
    summary: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[^\r\n]+$/),
    description: documentShape,
    labels: z.array(z.string().regex(/^\S{1,255}$/)),
  }),
});
const commentShape = z.strictObject({ body: documentShape });
const transitionShape = z.strictObject({ transition: z.strictObject({ id: z.string() }) });

interface Issue {
  readonly key: string;
  readonly fields: z.output<typeof issueShape>['fields'];
  readonly comments: string[];
  status: keyof typeof STATUSES;
}

const STATUSES = { 'To Do': 'new', 'In Progress': 'indeterminate', Done: 'done', Rejected: 'done' } as const;

/** A project of Jira Cloud with the workflow that a new one has, as its REST API v3 shows it. */
export class JiraServer implements Desk {
  readonly issues: Issue[] = [];
  /** Ways of the workflow: to which status, and whether a form must be filled in. */
  ways: readonly { readonly to: keyof typeof STATUSES; readonly form?: true }[] = [
    { to: 'Rejected', form: true },
    { to: 'To Do' },
    { to: 'In Progress' },
    { to: 'Done' },
  ];
  readonly #login: string;

  constructor(token: string) {
    this.#login = `Basic ${Buffer.from(`logsift@example.org:${token}`).toString('base64')}`;
  }

  get tickets() {
    return this.issues.map(({ key, status, comments, fields }) => {
      return { id: key, closed: STATUSES[status] === 'done', comments, title: fields.summary };
    });
  }

  answer({ method, path, headers, body }: Received): Behaviour {
    const url = new URL(path, 'http://site');
    if (headers.authorization !== this.#login) return told(401, {});
    if (method === 'POST' && headers['content-type'] !== 'application/json') return told(415, {});
    const rest = url.pathname.replace('/rest/api/3', '');
    const json = method === 'POST' ? JSON.parse(body) : null;
    if (rest === '/issue' && method === 'POST') return this.#open(json);
    if (rest === '/search/jql' && method === 'GET') return this.#search(url);
    const [, key, what] = /^\/issue\/(OPS-\d+)(\/comment|\/transitions)?$/.exec(rest) ?? [];
    const issue = this.issues.find((one) => one.key === key);
    if (issue === undefined) return told(404, { errorMessages: ['Issue does not exist'] });
    if (method === 'GET') return what === undefined ? this.#shown(issue) : this.#ways();
    return what === '/comment' ? comment(issue, json) : this.#turn(issue, json);
  }

  #open(json: unknown): Behaviour {
    const parsed = issueShape.safeParse(json);
    if (!parsed.success) return told(400, { errorMessages: [], errors: z.treeifyError(parsed.error) });
    const key = `OPS-${this.issues.length + 1}`;
    this.issues.push({ key, fields: parsed.data.fields, comments: [], status: 'To Do' });
    return told(201, { id: '10000', key, self: `https://example.atlassian.net/rest/api/3/issue/10000` });
  }

  #search({ searchParams }: URL): Behaviour {
    const [, list] =
      /^project = "OPS" AND labels IN \(((?:"[\w-]+"(?:, )?)+)\) ORDER BY created ASC$/.exec(
        searchParams.get('jql') ?? '',
      ) ?? [];
    if (list === undefined) return told(400, { errorMessages: ['Error in the JQL Query'] });
    const wanted = list.split(', ').map((one) => one.slice(1, -1));
    const of = this.issues.filter(({ fields }) => fields.labels.some((label) => wanted.includes(label)));
    const names = searchParams.get('fields')?.split(',') ?? [];
    const issues = of.map((issue) => ({ id: '10000', key: issue.key, fields: fieldsOf(issue, names) }));
    return told(200, { issues: issues.slice(0, Number(searchParams.get('maxResults'))), isLast: true });
  }

  #shown(issue: Issue): Behaviour {
    return told(200, { key: issue.key, fields: fieldsOf(issue, ['status']) });
  }

  #ways(): Behaviour {
    const transitions = this.ways.map(({ to, form }, i) => ({
      ...{ id: String(11 + i * 10), name: to, to: statusOf(to) },
      fields: { resolution: { required: form === true, name: 'Resolution' } },
    }));
    return told(200, { expand: 'transitions', transitions });
  }

  #turn(issue: Issue, json: unknown): Behaviour {
    const parsed = transitionShape.safeParse(json);
    const way = parsed.success ? this.ways[(Number(parsed.data.transition.id) - 11) / 10] : undefined;
    if (way === undefined || way.form) return told(400, { errorMessages: ['It is not on the screen'] });
    issue.status = way.to;
    return { status: 204 };
  }
}

function comment(issue: Issue, json: unknown): Behaviour {
  const parsed = commentShape.safeParse(json);
  if (!parsed.success) return told(400, { errorMessages: ['Comment body is not valid!'] });
  issue.comments.push(
    parsed.data.body.content.flatMap(({ content }) => content.map((it) => it.text)).join('\n'),
  );
  return told(201, { id: '1' });
}

function fieldsOf({ fields, status }: Issue, names: readonly string[]) {
  const all = { ...fields, status: statusOf(status) };
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

function statusOf(name: keyof typeof STATUSES) {
  return { name, statusCategory: { key: STATUSES[name] } };
}

function told(status: number, json: unknown): Behaviour {
  return { status, body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } };
}
