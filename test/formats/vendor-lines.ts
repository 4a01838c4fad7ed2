import type { VendorLine } from './vendor-line.ts';
import { MNEMONICS } from './vendor-lines-cisco.ts';
import { FIREWALLS } from './vendor-lines-firewalls.ts';
import { STORAGE } from './vendor-lines-storage.ts';
import { SWITCHES } from './vendor-lines-switches.ts';

/** Message of a line: what stands behind this beginning. */
const after = (line: string, beginning: string) => line.slice(line.indexOf(beginning) + beginning.length);

/** Written by hand after the vendors' documentation, and checked by hand; no line is of a log. */
export const VENDOR_LINES: readonly VendorLine[] = [
  ...[...MNEMONICS, ...SWITCHES, ...FIREWALLS, ...STORAGE],
].map(([format, line, from, rest]) => ({
  ...{ format, line, ...rest },
  message: from.startsWith('^') ? after(line, from.slice(1)) : line.slice(line.indexOf(from)),
}));

/** The lines of one format. */
export function linesOf(format: string): string[] {
  return VENDOR_LINES.filter((one) => one.format === format).map(({ line }) => line);
}
