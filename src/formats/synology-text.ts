import type { Category } from '../core/categories.ts';
import type { Event } from '../core/event.ts';
import type { ParseContext } from '../core/format.ts';
import { type Dialect, put, says, withHeader } from './dialect.ts';
import { sdOf } from './header-fields.ts';
import { fieldsOfText, namedText } from './named-text.ts';

const BLANK = 32;
const OPEN = 91;
const ID = Buffer.from('[synolog@');
/** Beginnings of what DSM's Log Center says as `System` and `Connection`, which others may be called too. */
const BEGINNINGS = [
  'User [',
  'System ',
  'Volume ',
  'Storage Pool ',
  'Drive ',
  'Disk ',
  'Local UPS',
  'Server back ',
  'Fan ',
  'Power ',
  'Shared folder [',
  'Package [',
  'DSM ',
  '[',
].map((words) => Buffer.from(words));
const FILES = Buffer.from('Event: ');
const SHARED = new Set(['System', 'Connection', 'Backup', 'Disk']);
/** Programs of DSM that log what is done with files. */
const FILE_LOGS = new Set(['WinFileService', 'FileStation', 'DSMFileStation', 'WebDAV', 'AFP', 'FTP']);

/** Programs under which Synology's DSM writes. */
export const DSM_PROGRAMS: readonly string[] = [...SHARED, ...FILE_LOGS];

/** Synology DSM's Log Center: `Connection: User [admin] from [10.0.0.5] logged in successfully via [DSM].` */
export const synology: Dialect = {
  format: 'synology',
  take(event, context) {
    const { app, messageStart: at } = event;
    if (app === null) return takeFiles(event, context);
    const files = FILE_LOGS.has(app) && says(event, at, FILES);
    if (!files && !(SHARED.has(app) && BEGINNINGS.some((words) => says(event, at, words)))) return false;
    event.readFields = readFields;
    return true;
  },
};

/** `WinFileService Event: write, …`: the program stands there without a colon. */
function takeFiles(event: Event, context: ParseContext): boolean {
  const { text, messageStart: at, messageEnd: end } = event;
  let stop = at;
  while (stop < end && stop < at + 20 && text[stop]! > BLANK) stop++;
  if (stop === at || !says(event, stop + 1, FILES)) return false;
  const app = context.intern.text(text, at, stop);
  if (!FILE_LOGS.has(app)) return false;
  event.app = app;
  event.messageStart = stop + 1;
  event.readFields = readFields;
  return true;
}

/** Takes an event whose structured data, beginning at `at`, are those of DSM 7; of one without text they are the message. */
export function takeSynologyData(event: Event, at: number): boolean {
  const { buffer, end } = event;
  for (let i = 0; i < ID.length; i++) if (at + i >= end || buffer[at + i] !== ID[i]) return false;
  if (event.messageStart >= event.messageEnd) event.messageStart = at;
  event.readFields = readFields;
  return true;
}

const ACCOUNT = /\b[Uu]ser \[([^\]]{1,128})\]/;
const FROM = /\bfrom \[([^\]]{1,64})\]/;
const VIA = /\bvia \[([^\]]{1,32})\]/;

const readFields = withHeader((event) => {
  const text = namedText(event);
  const data = synologOf(event);
  const files = /^Event: ([\w ]+), Path: (.+?), File\/Folder: .*?User: ([^,]+), IP: ([^,\s]+)/.exec(text);
  const fields = fieldsOfText(text, data?.synotype ?? '', categoryOfLog(event, data?.synotype));
  put(fields, 'observer.vendor', 'Synology');
  put(fields, 'observer.product', 'DSM');
  put(fields, 'event.provider', event.app ?? data?.synotype);
  put(fields, 'event.code', data?.event_id);
  put(fields, 'user.name', files?.[3] ?? ACCOUNT.exec(text)?.[1] ?? data?.luser);
  put(fields, 'source.ip', files?.[4] ?? FROM.exec(text)?.[1]);
  put(fields, 'network.protocol', VIA.exec(text)?.[1]);
  put(fields, 'event.action', files?.[1]);
  put(fields, 'file.path', files?.[2]);
  put(fields, 'event.reason', /\bdue to ([^.;]{1,120})/.exec(text)?.[1]);
  return fields;
});

function categoryOfLog({ app, text, messageStart }: Event, type: string | undefined): Category | undefined {
  if (app !== null && FILE_LOGS.has(app)) return 'filesystem';
  return app === 'Connection' || (type === 'Connection' && text[messageStart] !== OPEN)
    ? 'authentication'
    : undefined;
}

function synologOf(event: Event): { [name: string]: string } | undefined {
  const sd = sdOf(event);
  const id = Object.keys(sd).find((one) => one.startsWith('synolog@'));
  return id === undefined ? undefined : sd[id];
}
