import { TimeReader } from '../kit/timestamps.ts';
import type { WallClock } from '../kit/wallclock.ts';
import { levelInField } from './levels.ts';

/** A key, and its halves when it may also be a key of an object inside: `log.level`. */
interface Path {
  readonly key: string;
  readonly outer: string | null;
  readonly inner: string;
}

export type Json = { readonly [key: string]: unknown };

/** Keys of well-known loggers, the more telling first; a dot goes one object down or is part of the key (ECS). */
const TIME_KEYS = paths([
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  't',
  '@t',
  'datetime',
  'date',
  'eventTime',
  'asctime',
  'timeMillis',
  'start_time',
  'created_at',
  'timestamp_ns',
  'event_time',
  'published',
  'eventDate',
  'Timestamp',
  'StartUTC',
]);
const LEVEL_KEYS = paths([
  'log.level',
  'level',
  'severity',
  'lvl',
  'levelname',
  'log_level',
  'loglevel',
  '@l',
  's',
  'severity_text',
  'eventSeverity',
  'priority',
  'Level',
]);
const MESSAGE_KEYS = [
  'message',
  'msg',
  'short_message',
  '@m',
  '@mt',
  'MESSAGE',
  'text',
  'log',
  'body',
  'event',
  'eventName',
] as const;
const APP_KEYS = paths([
  'service.name',
  'log.logger',
  'logger',
  'logger_name',
  'loggerName',
  'app',
  'application',
  'service',
  'component',
  'module',
  'name',
  'c',
  'sender',
  'source',
  'category',
  'program',
  'SourceContext',
  'target',
  'tag',
]);
const HOST_KEYS = paths([
  'host.name',
  'host.hostname',
  'hostname',
  'host',
  'agent.hostname',
  'HOSTNAME',
  'node',
  'Hostname',
]);
const PID_KEYS = paths(['process.pid', 'pid', 'process', 'processId', 'PID']);

/** What a JSON object's keys say about an event. */
export interface JsonHeader {
  /** Epoch ms, NaN when no key holds a time. */
  readonly time: number;
  readonly severity: number;
  /** The message's key; null when no key holds one. */
  readonly message: string | null;
  readonly app: string | null;
  readonly host: string | null;
  readonly pid: string | null;
  /** Keys that speak of an event: time, level and message. */
  readonly known: number;
}

const reader = new TimeReader();

/** Reads the header off the keys of pino, bunyan, winston, ECS, zap, Serilog, GELF, MongoDB and their like. */
export function readHeader(json: Json, clock: WallClock, reference: number): JsonHeader {
  const time = first(json, TIME_KEYS, (value) => timeOf(value, clock, reference)) ?? Number.NaN;
  const severity = first(json, LEVEL_KEYS, severityOf) ?? -1;
  const messageKey = MESSAGE_KEYS.find((key) => typeof json[key] === 'string' && json[key] !== '');
  const message = messageKey === undefined ? null : (json[messageKey] as string);
  const app = first(json, APP_KEYS, (value, key) => (key === messageKey ? null : shortText(value)));
  const known = (Number.isNaN(time) ? 0 : 1) + (severity < 0 ? 0 : 1) + (message === null ? 0 : 1);
  return {
    time,
    severity,
    message,
    app,
    host: first(json, HOST_KEYS, shortText),
    pid: first(json, PID_KEYS, pidOf),
    known,
  };
}

function first<T>(
  json: Json,
  keys: readonly Path[],
  read: (value: unknown, key: string) => T | null,
): T | null {
  for (const { key, outer, inner } of keys) {
    let value = json[key];
    if (value === undefined && outer !== null) {
      const object = json[outer];
      if (typeof object === 'object' && object !== null) value = (object as Json)[inner];
    }
    if (value === undefined || value === null) continue;
    const found = read(value, key);
    if (found !== null) return found;
  }
  return null;
}

function paths(keys: readonly string[]): readonly Path[] {
  return keys.map((key) => {
    const dot = key.indexOf('.');
    return dot < 0
      ? { key, outer: null, inner: '' }
      : { key, outer: key.slice(0, dot), inner: key.slice(dot + 1) };
  });
}

function timeOf(value: unknown, clock: WallClock, reference: number): number | null {
  if (typeof value === 'string') {
    if (value.length < 8 || value.length > 48) return null;
    const bytes = Buffer.from(value, 'latin1');
    if (!reader.read(bytes, 0, bytes.length)) return null;
    const epoch = reader.epoch(clock, reference);
    return Number.isNaN(epoch) ? null : epoch;
  }
  if (typeof value === 'number') return epochOf(value);
  if (typeof value === 'object' && value !== null) {
    const { $date } = value as { $date?: unknown };
    return $date === undefined || typeof $date === 'object' ? null : timeOf($date, clock, reference);
  }
  return null;
}

/** Seconds, milli-, micro- or nanoseconds since 1970, told apart by size (years 2001–2100). */
function epochOf(value: number): number | null {
  if (!(value >= 1e9 && value < 4.2e18)) return null;
  const unit = value < 4.2e9 ? 1e3 : value < 4.2e12 ? 1 : value < 4.2e15 ? 1e-3 : 1e-6;
  return unit === 1e3 || value >= 1e12 ? Math.round(value * unit * 1000) / 1000 : null;
}

/** Level words; the numbers of pino and bunyan (10–60); syslog's 0–7. */
function severityOf(value: unknown): number | null {
  if (typeof value === 'string') {
    const severity = levelInField(value.trim());
    if (severity >= 0) return severity;
    return /^\d{1,2}$/.test(value) ? severityOf(Number(value)) : null;
  }
  if (typeof value !== 'number' || !(value >= 0)) return null;
  if (value < 8) return Number.isInteger(value) ? value : null;
  if (value < 10 || value > 69) return null;
  return value < 30 ? 7 : value < 40 ? 6 : value < 50 ? 4 : value < 60 ? 3 : 2;
}

function shortText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 255 ? value : null;
}

function pidOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  return typeof value === 'string' && /^\d{1,10}$/.test(value) ? value : null;
}
