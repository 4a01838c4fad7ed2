import { hashText } from '../kit/hash.ts';
import type { Voice } from './activity.ts';
import type { Calendar } from './calendar.ts';
import type { Chance } from './chance.ts';
import type { Host, Network } from './network.ts';
import type { Speaker } from './speaker.ts';

/** What a voice hands on; who gathers the lines numbers them. */
export interface Spoken {
  readonly time: number;
  readonly host: Host;
  readonly speaker: Speaker;
  readonly pid: number;
  readonly message: string;
}

/** Process ids and counters of the machines, as they go on through a run. */
export class Processes {
  readonly #daemons = new Map<Host, Map<string, number>>();
  readonly #counters = new Map<Host, Map<string, number>>();

  /** Id of a daemon, the same as long as it runs. */
  daemon(host: Host, app: string): number {
    return entry(this.#daemons, host, app, () => 400 + (hashOf(host, app) % 29_000));
  }

  /** The next number of a counter that began somewhere. */
  count(host: Host, name: string): number {
    const next = entry(this.#counters, host, name, () => 100_000 + (hashOf(host, name) % 900_000)) + 1;
    this.#counters.get(host)!.set(name, next);
    return next;
  }
}

/** The one voice of a run; it is moved from activity to activity, so that speaking costs one object per line. */
export class MovingVoice implements Voice {
  time = 0;
  host!: Host;
  chance!: Chance;
  readonly network: Network;
  readonly calendar: Calendar;
  readonly #processes: Processes;
  readonly #hear: (line: Spoken) => void;
  #child = 0;

  constructor(
    place: { readonly network: Network; readonly calendar: Calendar; readonly processes: Processes },
    hear: (line: Spoken) => void,
  ) {
    this.network = place.network;
    this.calendar = place.calendar;
    this.#processes = place.processes;
    this.#hear = hear;
  }

  /** Begins an activity. */
  begin(at: { readonly time: number; readonly host: Host; readonly chance: Chance }): void {
    this.time = at.time;
    this.host = at.host;
    this.chance = at.chance;
    this.#child = 0;
  }

  say(speaker: Speaker, message: string, after = 0): void {
    const { host } = this;
    const time = Math.floor(this.time + after);
    this.#hear({ time, host, speaker, pid: this.#pidOf(speaker), message });
  }

  move(host: Host): void {
    this.host = host;
  }

  fork(): number {
    this.#child = this.chance.between(1_000, 400_000);
    return this.#child;
  }

  count(name: string): number {
    return this.#processes.count(this.host, name);
  }

  #pidOf(speaker: Speaker): number {
    if (speaker.pid === 'none') return 0;
    if (speaker.pid === 'init') return 1;
    if (speaker.pid === 'daemon') return this.#processes.daemon(this.host, speaker.app);
    return this.#child === 0 ? this.fork() : this.#child;
  }
}

function entry(
  maps: Map<Host, Map<string, number>>,
  ...[host, name, make]: [Host, string, () => number]
): number {
  let map = maps.get(host);
  if (map === undefined) maps.set(host, (map = new Map()));
  let value = map.get(name);
  if (value === undefined) map.set(name, (value = make()));
  return value;
}

function hashOf(host: Host, name: string): number {
  return Number.parseInt(hashText(`${host.machineId} ${name}`).slice(0, 8), 16);
}
