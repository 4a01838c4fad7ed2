import type { Name } from './redact-addresses.ts';
import { isFileName, topLevel } from './top-level-domains.ts';

const LABEL = '[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_-]{0,61}[\\p{L}\\p{N}_])?';
const DOTTED = new RegExp(`(?<![\\p{L}\\p{N}_-])${LABEL}(?:\\.${LABEL})+(?![\\p{L}\\p{N}_-])`, 'gu');
const LOCAL = '(?:"[^"\\n@]{1,64}"|[\\p{L}\\p{N}_.%+~$!#*^-]{1,80})';
// A bounce address holds another: `bounce+anna=example.com@list.example.net`, `SRS0=hash=tt=example.com=anna@…`.
const HELD = `(?:(?:srs[01]|prvs|btv1)[=+-][^\\s@<>"']{1,200}|[\\p{L}\\p{N}_.%+~-]{1,80}=[\\p{L}\\p{N}_-]{1,63}(?:\\.[\\p{L}\\p{N}_-]{1,63}){0,4}\\.(?:com|net|org|de|eu|uk|fr|example|test|io|edu|gov|info)(?:=[\\p{L}\\p{N}_.-]{1,80})?)`;
const MAIL = new RegExp(`(${HELD}|${LOCAL})@(${LABEL}(?:\\.${LABEL})*)`, 'giu');
const UNIT = /\.(?:service|socket|timer|mount|automount|slice|scope|target|path|device|swap)$/i;
/** What stands before the name of a machine and makes a doubtful one sure. */
const LEADS_TO_HOST =
  /(?:@|:\/\/|(?:host|hostname|server|domain|rhost|helo|relay|client|peer|node|realm|dns|query(?:\[\w+\])?)\\*["']?\s?[:=]?\s?[<["']?)$/i;
const MACHINE = /\d|-|^(?:www|mail|mx|ns|smtp|imap|pop|vpn|api|ftp|dc|db)$/i;

/** Names of hosts and domains as `redact-domains.ts` found them, for whoever wants to learn them. */
export interface DomainNames {
  readonly name: Name;
  /** The first label of a full name is a host's. */
  readonly host: (label: string) => void;
}

/** Mail addresses, and what is written like one: principals of Kerberos, `user@host`. */
export function replaceMail(text: string, names: DomainNames): string {
  return text.replace(MAIL, (whole, local: string, domain: string, at: number) => {
    if (UNIT.test(domain) || !/\p{L}/u.test(domain) || /^\d/.test(domain)) return whole;
    const before = text.slice(Math.max(0, at - 8), at);
    const single = !domain.includes('.');
    // `user@host` of a shell, `anna@REALM`; a single word behind it is a machine.
    const there = single
      ? names.name('host', domain)
      : (nameOf(domain, names, true) ?? names.name('domain', domain));
    if (single) names.host(domain);
    // What is written before a slash is a service: host/web01@REALM.
    if (/\/$/.test(before) && !/:\/\/$/.test(before)) {
      names.host(local);
      return `${local.includes('.') ? (nameOf(local, names, true) ?? local) : names.name('host', local)}@${there}`;
    }
    return `${names.name(single || /:\/\/$/.test(before) ? 'user' : 'mail', local)}@${there}`;
  });
}

/** Full names of machines, and names of domains. */
export function replaceDomains(text: string, names: DomainNames): string {
  return text.replace(DOTTED, (found, at: number) => {
    const sure =
      LEADS_TO_HOST.test(text.slice(Math.max(0, at - 24), at)) || /^\[/.test(text.slice(at + found.length));
    return nameOf(found, names, sure) ?? found;
  });
}

/**
 * `db1.corp.example.com` as host and domain, each by itself, so that it stays visible who shares a domain; null for
 * what is no machine's name.
 */
function nameOf(found: string, { name, host }: DomainNames, sure: boolean): string | null {
  const labels = found.split('.');
  if (labels.every((one) => /^\d+$/.test(one)) || labels.length > 12) return null;
  const level = topLevel(labels.at(-1)!);
  if (
    level === 'no' &&
    !(sure && labels.length > 1 && /^[\p{L}]{2,}$/u.test(labels.at(-1)!) && !UNIT.test(found))
  )
    return null;
  if (level === 'doubtful' && !sure && !(labels.length > 2 && labels.some((one) => MACHINE.test(one))))
    return null;
  if (isFileName(found)) return null;
  if (labels.length === 2) return name('domain', found);
  const [first, ...rest] = labels as [string, ...string[]];
  host(first);
  return `${name('host', first)}.${name('domain', rest.join('.'))}`;
}
