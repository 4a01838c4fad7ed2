import { isIPv4, isIPv6 } from 'node:net';
import type { NameKind } from './pseudonyms.ts';

/** Says what stands for a name, held back from what comes later; `written` is how it stood there, where that differs. */
export type Name = (kind: NameKind, name: string, written?: string) => string;

const MAC =
  /(?<![0-9A-Za-z:.-])(?:[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5,19}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}|[0-9a-f]{6}-[0-9a-f]{6})(?![0-9A-Za-z]|[:-][0-9a-f]{2}(?![0-9a-z]))/gi;
const V6 = /(?<![0-9A-Fa-f:.])[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*/g;
const V4 = /(?<![\d.]|(?<![A-Za-z])v(?:er(?:sion)?)?|rev)\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d{1,5}\.\d)/gi;

/** Addresses of Ethernet, IPv6 and IPv4; those that name no machine stay: loopback, multicast, masks. */
export function replaceAddresses(text: string, name: Name): string {
  return text
    .replace(MAC, (found) => (/^(?:ff|00)+$/i.test(bare(found)) ? found : name('mac', macOf(found), found)))
    .replace(V6, (run, at: number, whole: string) =>
      replaceV6(run, { before: whole.charAt(at - 1), after: whole.charAt(at + run.length) }, name),
    )
    .replace(V4, (found) => v4(found, name) ?? found);
}

const bare = (mac: string): string => mac.replace(/[^0-9a-f]/gi, '');

/** In one form, however it was written: `aa:bb:cc:dd:ee:ff`. */
function macOf(found: string): string {
  return bare(found).toLowerCase().match(/../g)!.join(':');
}

function v4(found: string, name: Name, written = found): string | null {
  const text = found
    .split('.')
    .map((part) => String(Number(part)))
    .join('.');
  if (!isIPv4(text)) return null;
  return NOBODY_V4.test(text)
    ? found
    : name(PRIVATE_V4.test(text) ? 'private-ip' : 'public-ip', text, written);
}

const NOBODY_V4 = /^(?:0\.|127\.|2(?:2[4-9]|3\d|55)\.|169\.254\.169\.254$)/;
const PRIVATE_V4 =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

function replaceV6(run: string, { before, after }: { before: string; after: string }, name: Name): string {
  // `Foo::Bar` of a program, or letters that happen to be digits.
  if (/[A-Za-z0-9]/.test(after) || (/[A-Za-z0-9]/.test(before) && /^(?:::|[^:])/.test(run))) return run;
  const lead = /^:(?!:)/.test(run) ? ':' : '';
  let rest = run.slice(lead.length);
  let tail = '';
  // What follows an address: a colon, a full stop, a port.
  for (let i = 0; i < 3 && !isIPv6(rest); i++) {
    const end = /(?:(?<!:):|\.\d{0,5}|:\d{1,5})$/.exec(rest);
    if (end === null) return run;
    tail = end[0] + tail;
    rest = rest.slice(0, end.index);
  }
  if (!isIPv6(rest)) return run;
  const one = canonicalV6(rest);
  const mapped = mappedV4(one);
  if (mapped !== null) return `${lead}${v4(mapped, name, rest) ?? rest}${tail}`;
  if (one === '::' || one === '::1' || /^ff/.test(one)) return run;
  return `${lead}${name(/^(?:f[cd]|fe[89ab])/.test(one) ? 'private-ip' : 'public-ip', one, rest)}${tail}`;
}

/** RFC 5952. */
function canonicalV6(text: string): string {
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}

/** The IPv4 address within `::ffff:0:0/96` or `64:ff9b::/96`. */
function mappedV4(one: string): string | null {
  const [, high, low] = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(one) ?? [];
  if (high === undefined || low === undefined) return null;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}
