import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { actorName, type Role, Roles } from './burst-roles.ts';
import { shortEvidence } from './short-evidence.ts';
import { TemplateFlags } from './template-flags.ts';
import {
  type Attempts,
  addAttempt,
  beginAttempts,
  isOver,
  savedAttempts,
  triesOf,
  turnHour,
} from './threat-clusters.ts';
import { type Cluster, isInternal, networkOf } from './threat-features.ts';

const HOUR = 3_600_000;
const MAX_ACTORS = 20_000;
const MAX_ACCOUNTS = 5000;
const MAX_NETWORKS = 5000;
const MAX_LET_IN = 50_000;
const MAX_USERS = 20_000;
const MAX_SOURCES = 64;
/** What speaks of getting in, and not of mail for somebody who is not there, or of files. */
const LOGIN =
  /\b(authenticat\w*|auth|log-?[io]n|logged|password|publickey|keyboard-interactive|credentials?|(?:invalid|illegal) user|sudo|su|session|pam_unix\S*|SASL|radius|vpn|\w*LOGIN\w*)\b/i;
const IS_LOGIN = 1;
/** Before so much of the log has come, nobody can be known, ms. */
const ACQUAINTED = 24 * HOUR;
/** Fewer attempts of a day are nobody's news. */
const LEAST = 3;
/** An account is looked at when so many addresses try it. */
const LEAST_SOURCES = 3;
/** Who needed so many attempts, and was never let in before, is no regular by being let in. */
const GUESSED = 5;
/** A success so long after the last attempt still belongs to it, ms. */
const SUCCESS_WITHIN = HOUR;

/** Who tries to get in, who got in, and with which names. Every map is capped: who was heard longest ago makes room. */
export class ThreatBook {
  #actors = new Map<string, Attempts>();
  #accounts = new Map<string, Attempts>();
  /** Addresses of a network that failed in an hour. */
  #networks = new Map<string, { hour: number; sources: string[] }>();
  /** When actors, and names, were let in last. */
  #letIn = new Map<string, number>();
  #users = new Map<string, number>();
  readonly #roles = new Roles();
  readonly #flags = new TemplateFlags((text) => (LOGIN.test(text) ? IS_LOGIN : 0));
  /** The actor that the last line let in, as far as it may have been one of us; null for every other line. */
  entered: string | null = null;
  /** When the first login came, epoch ms. */
  #since = Number.NaN;
  /** Actors that made room while their attempts went on. */
  overCap = 0;

  /** Takes a line; the attempts that are to be judged anew by that, at most two. */
  take(event: Event): Attempts[] {
    this.entered = null;
    const role = this.#roles.of(event);
    if (role === null) return [];
    if ((this.#flags.of(event.template!) & IS_LOGIN) === 0) return [];
    const actor = actorName(event.slotText(role.actor));
    if (actor === '') return [];
    if (!(event.received >= this.#since)) this.#since = event.received;
    return role.kind === 'failure' ? this.#fail(event, role, actor) : this.#succeed(event, role, actor);
  }

  /** What an actor did in this hour, in numbers; `distance` in km. */
  clusterOf(attempts: Attempts, distance: number): Cluster {
    const { actor, isAccount, sources, named, known } = attempts;
    const near = isAccount ? sources.length : (this.#networks.get(networkOf(actor))?.sources.length ?? 1);
    const tries = triesOf(attempts);
    const isNew = attempts.from - this.#since < ACQUAINTED;
    return {
      attempts: tries,
      attemptsOfDay: Math.round(attempts.before + tries),
      names: attempts.names.length,
      sources: near,
      hosts: attempts.hosts.length,
      time: attempts.to,
      internal: isAccount ? allInternal(sources) : isInternal(actor),
      distance,
      letInBefore: isNew ? null : attempts.letIn,
      knownNames: named === 0 || isNew ? Number.NaN : (10 * known) / named,
      succeeded: attempts.success !== null,
    };
  }

  /** Forgets attempts that are over; those that were heard longest ago stand first. */
  expire(now: number): void {
    for (const all of [this.#actors, this.#accounts]) {
      for (const [actor, attempts] of all) {
        if (!isOver(attempts, now)) break;
        all.delete(actor);
      }
    }
  }

  /** JSON-safe state. */
  save(): SavedBook {
    return {
      actors: [...this.#actors],
      accounts: [...this.#accounts],
      networks: [...this.#networks].map(([name, { hour, sources }]) => [name, hour, sources]),
      letIn: [...this.#letIn],
      users: [...this.#users],
      since: Number.isNaN(this.#since) ? null : this.#since,
    };
  }

  /** What `save` described. */
  static load({ actors, accounts, networks, letIn, users, since }: SavedBook): ThreatBook {
    const book = new ThreatBook();
    book.#actors = new Map(actors);
    book.#accounts = new Map(accounts);
    book.#networks = new Map(networks.map(([name, hour, sources]) => [name, { hour, sources }]));
    book.#letIn = new Map(letIn);
    book.#users = new Map(users);
    book.#since = since ?? Number.NaN;
    return book;
  }

  #fail(event: Event, role: Role, actor: string): Attempts[] {
    const user = role.source ? (role.user < 0 ? null : event.slotText(role.user)) : actor;
    const failure = { user, known: user !== null && this.#users.has(user), source: actor };
    this.#noteNetwork(actor, event.received);
    const own = this.#attemptsOf(this.#actors, actor, event, false);
    addAttempt(own, event, failure);
    const judged = isDue(own) ? [own] : [];
    if (user === null || !role.source) return judged;
    const account = this.#attemptsOf(this.#accounts, user.slice(0, 60), event, true);
    addAttempt(account, event, failure);
    account.letIn ||= this.#letIn.has(actor);
    return account.sources.length >= LEAST_SOURCES && isDue(account) ? [...judged, account] : judged;
  }

  #succeed(event: Event, role: Role, actor: string): Attempts[] {
    const user =
      role.user >= 0 ? event.slotText(role.user).slice(0, 60) : role.source ? null : actor.slice(0, 60);
    const judged: Attempts[] = [];
    const recent = (attempts: Attempts | undefined): attempts is Attempts =>
      attempts !== undefined && event.received - attempts.to <= SUCCESS_WITHIN;
    const own = this.#actors.get(actor);
    const size = recent(own) ? sizeOf(own) : 0;
    if (recent(own) && own.success === null && size >= LEAST) {
      own.success = { at: event.received, user, evidence: shortEvidence(event) };
      judged.push(own);
    }
    const account = user === null ? undefined : this.#accounts.get(user);
    const isTried = recent(account) && account.success === null && account.sources.length >= LEAST_SOURCES;
    if (isTried && account.sources.includes(actor) && !this.#letIn.has(actor)) {
      account.success = { at: event.received, user, evidence: shortEvidence(event) };
      judged.push(account);
    }
    if (size < GUESSED || own?.letIn === true) {
      note(this.#letIn, actor, event.received, MAX_LET_IN);
      this.entered = actor;
      if (user !== null) note(this.#users, user, event.received, MAX_USERS);
    }
    return judged;
  }

  #attemptsOf(of: Map<string, Attempts>, actor: string, event: Event, isAccount: boolean): Attempts {
    let attempts = of.get(actor);
    const done = attempts !== undefined && attempts.success !== null;
    if (attempts === undefined || isOver(attempts, event.received) || done) {
      const letIn = !isAccount && this.#letIn.has(actor);
      attempts = beginAttempts(actor, event, { isAccount, letIn });
    }
    of.delete(actor);
    if (of.size >= (isAccount ? MAX_ACCOUNTS : MAX_ACTORS)) {
      const first = of.entries().next().value!;
      if (!isOver(first[1], event.received)) this.overCap++;
      of.delete(first[0]);
    }
    of.set(actor, attempts);
    turnHour(attempts, event.received);
    return attempts;
  }

  #noteNetwork(actor: string, now: number): void {
    const name = networkOf(actor);
    const hour = Math.floor(now / HOUR);
    const known = this.#networks.get(name);
    if (known === undefined || known.hour < hour) {
      this.#networks.delete(name);
      if (this.#networks.size >= MAX_NETWORKS) this.#networks.delete(this.#networks.keys().next().value!);
      this.#networks.set(name, { hour, sources: [actor] });
    } else if (known.sources.length < MAX_SOURCES && !known.sources.includes(actor))
      known.sources.push(actor);
  }
}

/** Whether all are from inside; null where that is not known of one and none is from outside. */
function allInternal(sources: readonly string[]): boolean | null {
  const each = sources.map(isInternal);
  return each.includes(false) ? false : each.includes(null) ? null : true;
}

/** Attempts of about a day. */
function sizeOf(attempts: Attempts): number {
  return triesOf(attempts) + attempts.before;
}

/** Whether there are so many more attempts than when it was judged that it is worth it; once an hour they are. */
function isDue(attempts: Attempts): boolean {
  const size = sizeOf(attempts);
  if (size < LEAST || size < 1.5 * attempts.judged) return false;
  attempts.judged = size;
  return true;
}

function note(times: Map<string, number>, name: string, now: number, most: number): void {
  times.delete(name);
  if (times.size >= most) times.delete(times.keys().next().value!);
  times.set(name, now);
}

const times = (most: number) => z.array(z.tuple([z.string(), z.number()])).max(most);
export const savedBook = z.strictObject({
  actors: z.array(z.tuple([z.string(), savedAttempts])).max(MAX_ACTORS),
  accounts: z.array(z.tuple([z.string(), savedAttempts])).max(MAX_ACCOUNTS),
  networks: z
    .array(z.tuple([z.string(), z.number(), z.array(z.string()).max(MAX_SOURCES)]))
    .max(MAX_NETWORKS),
  letIn: times(MAX_LET_IN),
  users: times(MAX_USERS),
  since: z.number().nullable(),
});
type SavedBook = z.infer<typeof savedBook>;
