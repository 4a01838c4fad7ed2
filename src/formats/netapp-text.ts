import type { Event } from '../core/event.ts';
import type { ParseContext } from '../core/format.ts';
import { skipBlanks } from '../kit/date-parts.ts';
import { setHost } from './cisco-text.ts';
import { type Dialect, put, withHeader } from './dialect.ts';
import { levelOf } from './levels.ts';
import { lineHead } from './line-head.ts';
import { fieldsOfText, namedText } from './named-text.ts';

const BLANK = 32;
const COLON = 58;
const OPEN = 91;
const CLOSE = 93;

/** First parts of the names of EMS events (ONTAP EMS reference). */
const SUBSYSTEMS = new Set(
  (
    'aggr arl arw asup audit autosupport bootfs cf cifs clam cluster cmds config cr disk dns ds ems env exports fabric ' +
    'fcp fcvi fg flexcache fmmb fpolicy gb ha hamsg haosc health hm hw ic iscsi kern kmip ldap license lif lun mcc mgmt ' +
    'mgmtgwd mgr monitor named nbt ndmp net netif nfs nis ntpd nvdimm nvmf nvram object ontap perf platform power qos ' +
    'qtree quota raid rdb registry repl sas scsi scsiblade scsitarget sec secd security ses sfo shelf shm sis sk smb smbc ' +
    'smc snap snaplock snapmirror snapvault snmp sp spm sysmgr tape token ucore vifmgr vldb volume vscan vserver waf wafl ' +
    'callhome'
  ).split(' '),
);
const MIN_LEVEL = 4;
const AUDIT = '[kern_audit';
const GRID = '[AUDT:[';
/** Program of StorageGRID's audit records. */
export const GRID_APP = 'Audit';

/**
 * NetApp ONTAP's event management system: `[node-01:raid.disk.missing:ERROR]: text`, or the event's name as the message
 * id of RFC 5424; its audit log, and that of StorageGRID.
 */
export const netapp: Dialect = {
  format: 'netapp',
  take(event, context) {
    const { text, messageStart: at, msgid } = event;
    if (text[at] === OPEN) return takeBracket(event, context, at);
    if (msgid !== null && isEventName(msgid)) {
      event.readFields = readFields;
      return true;
    }
    return (event.app === GRID_APP || namesHostTwice(event)) && takeAudit(event);
  },
};

/** `[node:event.name:SEVERITY]: `, also with blanks behind the colons. */
function takeBracket(event: Event, context: ParseContext, at: number): boolean {
  const { text, messageEnd: end } = event;
  const limit = Math.min(end, at + 200);
  let close = at + 1;
  const colons: number[] = [];
  for (; close < limit && text[close] !== CLOSE; close++) {
    const c = text[close]!;
    if (c === COLON) colons.push(close);
    else if (c < BLANK || c === OPEN || (c === BLANK && text[close - 1] !== COLON)) return false;
  }
  if (close >= limit || colons.length !== 2 || text[close + 1] !== COLON) return false;
  const [first, second] = colons as [number, number];
  if (first === at + 1) return false;
  const name = skipBlanks(text, first + 1, second);
  const level = skipBlanks(text, second + 1, close);
  // A letter may be anything in brackets, a word of level cannot.
  if (name === second || close - level < MIN_LEVEL) return false;
  const severity = levelOf(text.toString('latin1', level, Math.min(close, level + 16)).toUpperCase());
  if (severity < 0) return false;
  if (event.host === null) setHost(event, context, { start: at + 1, end: first });
  event.msgid ??= context.intern.text(text, name, second);
  if (event.severity < 0) event.severity = severity;
  event.messageStart = skipBlanks(text, close + 2, end);
  event.readFields = readFields;
  return true;
}

/** ONTAP's audit log names the node twice, StorageGRID's its program alone; either marks its records. */
function takeAudit(event: Event): boolean {
  const { text, messageStart: at, messageEnd: end, app, host } = event;
  const head = text.toString('latin1', at, Math.min(end, at + 200));
  const grid = app === GRID_APP;
  if (!head.includes(grid ? GRID : AUDIT)) return false;
  if (!grid && host === null && app !== null) {
    event.host = app;
    event.app = 'kern_audit';
    event.messageStart = skipBlanks(text, at + app.length + 1, end);
  }
  event.readFields = readFields;
  return true;
}

/** `node-01: node-01: …`: what looked like the program stands there again. */
function namesHostTwice({ text, messageStart: at, messageEnd: end, app, host }: Event): boolean {
  if (host !== null || app === null || at + app.length >= end || text[at + app.length] !== COLON)
    return false;
  for (let i = 0; i < app.length; i++) if (text[at + i] !== app.charCodeAt(i)) return false;
  return true;
}

function isEventName(name: string): boolean {
  const dot = name.indexOf('.');
  return dot > 0 && dot < name.length - 1 && SUBSYSTEMS.has(name.slice(0, dot));
}

const readFields = withHeader((event) => {
  const text = namedText(event);
  const { msgid } = event;
  const head = lineHead(event, 1024);
  const audit = head.includes(AUDIT);
  const grid = head.includes(GRID);
  const fields = fieldsOfText(
    text,
    (msgid ?? '').replaceAll('.', ' '),
    audit || grid ? 'configuration' : undefined,
  );
  put(fields, 'observer.vendor', 'NetApp');
  put(fields, 'observer.product', grid ? 'StorageGRID' : 'ONTAP');
  put(fields, 'event.code', msgid ?? undefined);
  put(fields, 'event.provider', event.app ?? undefined);
  const done = audit
    ? / :: ([\w:-]+) :: ([\d.]+|[\dA-Fa-f:]+):(\d+) :: ([^ ]+) :: (.{1,400}?) :: (\w+)/.exec(text)
    : null;
  if (done === null) return fields;
  put(fields, 'source.ip', done[2]);
  put(fields, 'user.name', done[4]?.split(':').at(-1));
  put(fields, 'event.action', done[5]);
  put(fields, 'event.outcome', done[6]?.toLowerCase());
  return fields;
});
