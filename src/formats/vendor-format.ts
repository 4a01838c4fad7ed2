import type { Event } from '../core/event.ts';
import { defineFormat, type Format, type ParseContext } from '../core/format.ts';
import rfc3164 from './rfc3164.ts';
import rfc5424 from './rfc5424.ts';
import syslogFile from './syslog-file.ts';
import { takeVendor } from './vendors.ts';

const LESS = 60;

let asked: Event | null = null;
let askedIn: Buffer | null = null;
let whose = '';

/** What a vendor's format is called and says of itself. */
export interface VendorFormat {
  readonly describe: string;
  /** Above that of syslog's formats, so that an input of one vendor's lines is called after it. */
  readonly specificity?: number;
}

/**
 * The format of a vendor's lines: with PRI and header of either RFC, as a relay writes them into files, or bare. Where
 * lines of several vendors come mixed, syslog's formats read them and hand them to the same dialects.
 */
export function vendorFormat(name: string, { describe, specificity = 0.96 }: VendorFormat): Format {
  return defineFormat({
    name,
    describe,
    specificity,
    parse(event, context) {
      // Formats are asked one after the other about the same event; which vendor's it is was found out by the first.
      if (event === asked && event.buffer === askedIn && whose !== name) return false;
      const { messageStart, messageEnd, flags } = event;
      if (readHeader(event, context)) {
        if (event.format === name) return true;
      } else if (takeVendor(event, context) && event.format === name) return true;
      asked = event;
      askedIn = event.buffer;
      whose = event.format;
      Object.assign(event, { ...UNREAD, text: event.buffer, messageStart, messageEnd, flags });
      return false;
    },
  });
}

/** An event of which nothing was understood. */
const UNREAD = {
  ...{ time: Number.NaN, host: null, app: null, msgid: null, facility: -1, severity: -1 },
  ...{ pidStart: -1, pidEnd: -1, pidText: null, format: '', weight: 1, readFields: null },
};

function readHeader(event: Event, context: ParseContext): boolean {
  if (event.buffer[event.messageStart] !== LESS) return syslogFile.parse(event, context);
  return rfc5424.parse(event, context) || rfc3164.parse(event, context);
}
