import type { Calendar } from './calendar.ts';
import type { Chance } from './chance.ts';
import type { Host, Network, Role } from './network.ts';
import type { Rhythm } from './rhythm.ts';
import type { Speaker } from './speaker.ts';

/** When something is done. */
export type Pace =
  /** By chance, through the week as `rhythm` says; `share` is its part of the lines that the rate leaves free. */
  | { readonly kind: 'traffic'; readonly share: number; readonly rhythm: Rhythm }
  /** By chance, so many times a day in the whole network of thirty hosts, whatever the rate. */
  | { readonly kind: 'seldom'; readonly perDay: number; readonly rhythm: Rhythm }
  /** By the clock on each host; `atSecond` within the minute. */
  | { readonly kind: 'every'; readonly minutes: number; readonly atSecond: number }
  /** Once a day on each host at a local time (ms after midnight), late by chance up to `late` ms. */
  | {
      readonly kind: 'daily';
      readonly at: number;
      readonly late: number;
      /** Local days it is done on, 0 = Monday; every day when absent. */
      readonly days?: readonly number[];
    };

/** Something that a kind of machine does, and the lines it leaves. */
export interface Activity {
  /** Unique; also names its stream of chance. */
  readonly name: string;
  readonly on: readonly Role[];
  /** Of these roles only these machines; all of them when absent. */
  readonly where?: (host: Host) => boolean;
  readonly pace: Pace;
  act(voice: Voice): void;
}

/** Through which an activity speaks: when and where it happens, chance, and the lines it leaves. */
export interface Voice {
  /** Epoch ms at which it begins. */
  readonly time: number;
  readonly host: Host;
  readonly chance: Chance;
  readonly network: Network;
  readonly calendar: Calendar;
  /** A line of `host`, `after` ms from now. */
  say(speaker: Speaker, message: string, after?: number): void;
  /** The following lines come from another machine. */
  move(host: Host): void;
  /** The following lines of children come from a new process. */
  fork(): number;
  /** Counts on and on, per machine and name: connection numbers, serials. */
  count(name: string): number;
}
