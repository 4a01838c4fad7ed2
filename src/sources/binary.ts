import { basename } from 'node:path';
import { LogsiftError } from '../core/errors.ts';

const SAMPLE = 8192;

/** Records that live beside logs and look like them by name; what reads each. */
const RECORDS: Readonly<Record<string, string>> = {
  wtmp: 'records of logins: read it with `last -f FILE`',
  btmp: 'records of failed logins: read it with `lastb -f FILE`',
  utmp: 'records of who is logged in: read it with `who FILE`',
  lastlog: 'the last login of each user: read it with `lastlog`',
  faillog: 'counts of failed logins: read it with `faillog -a`',
  tallylog: 'counts of failed logins: read it with `pam_tally2`',
};

const MAGICS: readonly { readonly at: number; readonly bytes: string; readonly what: string }[] = [
  { at: 0, bytes: 'LPKSHHRH', what: 'a systemd journal file: read it with `logsift journal`' },
  { at: 257, bytes: 'ustar', what: 'a tar archive: unpack it and scan the folder' },
  { at: 0, bytes: 'PK\x03\x04', what: 'a zip archive: unpack it and scan the folder' },
  { at: 0, bytes: '7z\xbc\xaf\x27\x1c', what: 'a 7z archive: unpack it and scan the folder' },
  { at: 0, bytes: 'SQLite format 3\0', what: 'an SQLite database' },
  { at: 0, bytes: '\x1f\x9d', what: 'compressed by `compress` (.Z): `zcat FILE | logsift -` reads it' },
  { at: 0, bytes: '\x04\x22\x4d\x18', what: 'lz4-compressed: `lz4 -dc FILE | logsift -` reads it' },
  { at: 0, bytes: '\x7fELF', what: 'a program' },
  { at: 0, bytes: '\xd4\xc3\xb2\xa1', what: 'a packet capture: read it with `tcpdump -r FILE`' },
  { at: 0, bytes: '\x0a\x0d\x0d\x0a', what: 'a packet capture: read it with `tcpdump -r FILE`' },
];

/** Fails with INPUT_BINARY, saying what it is where that can be told, when the first bytes of `name` are no text. */
export function refuseBinary(head: Uint8Array, name: string): void {
  const what = whatBinary(head, name);
  if (what !== null) throw new LogsiftError('INPUT_BINARY', `${name} is not a text log: ${what}`);
}

function whatBinary(head: Uint8Array, name: string): string | null {
  const sample = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, SAMPLE));
  for (const { at, bytes, what } of MAGICS) {
    if (sample.toString('latin1', at, at + bytes.length) === bytes) return what;
  }
  if (isUtf16(sample)) return null;
  let control = 0;
  let nul = 0;
  for (const byte of sample) {
    if (byte === 0) nul++;
    else if (byte < 32 && !isTextControl(byte)) control++;
  }
  // A NUL now and then is a fault of whoever wrote the line, and the line is still worth reading; compressed or
  // encrypted bytes have one such byte in ten, records far more.
  if ((nul + control) * 20 <= sample.length || nul + control < 4) return null;
  const stem = basename(name).split(/[.-]/, 1)[0]!;
  if (Object.hasOwn(RECORDS, stem)) return RECORDS[stem]!;
  if (nul === sample.length) return 'it begins with NUL bytes only';
  const percent = Math.round((100 * (nul + control)) / sample.length);
  return percent >= 30 ? 'it is full of control characters' : 'it holds many control characters';
}

/** Tab, line feed, vertical tab, form feed, carriage return, backspace, bell and escape occur in text. */
function isTextControl(byte: number): boolean {
  return (byte >= 7 && byte <= 13) || byte === 27;
}

function isUtf16(sample: Uint8Array): boolean {
  return (sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff);
}
