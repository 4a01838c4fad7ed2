import type { Category } from '../core/categories.ts';
import { categoryOf } from '../core/category-of.ts';
import type { Event, Fields } from '../core/event.ts';
import { isAddress } from './addresses.ts';
import { flowOf } from './flow-text.ts';

/** Names are looked for in this many bytes of a message. */
const NAMED_BYTES = 4096;

const ADDRESS = String.raw`(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})`;
const PORT =
  '(?:Gi|Te|Fa|Hu|Fo|Tw|Eth?|Po|Bundle|Vlan|Loopback|Tunnel|Serial|Se|ge-|xe-|et-' +
  '|ae|irb|reth|st0|mgmt|Management|Mgmt|ether|sfp|wlan|bridge|em|ix|Lag|lag|trk|Trk)';

const INTERFACE_SAID = /\b(?:[Ii]nter ?[Ff]ace|intf|ifName|[Pp]ort)\b[ :=]*["'[(]?([A-Za-z-]*\d[\w./:-]*)/;
const INTERFACE_ON = new RegExp(`(?:^|[ (])(?:on |from |in |to )?[("]?(${PORT}[A-Za-z-]*\\d[\\w./:-]*)`);
const NEIGHBOUR = new RegExp(
  String.raw`\b(?:[Nn]eighbou?r(?:Address)?|[Nn]br|NBR|[Pp]eer|session with)\b(?:(?!from\b)[^\d]){0,32}?(${ADDRESS})`,
);
const NEIGHBOUR_NAMED = /\b(?:[Aa]djacency to|SystemID) ["']?([A-Za-z0-9][\w.-]*[A-Za-z0-9])/;
const USER = /\b[Uu]ser(?:s|[Nn]ame| ?[Nn]ame)?\b(?: is)?\s*[:=]?\s*["'[(]?([A-Za-z0-9_][\w.@\\$-]*)/g;
const USER_BY = /\bby (?:user )?["'[]?([A-Za-z0-9_][\w.@\\-]*)["'\]]? (?:on|from|via|at)\b/;
const NO_USER = new Set(
  'logged login logon log is has was from for session authentication name at and access account not failed with by in on to the'.split(
    ' ',
  ),
);
const SOURCE = new RegExp(
  String.raw`\b(?:from|[Ss]ource(?: IP)?|[Ss]rc(?:IP)?|host|IP|on \w+ \(|by \w+ \()[ :=[("']{0,3}(${ADDRESS})\b`,
);
const SOURCE_TERMINAL = new RegExp(String.raw`\b(?:vty|tty|pts/?|console|ssh)\d* ?\((${ADDRESS})\)`, 'i');
const REASON =
  /\b[Rr]eason\s*[:=]\s*["'[]?([^;,"')\]]{1,120})|\bdue to (?:reason )?([^;,)]{1,120})|\b[Nn]eighbor Down: ([^;)]{1,120})|\bis [Dd]own(?:: ([^;)]{1,120})| ?\(([^)]{1,120})\))/;
const DOWN =
  /\b(?:down|off-?line|idle|lost|inactive|failed|disabled|disabling|terminated|unreachable|blocked|blocking)\b/gi;
const UP = /\b(?:up|on-?line|established|full|active|restored|enabled|forwarding)\b/gi;
const FAILED = /\b(?:fail|denied|reject|invalid|incorrect|refused|illegal|unauthori[sz]ed)/i;
const LEFT = /\blog(?:ged)?[ -]?(?:out|off)\b|logout|session closed|signed out|disconnect/i;

/** Message of an event as text, as much of it as names are looked for in. */
export function namedText(event: Event): string {
  const { text, messageStart: start, messageEnd } = event;
  return text.toString('utf8', start, Math.min(messageEnd, start + NAMED_BYTES));
}

/**
 * Names that sentences of devices hold: interface, neighbour, user, source address, reason, what happened to a link, a
 * neighbour or a session; and the category. What is not said is left out. `code` is the device's own name for the
 * message.
 */
export function fieldsOfText(text: string, code: string, given?: Category): Fields {
  const fields: Fields = Object.create(null);
  const category = given ?? categoryOf(code, text);
  fields.category = category;
  const port = INTERFACE_SAID.exec(text) ?? INTERFACE_ON.exec(text);
  if (port !== null) fields['interface.name'] = port[1]!.replace(/[.:-]+$/, '');
  const neighbour = NEIGHBOUR.exec(text) ?? (category === 'neighbour' ? /\bip:([\d.]+)/.exec(text) : null);
  if (neighbour !== null && isAddress(neighbour[1]!)) fields['neighbour.ip'] = neighbour[1];
  else if (category === 'neighbour') {
    const named = NEIGHBOUR_NAMED.exec(text);
    if (named !== null) fields['neighbour.name'] = named[1];
  }
  const user = userIn(text);
  if (user !== null) fields['user.name'] = user;
  const source = SOURCE_TERMINAL.exec(text) ?? SOURCE.exec(text);
  if (source !== null && isAddress(source[1]!) && source[1] !== fields['neighbour.ip']) {
    fields['source.ip'] = source[1];
  }
  const reason = REASON.exec(text);
  const said = reason?.slice(1).find((one) => one !== undefined);
  if (said !== undefined && said.trim() !== '') fields['event.reason'] = said.trim();
  Object.assign(fields, flowOf(text), happened(category, text, code));
  return fields;
}

function userIn(text: string): string | null {
  const by = USER_BY.exec(text)?.[1];
  if (by !== undefined && !NO_USER.has(by.toLowerCase())) return by;
  for (const [, name] of text.matchAll(USER))
    if (!NO_USER.has(name!.toLowerCase())) return name!.replace(/[.-]+$/, '');
  return null;
}

/** `event.action` and `event.outcome`; of several states the one named last is the new one. */
function happened(category: Category, text: string, code: string): Fields {
  if (category === 'link' || category === 'neighbour') {
    const [down, up] = [last(DOWN, text), last(UP, text)];
    if (down === up) return {};
    return { 'event.action': `${category}-${down > up ? 'down' : 'up'}` };
  }
  if (category !== 'authentication') return {};
  const all = `${code} ${text}`;
  if (FAILED.test(all)) return { 'event.action': 'login', 'event.outcome': 'failure' };
  return { 'event.action': LEFT.test(all) ? 'logout' : 'login', 'event.outcome': 'success' };
}

function last(pattern: RegExp, text: string): number {
  let at = -1;
  for (const { index } of text.matchAll(pattern)) at = index;
  return at;
}
