import type { Phase } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import type { SlotSpans, Template } from '../core/template.ts';
import { type Look, Profile } from './profile.ts';

/** Hosts told apart; the rest share one bucket and are counted. */
const MAX_HOSTS = 65_536;

/** Keeps the profile of every template: judges each event by it, then learns the event. */
export class Profiles {
  readonly #phase: Readonly<Phase>;
  readonly #hosts = new Map<string, number>();
  #lastHost: string | null = null;
  #lastHostKey = -1;
  /** One object for all lines: a profile keeps nothing of it. */
  readonly #look: Look = {
    bytes: Buffer.alloc(0),
    slotStart: new Int32Array(0),
    slotEnd: new Int32Array(0),
    host: null,
    hostKey: -1,
    received: 0,
    time: 0,
    weight: 1,
  };
  /** Events of hosts beyond the cap, whose host was not told apart. */
  hostsOverCap = 0;

  constructor(phase: Readonly<Phase>) {
    this.#phase = phase;
  }

  /** Number of a host, −1 when it was never seen. */
  keyOf(host: string): number {
    return this.#hosts.get(host) ?? -1;
  }

  /** Hosts seen so far. */
  get hostCount(): number {
    return this.#hosts.size;
  }

  /** Sets `event.hostKey` and `event.firsts`; in a learning phase learns the event. `event.template` and `spans` must be set. */
  observe(event: Event): void {
    const template = event.template!;
    const { learning, segment } = this.#phase;
    const look = this.#look;
    event.hostKey = look.hostKey = event.host === null ? -1 : this.#hostKey(event.host);
    let profile = template.profile as Profile | null;
    if (profile === null) {
      if (!learning) {
        event.firsts = [{ kind: 'template' }];
        return;
      }
      template.profile = profile = new Profile(textBefore(template.text));
    }
    if (!learning && !profile.mayBeNew(segment)) {
      event.firsts = null;
      return;
    }
    look.bytes = event.text;
    const spans: SlotSpans = event.spans!;
    look.slotStart = spans.slotStart;
    look.slotEnd = spans.slotEnd;
    look.host = event.host;
    look.received = event.received;
    look.time = event.time;
    look.weight = event.weight;
    if (!learning) event.firsts = profile.judge(look, segment);
    else {
      if (profile.count === 0) profile.setExample(event.raw);
      event.firsts = profile.learn(look, segment, segment < 0);
    }
  }

  /** Counts an event that stands for `event.weight` more lines of a template, whose values are not known. */
  repeat(event: Event, template: Template): void {
    const profile = template.profile as Profile | null;
    if (profile === null || !this.#phase.learning) return;
    profile.count += event.weight;
    profile.lastSeen = event.received;
  }

  /** A template was generalised: what was learnt of the old one belongs to the new one. */
  merge(change: {
    readonly from: Template;
    readonly into: Template;
    readonly slotMap: Int32Array;
    readonly literals: readonly string[];
  }): void {
    const from = change.from.profile as Profile | null;
    if (from === null) return;
    const into = (change.into.profile ??= new Profile(textBefore(change.into.text))) as Profile;
    into.merge(from, change.slotMap, change.literals);
    change.from.profile = null;
  }

  #hostKey(host: string): number {
    if (host === this.#lastHost) return this.#lastHostKey;
    let key = this.#hosts.get(host);
    if (key === undefined) {
      if (this.#hosts.size >= MAX_HOSTS) {
        this.hostsOverCap++;
        return -1;
      }
      key = this.#hosts.size;
      this.#hosts.set(host, key);
    }
    this.#lastHost = host;
    this.#lastHostKey = key;
    return key;
  }

  /** JSON-safe state of the host numbers; the profiles themselves are saved with their templates. */
  saveHosts(): string[] {
    return [...this.#hosts.keys()];
  }

  /** Takes back what `saveHosts` gave. */
  loadHosts(hosts: readonly string[]): void {
    this.#hosts.clear();
    this.#lastHost = null;
    for (const host of hosts) this.#hosts.set(host, this.#hosts.size);
  }
}

/** The literal text in front of each slot, at most 24 characters of it. */
function textBefore(text: string): string[] {
  const parts = text.split('<*>');
  return parts.slice(0, -1).map((part) => part.slice(-24));
}
