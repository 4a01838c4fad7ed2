import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { exceedsCaps, type JsonObject, own, readJsonObject, withoutPrototypes } from '../kit/json.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { readRepeated } from './repeated.ts';
import { TagReader } from './syslog-tag.ts';
import { facilityOf, severityOf } from './syslog-words.ts';

const time = new TimeReader();
const tag = new TagReader();

/** Keys by meaning: the template of rsyslog's documentation first, then its `%jsonmesg%`. */
const KEYS = {
  time: ['timestamp', 'timereported', '@timestamp', 'timegenerated'],
  host: ['hostname', 'host', 'fromhost'],
  message: ['message', 'msg'],
  severity: ['severity', 'syslogseverity', 'severity-text', 'syslogseverity-text'],
  facility: ['facility', 'syslogfacility', 'facility-text', 'syslogfacility-text'],
  tag: ['tag', 'syslogtag', 'programname', 'app-name'],
  pid: ['procid', 'pid'],
} as const;

const CONSUMED: ReadonlySet<string> = new Set(Object.values(KEYS).flat());

/** JSON lines of rsyslog: `{"timestamp","host","hostname","severity","facility","tag","message"}` and its relatives. */
export default defineFormat({
  name: 'rsyslog-json',
  describe: 'JSON lines of rsyslog: {"timestamp", "host", "severity", "facility", "tag", "message"}',
  specificity: 0.97,
  parse(event, context) {
    const { buffer: bytes, messageStart: start, messageEnd: end } = event;
    if (bytes[start] !== 123 || start >= end) return false;
    if (!bytes.subarray(start, end).includes('host', 0, 'latin1')) return false;
    const record = readJsonObject(bytes, start, end);
    if (record === null) return false;
    const message = first(record, KEYS.message);
    const host = first(record, KEYS.host);
    const stamp = first(record, KEYS.time);
    const program = first(record, KEYS.tag);
    const facility = first(record, KEYS.facility);
    if (typeof message !== 'string' || typeof host !== 'string' || stamp === undefined) return false;
    // A tag or a facility is what tells syslog from an application's own JSON.
    if (typeof program !== 'string' && facility === undefined) return false;
    const stampBytes = Buffer.from(String(stamp));
    if (time.read(stampBytes, 0, stampBytes.length))
      event.time = time.epoch(context.clock, context.reference);
    if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
    event.host = host.slice(0, 255);
    if (host.length > 255) event.flags |= FLAG.host_cut;
    event.facility = facilityOf(facility);
    event.severity = severityOf(first(record, KEYS.severity));
    const pid = first(record, KEYS.pid);
    if (typeof pid === 'number' || (typeof pid === 'string' && pid !== '-' && pid !== ''))
      event.pidText = String(pid);
    if (typeof program === 'string') readTag(event, program);
    // rsyslog hands on the blank that ends the tag.
    event.text = Buffer.from(message.startsWith(' ') ? message.slice(1) : message);
    event.messageStart = 0;
    event.messageEnd = event.text.length;
    readRepeated(event);
    if (exceedsCaps(record)) event.flags |= FLAG.fields_cut;
    event.readFields = readFields;
    event.format = 'rsyslog-json';
    return true;
  },
});

function readTag(event: Event, program: string): void {
  const bytes = Buffer.from(program);
  if (!tag.read(bytes, 0, bytes.length)) {
    event.app = program === '' || program === '-' ? null : program;
    return;
  }
  event.app = bytes.toString('utf8', tag.appStart, tag.appEnd);
  if (tag.pidStart >= 0) event.pidText ??= bytes.toString('latin1', tag.pidStart, tag.pidEnd);
}

/** What the event does not hold already; `host`, when it is the sender's beside a claimed `hostname`. */
function readFields(event: Event): Fields {
  const record = readJsonObject(event.buffer, event.start, event.end);
  if (record === null) return {};
  const { fields } = withoutPrototypes(record, CONSUMED);
  const sender = own(record, 'host');
  if (sender !== undefined && sender !== event.host) fields.host = sender;
  return fields;
}

function first(record: JsonObject, keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = own(record, key);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}
