import type { Event } from '../core/event.ts';
import { rfc3339 } from '../core/event.ts';
import { type Finding, rank, urgency } from '../core/finding.ts';

const NIL = '-';
/** user-level messages; what logsift itself says is local0. */
const USER = 1;
const LOCAL0 = 16;
const INFO = 6;
const MOST_BYTES = 65_536;

/** A kept event as one RFC 5424 message, octet-counted (RFC 6587): its own header, and what logsift knows of it. */
export function eventFrame(event: Event): Buffer {
  const facility = event.facility < 0 ? USER : event.facility;
  const severity = event.severity < 0 ? INFO : event.severity;
  const known = {
    template: event.template?.id ?? null,
    mark: event.mark,
    id: event.id,
    sender: event.sender,
  };
  return frame({
    pri: facility * 8 + severity,
    ...{ time: Number.isNaN(event.time) ? event.received : event.time, host: event.host, app: event.app },
    ...{ pid: event.pid, msgid: event.msgid, known, text: event.message },
  });
}

/** A finding as one RFC 5424 message of logsift's own, octet-counted. */
export function findingFrame(finding: Finding, node: string): Buffer {
  const { about } = finding;
  const severity = { urgent: 2, odd: 4, minor: 5 }[urgency(finding)];
  return frame({
    pri: LOCAL0 * 8 + severity,
    ...{ time: finding.to, host: node, app: 'logsift', pid: null, msgid: 'finding' },
    known: {
      ...{ id: finding.id, detector: finding.detector, host: about.host ?? null, app: about.app ?? null },
      ...{ template: about.template ?? null, actor: about.actor ?? null, rank: rank(finding).toFixed(1) },
    },
    text: finding.because,
  });
}

interface Parts {
  readonly pri: number;
  readonly time: number;
  readonly host: string | null;
  readonly app: string | null;
  readonly pid: string | null;
  readonly msgid: string | null;
  readonly known: { readonly [name: string]: string | null };
  readonly text: string;
}

function frame({ pri, time, host, app, pid, msgid, known, text }: Parts): Buffer {
  const stamp = rfc3339(time) ?? NIL;
  const names = [word(host, 255), word(app, 48), word(pid, 128), word(msgid, 32)].join(' ');
  const data = Object.entries(known).flatMap(([name, value]) =>
    value === null ? [] : [` ${name}="${value.replaceAll(/["\\\]]/g, '\\$&').replaceAll(/\p{Cc}/gu, ' ')}"`],
  );
  // 32473 is the number that RFC 5612 keeps for documentation and those without one of their own.
  const head = `<${pri}>1 ${stamp} ${names} [logsift@32473${data.join('')}] `;
  // The mark says that the text is UTF-8 (RFC 5424, 6.4); a receiver that splits at line ends gets one line.
  const body = Buffer.from(`${head}\uFEFF${text.replaceAll(/[\r\n]+/g, ' ')}`);
  const cut = body.length > MOST_BYTES ? body.subarray(0, MOST_BYTES) : body;
  return Buffer.concat([Buffer.from(`${cut.length} `), cut]);
}

/** A header field: printable ASCII without blanks, of limited length. */
function word(text: string | null, most: number): string {
  const clean = (text ?? '').replaceAll(/[^\x21-\x7e]/g, '_').slice(0, most);
  return clean === '' ? NIL : clean;
}
