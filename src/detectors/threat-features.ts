import type { Row } from '../ml/index.ts';

/** What is asked of a cluster of attempts, in the order of a row. NaN where it is not known. */
export const FEATURES = [
  'attempts_per_hour',
  'unique_usernames',
  'unique_sources',
  'hour',
  'is_weekend',
  'source_is_internal',
  'geo_distance_km',
  'has_success_history',
  'password_score',
  'attempts_per_day',
  'unique_hosts',
  'succeeded',
] as const;

export type Feature = (typeof FEATURES)[number];

/** The attempts of one actor, or under one name, in an hour, in numbers. */
export interface Cluster {
  readonly attempts: number;
  /** Weighted sum of the last days, one of today counts as one. */
  readonly attemptsOfDay: number;
  readonly names: number;
  readonly sources: number;
  readonly hosts: number;
  /** Epoch ms. */
  readonly time: number;
  /** Null for a name, which says nothing of the kind. */
  readonly internal: boolean | null;
  /** Kilometres to the nearest place from which people get in; NaN where places are not known. */
  readonly distance: number;
  /** Got in here before; null while the log is too young to know. */
  readonly letInBefore: boolean | null;
  /** 0–10: the share of the attempts under names that people here get in with; NaN where no name is told. */
  readonly knownNames: number;
  readonly succeeded: boolean;
}

/** A cluster as a row. */
export function rowOf(cluster: Cluster): number[] {
  const { time } = cluster;
  const date = new Date(time);
  const weekday = date.getUTCDay();
  return [
    cluster.attempts,
    cluster.names,
    cluster.sources,
    Number.isNaN(weekday) ? Number.NaN : date.getUTCHours(),
    Number.isNaN(weekday) ? Number.NaN : Number(weekday === 0 || weekday === 6),
    cluster.internal === null ? Number.NaN : Number(cluster.internal),
    cluster.internal === true ? 0 : cluster.distance,
    cluster.letInBefore === null ? Number.NaN : Number(cluster.letInBefore),
    cluster.knownNames,
    cluster.attemptsOfDay,
    cluster.hosts,
    Number(cluster.succeeded),
  ];
}

/** A feature of a row in words; null where there is nothing to say. */
export function wordsOf(feature: Feature, row: Row): string | null {
  const value = row[FEATURES.indexOf(feature)]!;
  if (Number.isNaN(value)) return null;
  const n = Math.round(value).toLocaleString('en-US');
  switch (feature) {
    case 'attempts_per_hour':
      return `${n} ${value === 1 ? 'attempt' : 'attempts'} in an hour`;
    case 'unique_usernames':
      return value < 1 ? null : value === 1 ? 'under one name' : `under ${n} names`;
    case 'unique_sources':
      return value <= 1 ? 'from one address' : `from ${n} addresses`;
    case 'hour':
      return `at ${n} h UTC`;
    case 'is_weekend':
      return value === 1 ? 'at a weekend' : 'on a working day';
    case 'source_is_internal':
      return value === 1 ? 'from inside' : 'from outside';
    case 'geo_distance_km':
      // From inside, which is said already.
      return value === 0 ? null : `from ${n} km away`;
    case 'has_success_history':
      return value === 1 ? 'let in before' : 'never let in before';
    case 'password_score':
      return value >= 5 ? 'under names that people get in with' : 'under names that nobody gets in with';
    case 'attempts_per_day':
      return `${n} within about a day`;
    case 'unique_hosts':
      return value <= 1 ? 'at one machine' : `at ${n} machines`;
    case 'succeeded':
      return value === 1 ? 'and then let in' : 'and not let in';
  }
}

const PRIVATE_V4 =
  /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

/** Whether an address is of a private range (RFC 1918, 3927, 4193, 6598); null for a name with dots, true for one without. */
export function isInternal(actor: string): boolean | null {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(actor)) return PRIVATE_V4.test(actor);
  if (!actor.includes(':')) return actor.includes('.') ? null : true;
  const lower = actor.toLowerCase();
  return lower === '::1' || /^(?:f[cd]|fe[89ab])/.test(lower) || isMapped(lower);
}

function isMapped(address: string): boolean {
  return address.startsWith('::ffff:') && PRIVATE_V4.test(address.slice(7));
}

/** The network of an address: /24 of IPv4, /64 of IPv6; the name itself for a name. */
export function networkOf(actor: string): string {
  if (actor.includes(':')) return actor.split(':').slice(0, 4).join(':');
  const parts = actor.split('.');
  return parts.length === 4 ? parts.slice(0, 3).join('.') : actor;
}
