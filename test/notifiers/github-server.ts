import { z } from 'zod';
import type { Behaviour, Received } from '../../src/testing/receiver.ts';
import type { Desk } from './desks.ts';

const opened = z.strictObject({
  title: z.string().min(1).max(256),
  body: z.string().max(65_536),
  labels: z.array(z.string().min(1).max(50)),
});
const turned = z.union([
  z.strictObject({ state: z.literal('closed'), state_reason: z.enum(['completed', 'not_planned']) }),
  z.strictObject({ state: z.literal('open') }),
]);
const said = z.strictObject({ body: z.string().min(1).max(65_536) });

interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly comments: string[];
  state: string;
}

/** Issues of one repository, as the REST API of GitHub (2022-11-28) has them. */
export class GithubServer implements Desk {
  readonly issues: Issue[] = [];
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  get tickets() {
    return this.issues.map(({ number, state, comments, title }) => {
      return { id: String(number), closed: state === 'closed', comments, title };
    });
  }

  /** Another issue that somebody opened. */
  add(issue: Partial<Issue>): void {
    const number = this.issues.length + 1;
    this.issues.push({
      number,
      title: 'by hand',
      body: '',
      labels: [],
      comments: [],
      state: 'open',
      ...issue,
    });
  }

  answer({ method, path, headers, body }: Received): Behaviour {
    const url = new URL(path, 'http://api');
    if (headers.authorization !== `Bearer ${this.#token}`) return told(401, { message: 'Bad credentials' });
    const known = headers['x-github-api-version'] === '2022-11-28' && headers['user-agent'] !== undefined;
    if (!known || headers.accept !== 'application/vnd.github+json') return told(400, { message: 'headers' });
    const [, number, what] = /^\/repos\/example\/operations\/issues(?:\/(\d+))?(\/comments)?$/.exec(
      url.pathname,
    ) ?? [undefined, 'none'];
    if (method !== 'GET' && headers['content-type'] !== 'application/json') return told(415, {});
    if (number === undefined) return method === 'GET' ? this.#list(url) : this.#open(JSON.parse(body));
    const issue = this.issues.find((one) => String(one.number) === number);
    if (issue === undefined) return told(404, { message: 'Not Found' });
    const parsed = (method === 'PATCH' ? turned : said).safeParse(JSON.parse(body));
    if (!parsed.success || (method === 'POST' && what === undefined))
      return told(422, { message: 'Validation Failed' });
    if ('state' in parsed.data) issue.state = parsed.data.state;
    else issue.comments.push(parsed.data.body);
    return told(method === 'PATCH' ? 200 : 201, { id: 1, number: issue.number });
  }

  #list({ searchParams: query }: URL): Behaviour {
    const [size, page] = [Number(query.get('per_page')), Number(query.get('page'))];
    if (!(size <= 100) || query.get('state') !== 'all') return told(422, { message: 'Validation Failed' });
    const of = this.issues.filter(({ labels }) => labels.includes(query.get('labels') ?? ''));
    const sorted = query.get('sort') === 'created' && query.get('direction') === 'desc' ? of.reverse() : of;
    return told(200, sorted.slice((page - 1) * size, page * size));
  }

  #open(json: unknown): Behaviour {
    const issue = opened.safeParse(json);
    if (!issue.success) return told(422, { message: 'Validation Failed', errors: issue.error.issues });
    this.add(issue.data);
    return told(201, { id: 9_000_000_001, number: this.issues.length, state: 'open' });
  }
}

function told(status: number, json: unknown): Behaviour {
  return { status, body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } };
}
