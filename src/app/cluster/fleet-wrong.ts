import type { FleetLag, FleetProcess, FleetTrouble } from '../../core/fleet.ts';
import { duration } from '../../core/words.ts';
import type { Config } from '../config.ts';
import type { Fleet } from './fleet.ts';

/** What is wrong of which, as it concerns all: somebody should be told when it lasts. */
export interface LastingTrouble extends FleetTrouble {
  /** What is said when it is over. */
  readonly over: string;
}

export interface Wanted {
  readonly config: Pick<Config, 'cluster' | 'bus'>;
  /** What was told already: it is over when it is well again, not at the first moment in which it is less wrong. */
  readonly told?: ReadonlySet<string>;
}

/** What the roles are for, in the words of a person who lacks it. */
const LACK: { readonly [role: string]: readonly [nobody: string, meaning: string, again: string] } = {
  collect: ['nobody collects', 'no lines come in', 'lines are collected again'],
  filter: ['nobody filters', 'lines come in and nobody looks at them', 'lines are filtered again'],
  detect: ['nobody detects', 'lines are read and nothing is found', 'somebody detects again'],
  decide: ['nobody decides', 'what is found is told to nobody', 'somebody decides again'],
};

/** What groups of ours do with a topic, and what it means when they are behind. */
const READERS: { readonly [reader: string]: readonly [who: string, meaning: string, todo: string] } = {
  'raw filter': ['filters are', 'lines are looked at late', 'add a filter'],
  'events detect': [
    'detectors are',
    'what is wrong is found late',
    'give them a faster machine, or more shards and more of them (cluster.detect_shards)',
  ],
  'events detect/fleet': [
    'whoever compares hosts is',
    'what concerns several of them is found late',
    'give it a faster machine',
  ],
  'findings decide': ['whoever decides is', 'people are told late', 'look at what it waits for'],
};
/** Topics whose entries stay until every group has read them. */
const HELD: ReadonlySet<string> = new Set(['raw', 'events', 'samples', 'findings', 'escalated']);
const SEE = 'see logsift status --fleet';
/** Seconds by which what two say of the same may differ. */
const AT_ONCE = 2;
/** So much later than it says may a process keep what it did. */
const SLOW = 1.5;
const MOST_SHARDS_NAMED = 8;

/** Whether a trouble is one of the fleet as a whole: whoever looks sees it by itself. */
export function isOfAll(about: string): boolean {
  return /^(?:fleet|bus:lag):/.test(about);
}

/** What is wrong with a fleet as a whole: roles that nobody has, shards of nobody, two leaders, readers that are behind. */
export function wrongWith(
  { living, lag }: Pick<Fleet, 'living'> & { readonly lag: readonly FleetLag[] },
  wanted: Wanted,
): LastingTrouble[] {
  const roles = missingRoles(living, wanted);
  const missing = new Set(roles.map(({ about }) => about));
  return [
    ...roles,
    ...freeShards(living, wanted).filter(({ role }) => !missing.has(`fleet:${role}`)),
    ...twoLeaders(living),
    ...otherShards(living, wanted),
    ...lag.flatMap((one) => behind(one, living, wanted)),
  ];
}

function missingRoles(living: readonly FleetProcess[], { config }: Wanted): LastingTrouble[] {
  // Into Kafka others write lines.
  const roles = config.bus?.type === 'kafka' ? ['filter', 'detect', 'decide'] : Object.keys(LACK);
  return roles.flatMap((role) => {
    const have = living.filter((one) => one.roles.includes(role));
    const done = role !== 'decide' || have.some(({ leads }) => leads.some(({ unit }) => unit === 'decide'));
    if (have.length > 0 && done) return [];
    const [nobody, meaning, over] = LACK[role]!;
    const todo =
      have.length === 0
        ? `start one with logsift run --role ${role}`
        : have.length === 1
          ? 'the one that could does not'
          : `none of the ${have.length} that could does`;
    return [{ about: `fleet:${role}`, text: `${nobody}: ${meaning}; ${todo}`, over }];
  });
}

function freeShards(
  living: readonly FleetProcess[],
  { config }: Wanted,
): (LastingTrouble & { readonly role: string })[] {
  const { shards, detect_shards: units } = config.cluster;
  const owned = new Set(living.flatMap(({ owns }) => owns));
  const led = new Set(living.flatMap(({ leads }) => leads.map(({ unit }) => unit)));
  const unread = numbers(shards).filter((shard) => !owned.has(shard));
  const unseen = numbers(units).filter((shard) => !led.has(units === 1 ? 'detect' : `detect/${shard}`));
  const of = (role: string, free: readonly number[], what: string) =>
    free.length === 0
      ? []
      : [
          {
            role,
            about: `fleet:${role}:shards`,
            text: `nobody ${what} ${named(free)}: what is in them waits; ${SEE}`,
            over: `somebody ${what} every shard again`,
          },
        ];
  const hosts = {
    ...{ role: 'detect', about: 'fleet:detect:hosts', over: 'hosts are compared again' },
    text: `nobody compares hosts with one another: what concerns several is not found; ${SEE}`,
  };
  return [
    ...of('filter', unread, 'reads the lines of'),
    ...of('detect', unseen, 'looks at the events of'),
    ...(units === 1 || led.has('detect/fleet') ? [] : [hosts]),
  ];
}

function twoLeaders(living: readonly FleetProcess[]): LastingTrouble[] {
  const all = living.flatMap((process) => process.leads.map((lead) => ({ ...lead, process })));
  return [...Map.groupBy(all, ({ unit }) => unit)].flatMap(([unit, leads]) => {
    const [first, ...others] = [...leads].sort((a, b) => b.fence - a.fence);
    // Who said it before the other began need not have known.
    const begun = first!.process.ago + first!.seconds;
    const second = others.find(({ process }) => process.ago + AT_ONCE < begun);
    if (second === undefined) return [];
    const names = `${first!.process.node} (fence ${first!.fence}) and ${second.process.node} (${second.fence})`;
    const text = `two say that they lead ${unit}: ${names}; what the second says is dropped, and it should be started anew`;
    return [{ about: `fleet:two:${unit}`, text, over: `one leads ${unit}` }];
  });
}

function otherShards(living: readonly FleetProcess[], { config }: Wanted): LastingTrouble[] {
  const { shards: raw, detect_shards: events } = config.cluster;
  const other = living.find(({ shards }) => shards.raw !== raw || shards.events !== events);
  if (other === undefined) return [];
  const { shards } = other;
  const text = `${other.node} divides lines into ${shards.raw} shards and events into ${shards.events}, others into ${raw} and ${events}: the section cluster must be the same everywhere`;
  return [{ about: 'fleet:shards', text, over: 'all divide lines and events in the same way' }];
}

function behind(
  { topic, group, seconds, worst }: FleetLag,
  living: readonly FleetProcess[],
  { config, told = new Set() }: Wanted,
): LastingTrouble[] {
  const reader = READERS[`${topic} ${group}`];
  if (seconds === null || (reader === undefined && !HELD.has(topic))) return [];
  const about = `bus:lag:${topic}:${group}`;
  // What is acknowledged now and then is not late before it is due.
  const readers = living.filter(({ roles }) => roles.includes(group.split('/')[0]!));
  const due = SLOW * Math.max(0, ...readers.map(({ keepsEvery }) => Math.min(keepsEvery, 3600)));
  const most = due + (config.cluster.lag / 1000) * (told.has(about) ? 0.5 : 1);
  if (seconds <= most) return [];
  const late = duration(seconds * 1000);
  if (reader === undefined) {
    const text = `the group "${group}" is ${late} behind in ${topic}: nothing of it can be taken away before; where nobody needs that group any more take it away (buses.md)`;
    return [{ about, text, over: `the group "${group}" has caught up with ${topic}` }];
  }
  const [who, meaning, todo] = reader;
  const text = `${who} ${late} behind (most in shard ${worst.shard}): ${meaning}; ${todo} or ${SEE}`;
  return [{ about, text, over: `${who} not behind any more` }];
}

function numbers(to: number): number[] {
  return Array.from({ length: to }, (_, i) => i);
}

function named(shards: readonly number[]): string {
  const some = shards.slice(0, MOST_SHARDS_NAMED).join(', ');
  const more = shards.length - MOST_SHARDS_NAMED;
  return `${shards.length === 1 ? 'shard' : 'shards'} ${some}${more > 0 ? ` and ${more} more` : ''}`;
}
