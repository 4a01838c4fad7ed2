import type { Finding } from '../core/finding.ts';
import type { Message } from '../core/notifier.ts';
import { moment } from '../core/when.ts';
import { count, duration } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import { headline, headlineOf } from './subject.ts';
import type { WithheldList } from './withheld.ts';

/** A message to be put into the outbox; key and version tell copies from updates. */
export interface Outgoing {
  readonly message: Message;
  readonly version: number;
  /** Leaves before others, and is never given up. */
  readonly critical: boolean;
  /** Channels that it goes to in place of those of its route. */
  readonly only?: readonly string[];
  /** Channels that it goes to beside them. */
  readonly also?: readonly string[];
  /** It goes only to those of its channels where what was sent can be changed. */
  readonly updating?: true;
}

/** What somebody makes of an incident, for the messages that tell of it. */
export interface Explained {
  /** Of the incident, and of those merged into it. */
  readonly ids: readonly string[];
  readonly headline: string;
  readonly sentences: readonly string[];
}

/** Findings of a gathered message; the rest of them is counted in it. */
const GATHERED = 20;
const LISTED = 15;
/** Ids of incidents that a message names, and of one incident those merged into it. */
const MOST_IDS = 40;
const MOST_ALIASES = 20;
/** Ms; of what was over sooner it is not said how long it took. */
const SHORTEST_TOLD = 1000;

/** One matter. The first message of its key is a page, later ones say that it became worse, or what else there is. */
export function singleMessage(
  finding: Finding,
  of: {
    readonly key: string;
    readonly version: number;
    readonly now: number;
    readonly also: boolean;
    /** What is made of it, where that is known. */
    readonly explained?: readonly string[];
  },
): Outgoing {
  const { key, version, now, also, explained = [] } = of;
  const again = version > 0;
  const text = headlineOf(finding);
  return {
    version,
    critical: finding.page === true,
    message: {
      key,
      kind: again ? 'update' : 'page',
      headline: again ? headline(`${also ? 'Also' : 'It became worse'}: ${text}`) : text,
      body: [...explained, ...(again ? [] : (finding.beside ?? []))],
      findings: [plain(finding)],
      time: now,
      ...incidentsOf([finding]),
    },
  };
}

/** What there is to say of what was told: it is over, began again, lasts, was explained, somebody has it, nobody has. */
export type Further =
  | { readonly what: 'over' | 'again' | 'still' | 'explained' }
  | { readonly what: 'ack'; readonly by: string }
  | { readonly what: 'changed'; readonly sentences: readonly string[] }
  | { readonly what: 'unheard' /** Ms since it was told. */; readonly since: number };

const KINDS = {
  over: 'resolve',
  again: 'update',
  still: 'update',
  changed: 'update',
  explained: 'update',
  ack: 'ack',
  unheard: 'page',
} as const;
const LONGEST_NAME = 40;

/** A further message about what was told of; `lasted`: ms, NaN in a log without times. */
export function furtherMessage(
  of: {
    readonly key: string;
    readonly version: number;
    readonly critical: boolean;
    readonly first: Finding;
    /** Things told of with it. */
    readonly others: number;
    readonly lasted: number;
    /** What is made of it: it stays in the message that others change. */
    readonly explained: readonly string[];
  },
  further: Further,
  now: number,
): Outgoing {
  const { key, version, critical, first, others, lasted, explained } = of;
  const more = further.what === 'again' || others === 0 ? '' : ` – and ${count(others, 'other thing')}`;
  const said = `${wordsOf(further, lasted >= SHORTEST_TOLD ? ` after ${duration(lasted)}` : '')}: `;
  const own =
    further.what === 'unheard' ? (first.beside ?? []) : further.what === 'changed' ? further.sentences : [];
  const body = [...explained, ...own];
  const quiet = further.what === 'changed' || further.what === 'explained';
  return {
    ...{ version, critical },
    message: {
      ...{ key, kind: KINDS[further.what], body, findings: [plain(first)], time: now },
      ...incidentsOf([first]),
      ...(further.what === 'still' ? { reminder: true } : {}),
      ...(quiet ? { quiet: true } : {}),
      headline: headline(said + headlineOf(first).slice(0, 150 - said.length - more.length) + more),
    },
  };
}

function wordsOf(further: Further, length: string): string {
  switch (further.what) {
    case 'over':
      return `Over${length}`;
    case 'again':
      return 'It began again';
    case 'still':
      return `It goes on${length}`;
    case 'changed':
      return 'There is something new';
    case 'explained':
      return 'Explained';
    case 'ack':
      return `Taken up by ${headline(further.by).slice(0, LONGEST_NAME)}`;
    case 'unheard':
      return `Nobody has acknowledged this for ${duration(further.since)}`;
  }
}

/** A finding as it is sent: what it stands for is for those who send it. */
function plain({ incident: _, ...finding }: Finding): Finding {
  return finding;
}

/** What its incidents are known by; of many that were merged the last ones. */
function incidentsOf(findings: readonly Finding[]): Pick<Message, 'incidents'> {
  const ids = findings.flatMap(({ id, incident }) =>
    incident === undefined ? [] : [id, ...incident.aliases.slice(-MOST_ALIASES)],
  );
  return ids.length === 0 ? {} : { incidents: [...new Set(ids)].slice(0, MOST_IDS) };
}

/** Several matters that came within one pause, the gravest first. */
export function gatheredMessage(
  findings: readonly Finding[],
  { now, salt }: { readonly now: number; readonly salt: string },
): Outgoing {
  const [first] = findings;
  const others = findings.length - 1;
  const more = others === 0 ? '' : ` – and ${count(others, 'other thing')}`;
  const hosts = new Set(findings.flatMap(({ about: { host } }) => host ?? []));
  const where = hosts.size > 1 ? ` on ${count(hosts.size, 'host')}` : '';
  const told =
    others === 0
      ? []
      : [`${count(findings.length, 'finding')}${where} within a short time, the gravest first.`];
  const left = findings.length - GATHERED;
  return {
    version: 0,
    critical: findings.some(({ page }) => page === true),
    message: {
      key: hashText(`${salt}gathered\0${findings.map(({ id }) => id).join('\0')}`),
      kind: 'page',
      headline: headline(headlineOf(first!).slice(0, 150 - more.length) + more),
      body: [
        ...told,
        ...(left > 0 ? [`${count(left, 'finding')} more are listed by: logsift findings`] : []),
      ],
      findings: findings.slice(0, GATHERED).map(plain),
      time: now,
      ...incidentsOf(findings.slice(0, GATHERED)),
    },
  };
}

/** What the budget held back, the gravest first. */
export function withheldDigest(
  withheld: WithheldList,
  { now, salt }: { readonly now: number; readonly salt: string },
): Outgoing {
  const { count: all, since, gravest } = withheld;
  const listed = gravest.slice(0, LISTED).map(({ headline: text, time }) => `${moment(time)}: ${text}`);
  return {
    version: 0,
    critical: false,
    message: {
      key: hashText(`${salt}withheld\0${since}`),
      kind: 'digest',
      headline: `${count(all, 'finding')} since ${moment(since)} did not fit into the budget`,
      body: [...listed, ...restOf(all - listed.length)],
      findings: [],
      time: now,
    },
  };
}

/** A message that could not be delivered in time. */
export interface Stale {
  readonly headline: string;
  /** Epoch ms. */
  readonly time: number;
}

/** What was to be said and could not be while a channel was down, in one message; `all` counts what is not listed too. */
export function staleDigest(stale: readonly Stale[], { all, now }: { all: number; now: number }): Outgoing {
  const first = stale[0]?.time ?? now;
  const listed = stale.slice(0, LISTED).map(({ headline: text, time }) => `${moment(time)}: ${text}`);
  return {
    version: 0,
    critical: false,
    message: {
      key: hashText(`stale\0${first}\0${all}`),
      kind: 'digest',
      headline: `${count(all, 'message')} since ${moment(first)} could not be delivered here in time`,
      body: [...listed, ...restOf(all - listed.length)],
      findings: [],
      time: now,
    },
  };
}

function restOf(more: number): string[] {
  return more > 0 ? [`and ${count(more, 'other')}: logsift findings`] : [];
}
