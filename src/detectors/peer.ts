import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { correctedSurprise, savedTailCalibrator, TailCalibrator } from '../ml/index.ts';
import { roleOf } from './host-role.ts';
import { HostSpells, savedHostSpells } from './host-spells.ts';
import { kindOf } from './line-kinds.ts';
import { PeerHost, savedPeerHost } from './peer-host.ts';
import { judgePeers, mostTelling, type Unlike } from './peer-judge.ts';
import { PeerRole, savedPeerRole } from './peer-role.ts';
import { remarkOf } from './peer-words.ts';
import { TemplateFlags } from './template-flags.ts';

const PERIOD = 30 * 60_000;
const DAY = 86_400_000;
const A_DAY = DAY / PERIOD;
const MAX_HOSTS = 8192;
const MAX_ROLES = 64;
/** Fewer hosts say nothing of what is usual for one of them. */
const LEAST_HOSTS = 4;
/** A role is known when it has been followed for three days. */
const KNOWN = 3 * A_DAY;
/** A host not heard of for a day is not compared with; after a week it makes room. */
const ALIVE = DAY;
const UNHEARD = 7 * DAY;
/** What is so odd comes by chance once in twenty days. */
const LEAST = 1.3;
/** The last day that a calendar holds, epoch ms. */
const LAST = 8.64e15;

export default defineDetector({
  name: 'peer',
  scope: 'fleet',
  question: 'Does a host write far more of something than the other hosts of its role, and than it did?',
  optional: true,
  capped: ['host', 'of too many that was not compared with others'],
  create: (context) => new Peers(context),
});

/**
 * Counts errors, warnings, lines of programs and kinds of line of each host, half an hour at a time, and compares hosts
 * that are named alike: with each other now, and with what each of them writes as a rule, which is what all of them
 * write until it is known better.
 */
class Peers implements Detector {
  readonly #context: DetectorContext;
  readonly #flags = new TemplateFlags(kindOf);
  #hosts = new Map<string, PeerHost>();
  #roles = new Map<string, PeerRole>();
  #spells = new HostSpells('peer');
  #tail = new TailCalibrator();
  #looks = 0;
  /** Periods so far, and those in which there was something to compare. */
  #periods = 0;
  #compared = 0;
  /** End of this period, epoch ms. */
  #end = Number.NaN;
  /** Part of this period was not seen. */
  #isBroken = false;
  /** Lines from before this time are of one in which nothing could be seen, epoch ms. */
  #unseen = Number.NEGATIVE_INFINITY;
  #overCap = 0;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  get overCap(): number {
    return this.#overCap;
  }

  observe(event: Event): void {
    const { received, host: name, template } = event;
    // With two passes the second one is read as if it were the only one.
    if (this.#context.phase.learning && this.#context.phase.segment >= 0) return;
    if (template === null || name === null || received < this.#unseen) return;
    if (!(Math.abs(received) <= LAST) || (event.flags & FLAG.no_time) !== 0) return;
    this.#begin(received);
    const host = this.#hosts.get(name) ?? this.#newHost(name);
    host?.add(event, host.role.measuresOf(event, this.#flags.of(template)));
  }

  measure(): void {}

  feedback(feedback: Feedback): void {
    this.#spells.hear(feedback);
  }

  tick(time: number): void {
    if (time >= this.#end) this.#begin(time);
  }

  /** Half of a period cannot be compared, and lines of that time that are read later come all at once. */
  blind(_from: number, to: number): void {
    this.#unseen = to;
    this.#isBroken = true;
  }

  learned(): void {
    this.#hosts = new Map();
    this.#roles = new Map();
    this.#spells = new HostSpells('peer');
    this.#tail = new TailCalibrator();
    this.#looks = this.#periods = this.#compared = 0;
    this.#end = Number.NaN;
    this.#isBroken = false;
    this.#unseen = Number.NEGATIVE_INFINITY;
  }

  /** A period that is not over says nothing. */
  finish(): void {}

  snapshot(): SavedPeers {
    return {
      version: 1,
      roles: [...this.#roles.values()].map((role) => role.save()),
      hosts: [...this.#hosts.values()].map((host) => host.save()),
      spells: this.#spells.save(),
      tail: this.#tail.save(),
      clock: {
        ...{ looks: this.#looks, periods: this.#periods, compared: this.#compared, broken: this.#isBroken },
        ...{ end: orNull(this.#end), unseen: orNull(this.#unseen) },
      },
    };
  }

  restore(state: unknown): void {
    const parsed = savedPeers.safeParse(state);
    if (!parsed.success) throw stateInvalid('peer', parsed.error);
    const { roles, hosts, spells, tail, clock } = parsed.data;
    this.learned();
    for (const saved of roles) this.#roles.set(saved.name, PeerRole.load(saved));
    for (const saved of hosts) {
      const role = this.#roles.get(saved.role);
      if (role === undefined) throw stateInvalid('peer', new Error(`there is no role of "${saved.name}"`));
      this.#hosts.set(saved.name, PeerHost.load(saved, role));
    }
    this.#spells.load(spells);
    this.#tail = TailCalibrator.load(tail);
    this.#looks = clock.looks;
    this.#periods = clock.periods;
    this.#compared = clock.compared;
    this.#isBroken = clock.broken;
    this.#end = clock.end ?? Number.NaN;
    this.#unseen = clock.unseen ?? Number.NEGATIVE_INFINITY;
  }

  /** Makes sure that this time is in the present period. */
  #begin(time: number): void {
    if (time < this.#end) return;
    if (!Number.isNaN(this.#end)) this.#close();
    // What came later than the next period is over began a new one; nothing was written in those between.
    this.#end = (Math.floor(time / PERIOD) + 1) * PERIOD;
    this.#isBroken = this.#unseen > this.#end - PERIOD;
  }

  /** The period is over: it is judged, then learnt. */
  #close(): void {
    const end = this.#end;
    this.#periods++;
    if (!this.#isBroken) {
      const byRole = new Map<PeerRole, PeerHost[]>();
      for (const host of this.#hosts.values()) {
        if (end - host.heard > ALIVE) continue;
        host.begin();
        const list = byRole.get(host.role);
        if (list === undefined) byRole.set(host.role, [host]);
        else list.push(host);
      }
      const comparable = ([role, hosts]: readonly [PeerRole, readonly PeerHost[]]) =>
        role.name !== '' && hosts.length >= LEAST_HOSTS && role.periods >= KNOWN;
      if ([...byRole].some(comparable)) this.#compared++;
      for (const each of byRole) this.#compare(each, comparable(each));
    }
    for (const host of this.#hosts.values()) host.clear();
    if (this.#periods % A_DAY === 0) this.#forgetOld();
  }

  #compare([role, hosts]: readonly [PeerRole, readonly PeerHost[]], isJudged: boolean): void {
    const found = isJudged ? judgePeers(role, hosts) : [];
    const usual = hosts.filter((host, i) => !isJudged || !this.#tell(host, found[i]!, hosts));
    const counts = usual.map((host) => host.trained);
    role.learn(
      counts,
      usual.map(({ own }) => own),
    );
    for (const [i, host] of usual.entries()) host.learn(counts[i]!);
  }

  /** Tells of a host; false where it is usual enough to be learnt. */
  #tell(host: PeerHost, unlike: Unlike, hosts: readonly PeerHost[]): boolean {
    this.#looks++;
    const raw = this.#tail.score(unlike.score);
    this.#tail.learn(unlike.score);
    const surprise = correctedSurprise(raw, (this.#looks / this.#compared) * A_DAY);
    const excess = surprise < LEAST ? null : mostTelling(unlike);
    if (excess === null) return false;
    const others = hosts.flatMap(({ name }) => (name === host.name ? [] : [name])).sort();
    const times = { from: this.#end - PERIOD, to: this.#end };
    const remark = remarkOf(host, excess, { ...times, surprise, raw, others });
    const finding = remark === null ? null : this.#spells.take(remark);
    if (finding === null) return false;
    if (this.#context.phase.reporting) this.#context.emit(finding);
    return true;
  }

  #newHost(name: string): PeerHost | null {
    if (this.#hosts.size >= MAX_HOSTS) {
      this.#overCap++;
      return null;
    }
    const of = roleOf(name);
    // Roles beyond the cap are one, in which nobody is compared.
    const known = this.#roles.get(of) ?? (this.#roles.size < MAX_ROLES - 1 ? undefined : this.#roles.get(''));
    const role = known ?? new PeerRole(this.#roles.size < MAX_ROLES - 1 ? of : '');
    this.#roles.set(role.name, role);
    const host = new PeerHost(name, role);
    this.#hosts.set(name, host);
    return host;
  }

  #forgetOld(): void {
    for (const [name, { heard }] of this.#hosts) if (this.#end - heard > UNHEARD) this.#hosts.delete(name);
    for (const role of this.#roles.values()) {
      const free = role.forgetOld();
      if (free.length === 0) continue;
      for (const host of this.#hosts.values()) if (host.role === role) for (const of of free) host.forget(of);
    }
  }
}

/** JSON has neither NaN nor infinities. */
function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

const savedPeers = z.strictObject({
  version: z.literal(1),
  roles: z.array(savedPeerRole).max(MAX_ROLES),
  hosts: z.array(savedPeerHost).max(MAX_HOSTS),
  spells: savedHostSpells,
  tail: savedTailCalibrator,
  clock: z.strictObject({
    looks: z.int().min(0),
    periods: z.int().min(0),
    compared: z.int().min(0),
    broken: z.boolean(),
    end: z.number().nullable(),
    unseen: z.number().nullable(),
  }),
});
type SavedPeers = z.input<typeof savedPeers>;
