import { isIP } from 'node:net';
import { RE2JS } from 're2js';
import { z } from 'zod';
import { Networks } from './networks.ts';

/** What a value may be. None of them can begin with `-` or hold a space, a quote or anything a shell would read. */
export const VALUE_KINDS = ['address', 'host', 'unit', 'port', 'interface'] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

const LINE_WANTED =
  'wants a pattern of a whole message with one group for the value, such as "^Failed password for \\S+ from (\\S+) port \\d+ ssh2$"';
const MOST_ALLOWED = 1000;

/** A value of a playbook: what it must be, where in the incident it stands, and which ones are allowed. */
export const valueSchema = z
  .strictObject({
    type: z.enum(VALUE_KINDS),
    from: z.enum(['actor', 'host', 'app']).optional(),
    line: z
      .string()
      .max(1000)
      .refine((source) => patternOf(source) !== null, { error: LINE_WANTED })
      .optional(),
    family: z.union([z.literal(4), z.literal(6)]).optional(),
    allow: z.array(z.string().min(1).max(255)).min(1).max(MOST_ALLOWED).optional(),
  })
  .superRefine(({ type, from, line, family, allow }, context) => {
    const complain = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (family !== undefined && type !== 'address') complain('family', 'wants `type: address` beside it');
    if (type === 'host' && line !== undefined)
      complain('line', 'wants nothing for a host: it is the one that the incident is about');
    if ((type === 'host' && (from ?? 'host') !== 'host') || (type !== 'host' && from === 'host'))
      complain('from', 'wants `host` for a host, and for nothing else');
    if ((type === 'port' || type === 'interface') && (line === undefined || from !== undefined))
      complain('line', `wants to say where in the line the ${type} stands, without \`from\``);
    // Anybody who can send a line can say which program it is of.
    if (type === 'unit' && allow === undefined) complain('allow', 'wants the units that may be named');
    if (type === 'address' && allow !== undefined && Networks.of(allow) === null)
      complain('allow', 'wants addresses and networks such as 203.0.113.0/24');
  });
export type ValueSpec = z.output<typeof valueSchema>;

/** Where the value stands by itself: who did it, where, or which program. */
export function sourceOf({ type, from, line }: ValueSpec): 'actor' | 'host' | 'app' | null {
  if (from !== undefined || line !== undefined) return from ?? null;
  return type === 'address' ? 'actor' : type === 'host' ? 'host' : 'app';
}

/** What the group of a pattern holds in a message that it fits from end to end; null where it does not fit. */
export function captured(source: string, message: string): string | null {
  const matcher = RE2JS.compile(source).matcher(message);
  return matcher.matches() ? (matcher.group(1) ?? null) : null;
}

/** Why a text is no value of its kind; null where it is one. */
export function unfit(value: string, { type, family, allow }: ValueSpec): string | null {
  const shape = misshapen(value, type, family);
  if (shape !== null) return shape;
  if (allow === undefined) return null;
  const allowed = type === 'address' ? Networks.of(allow)!.has(value) : allow.includes(value);
  return allowed ? null : 'is not among those that are allowed';
}

const SHAPES: Readonly<Record<Exclude<ValueKind, 'address'>, RegExp>> = {
  host: /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?$/,
  unit: /^[A-Za-z0-9][A-Za-z0-9:_.@-]{0,200}\.(?:service|socket|timer)$/,
  port: /^[1-9]\d{0,4}$/,
  interface: /^[A-Za-z][A-Za-z0-9-]{0,31}(?:[/.:]\d{1,4}){0,4}$/,
};
const WORDS: Readonly<Record<ValueKind, string>> = {
  address: 'is no address',
  host: 'is no name of a host',
  unit: 'is no name of a unit',
  port: 'is no port',
  interface: 'is no name of an interface',
};

function misshapen(value: string, kind: ValueKind, family: 4 | 6 | undefined): string | null {
  if (kind !== 'address') {
    const fits = SHAPES[kind].test(value) && (kind !== 'port' || Number(value) <= 65_535);
    return fits ? null : WORDS[kind];
  }
  const found = isIP(value);
  // A zone is of a link of this machine, and an IPv4 address inside of IPv6 goes by two names.
  if (found === 0 || value.includes('%') || (found === 6 && carriesV4(value))) return WORDS.address;
  return family === undefined || family === found ? null : `is no address of IPv${family}`;
}

const EVERY_V4 = Networks.of(['0.0.0.0/0'])!;

/** `::ffff:203.0.113.7`, in hexadecimal too (RFC 4291, section 2.5.5). */
function carriesV4(address: string): boolean {
  return address.includes('.') || EVERY_V4.has(address);
}

function patternOf(source: string): RE2JS | null {
  if (!source.startsWith('^') || !source.endsWith('$')) return null;
  try {
    const pattern = RE2JS.compile(source);
    return pattern.groupCount() === 1 ? pattern : null;
  } catch {
    return null;
  }
}
