import type { Event } from '../core/event.ts';
import type { ParseContext } from '../core/format.ts';
import { apc, CARD_PROGRAMS, endsInCode } from './apc-text.ts';
import { aruba } from './aruba-text.ts';
import { cef } from './cef-text.ts';
import { checkpoint, takeCheckpointData } from './checkpoint-text.ts';
import { comware } from './comware-text.ts';
import type { Dialect } from './dialect.ts';
import { filterlog } from './filterlog-text.ts';
import { fortinet } from './fortinet-text.ts';
import { JUNOS_DAEMONS, juniper, takeJunosData } from './juniper-text.ts';
import { mikrotik } from './mikrotik-text.ts';
import { GRID_APP, netapp } from './netapp-text.ts';
import { paloalto } from './paloalto-text.ts';
import { qnap } from './qnap-text.ts';
import { DSM_PROGRAMS, synology, takeSynologyData } from './synology-text.ts';
import { ubiquiti } from './ubiquiti-text.ts';

const NOBODY: readonly Dialect[] = [];
const PERCENT = 37;
const LOWER_J = 106;
const LOWER_S = 115;
const CHECK_POINT = 'CheckPoint';

/** Dialects of messages without a program before them, by the first byte. */
const UNTAGGED = byByte((letter) => {
  if (letter === '[') return [checkpoint, netapp, ubiquiti];
  if (letter === '<') return [aruba];
  if (letter === '(') return [comware, ubiquiti];
  if (letter === '"') return [ubiquiti];
  if (letter === '%') return [comware];
  if (letter === ',') return [paloalto];
  if (/\d/.test(letter)) return [aruba, paloalto, ubiquiti];
  if (letter === 'C') return [cef, juniper, ubiquiti];
  if (letter === 'E') return [aruba, juniper, ubiquiti];
  if (/[WFDA]/.test(letter)) return [juniper, ubiquiti, synology];
  if (/[A-Z]/.test(letter)) return [juniper, ubiquiti];
  if (/[dlite]/.test(letter)) return [fortinet, mikrotik, ubiquiti];
  if (/[a-z]/.test(letter)) return [mikrotik, ubiquiti];
  return NOBODY;
});

/** The same of messages whose program was named. */
const TAGGED = byByte((letter) => {
  if (letter === '[') return [checkpoint, ubiquiti];
  if (letter === '<') return [aruba];
  if (letter === 'C') return [cef, juniper];
  if (letter === 'E') return [aruba, juniper];
  return /[A-Z]/.test(letter) ? [juniper] : NOBODY;
});

/** Dialects that are told by the program. */
const BY_APP = new Map<string, readonly Dialect[]>([
  ...JUNOS_DAEMONS.map((name) => [name, [juniper]] as const),
  ...CARD_PROGRAMS.map((name) => [name, [apc]] as const),
  ...DSM_PROGRAMS.map((name) => [name, [synology, apc]] as const),
  ['filterlog', [filterlog]],
  ['qlogd', [qnap]],
  ['qulogd', [qnap]],
  [GRID_APP, [netapp]],
  [CHECK_POINT, [checkpoint]],
]);

/** Which bytes may begin a tagged message of a vendor: 1 unless a small letter follows, 2 always (`Event|`, `NetScreen`). */
const MAY_BEGIN = Uint8Array.from(TAGGED, (dialects, c) => {
  if (dialects === NOBODY) return 0;
  return c === 69 || c === 78 ? 2 : 1;
});
const SMALL_LETTER = Uint8Array.from({ length: 256 }, (_, c) => (c >= 97 && c <= 122 ? 1 : 0));
/** By length and first letter which programs may be a vendor's; those that begin with `%` always. */
const MAY_WRITE = new Uint8Array(1 << 12);
for (const name of BY_APP.keys()) MAY_WRITE[shapeOf(name)] = 1;
for (let length = 0; length < 32; length++) MAY_WRITE[(length << 7) | PERCENT] = 1;

function shapeOf(name: string): number {
  return ((name.length & 31) << 7) | (name.charCodeAt(0) & 127);
}

/** Where the name of the program stands. */
interface ProgramPlace {
  readonly appStart: number;
  readonly appEnd: number;
}

/**
 * Whether the message at `at`, behind a host and the tag that was read, is certainly no vendor's. Asked of nearly every
 * line of syslog, and so of its bytes: how long the program's name is, its first letter, and two bytes of the message.
 */
export function isNobodys(bytes: Uint8Array, { appStart, appEnd }: ProgramPlace, at: number): boolean {
  if (MAY_WRITE[(((appEnd - appStart) & 31) << 7) | (bytes[appStart]! & 127)] === 1) return false;
  const begins = MAY_BEGIN[bytes[at]!]!;
  return begins === 0 || (begins === 1 && SMALL_LETTER[bytes[at + 1]!] === 1);
}

/**
 * Hands an event whose header was read to the vendor whose message it is, and names its format; false when it is
 * nobody's.
 */
export function takeVendor(event: Event, context: ParseContext): boolean {
  return event.messageStart < event.messageEnd && takenByAnybody(event, context);
}

function takenByAnybody(event: Event, context: ParseContext): boolean {
  const { app, text, messageStart: at } = event;
  const first = text[at]!;
  if (app === null) {
    if (takenByAny(UNTAGGED[first]!, event, context)) return true;
    return (endsInCode(event) && taken(apc, event, context)) || takenByName(event, context);
  }
  const known = BY_APP.get(app);
  if (known !== undefined && takenByAny(known, event, context)) return true;
  if (app.charCodeAt(0) === PERCENT && taken(comware, event, context)) return true;
  if (takenByAny(TAGGED[first]!, event, context)) return true;
  // `MikroTik: firewall,info …`, `node-01: node-01: …`: what looked like the program may be the host.
  if (event.host === null && takenByAny(HOST_FIRST, event, context)) return true;
  return takenByName(event, context);
}

const HOST_FIRST: readonly Dialect[] = [mikrotik, netapp];

function takenByName(event: Event, context: ParseContext): boolean {
  return event.msgid?.includes('.') === true && taken(netapp, event, context);
}

function byByte(dialectsOf: (letter: string) => readonly Dialect[]): readonly (readonly Dialect[])[] {
  return Array.from({ length: 256 }, (_, c) => dialectsOf(String.fromCharCode(c)));
}

function takenByAny(dialects: readonly Dialect[], event: Event, context: ParseContext): boolean {
  for (let i = 0; i < dialects.length; i++) if (taken(dialects[i]!, event, context)) return true;
  return false;
}

/** The same for an event with structured data, which begin at `at`. */
export function takeVendorData(event: Event, at: number): boolean {
  const first = event.buffer[at + 1];
  if (first === LOWER_J && takeJunosData(event, at)) event.format = juniper.format;
  else if (first === LOWER_S && takeSynologyData(event, at)) event.format = synology.format;
  else if (event.app === CHECK_POINT && takeCheckpointData(event, at)) event.format = checkpoint.format;
  else return false;
  return true;
}

function taken(dialect: Dialect, event: Event, context: ParseContext): boolean {
  // CEF names the vendor by itself.
  const before = event.format;
  event.format = dialect.format;
  if (dialect.take(event, context)) return true;
  event.format = before;
  return false;
}
