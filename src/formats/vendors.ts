import type { Event } from '../core/event.ts';
import type { ParseContext } from '../core/format.ts';
import { apc, endsInCode } from './apc-text.ts';
import { aruba } from './aruba-text.ts';
import { cef } from './cef-text.ts';
import { checkpoint, takeCheckpointData } from './checkpoint-text.ts';
import { comware } from './comware-text.ts';
import type { Dialect } from './dialect.ts';
import { filterlog } from './filterlog-text.ts';
import { fortinet } from './fortinet-text.ts';
import { JUNOS_DAEMONS, juniper, takeJunosData } from './juniper-text.ts';
import { mikrotik } from './mikrotik-text.ts';
import { GRID_APP, namesHostTwice, netapp } from './netapp-text.ts';
import { paloalto } from './paloalto-text.ts';
import { qnap } from './qnap-text.ts';
import { DSM_PROGRAMS, synology, takeSynologyData } from './synology-text.ts';
import { ubiquiti } from './ubiquiti-text.ts';

const NOBODY: readonly Dialect[] = [];
const PERCENT = 37;

/** Dialects whose messages may begin with a byte. */
const BY_BYTE: readonly (readonly Dialect[])[] = Array.from({ length: 256 }, (_, c) => {
  const letter = String.fromCharCode(c);
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

/** Dialects that are told by the program. */
const BY_APP = new Map<string, Dialect>([
  ...JUNOS_DAEMONS.map((name) => [name, juniper] as const),
  ...DSM_PROGRAMS.map((name) => [name, synology] as const),
  ...[['filterlog', filterlog] as const, ['qlogd', qnap] as const, ['qulogd', qnap] as const],
  ...[
    [GRID_APP, netapp] as const,
    ['UPS', apc] as const,
    ['APC', apc] as const,
    ['rPDU', apc] as const,
    ['CheckPoint', checkpoint] as const,
  ],
]);

/** By length of a name and its last letter whether a program of `BY_APP` has such a name. */
const MAY_BE_APP = new Uint8Array(64 * 32);
for (const name of BY_APP.keys()) MAY_BE_APP[shapeOf(name)] = 1;

function shapeOf(name: string): number {
  return ((name.length & 63) << 5) | (name.charCodeAt(name.length - 1) & 31);
}

/**
 * Hands an event whose header was read to the vendor whose message it is, and names its format; false when it is
 * nobody's. Asked of every line of syslog: the first byte of the message and the shape of the program's name rule out
 * nearly all of them.
 */
export function takeVendor(event: Event, context: ParseContext): boolean {
  const { app, text, messageStart, messageEnd } = event;
  if (messageStart >= messageEnd) return false;
  if (app !== null) {
    const known = MAY_BE_APP[shapeOf(app)] === 1 ? BY_APP.get(app) : undefined;
    if (known !== undefined && taken(known, event, context)) return true;
    if (event.host === null && namesHostTwice(event) && taken(netapp, event, context)) return true;
    if (app.charCodeAt(0) === PERCENT && taken(comware, event, context)) return true;
  }
  const dialects = BY_BYTE[text[messageStart]!]!;
  for (let i = 0; i < dialects.length; i++) if (taken(dialects[i]!, event, context)) return true;
  if (endsInCode(event) && taken(apc, event, context)) return true;
  return event.msgid?.includes('.') === true && taken(netapp, event, context);
}

/** The same for an event with structured data, which begin at `at`. */
export function takeVendorData(event: Event, at: number): boolean {
  const format = takeJunosData(event, at)
    ? juniper.format
    : takeCheckpointData(event, at)
      ? checkpoint.format
      : takeSynologyData(event, at)
        ? synology.format
        : null;
  if (format !== null) event.format = format;
  return format !== null;
}

function taken(dialect: Dialect, event: Event, context: ParseContext): boolean {
  // CEF names the vendor by itself.
  const before = event.format;
  event.format = dialect.format;
  if (dialect.take(event, context)) return true;
  event.format = before;
  return false;
}
