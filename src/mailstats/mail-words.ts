/**
 * How pflogsumm 1.1.5 shortens what it counts by. Its patterns are kept to the letter, the odd ones too, as two
 * reports that differ in one name are two truths.
 */

/** ASCII alone, as in the C locale. */
export function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Of `mail.example.org[192.0.2.1]` the domain, of hosts without a name the address; `gimme_domain`. */
export function domainOf(client: string): string {
  const [, domain, address] =
    /^([^[]*)\[((?:\d{1,3}\.){3}\d{1,3})\]/.exec(client) ??
    /^([^/]*)\/([0-9a-f.:]+)/i.exec(client) ??
    /^([^[(/]*)[[(/]([^\])]+)[\])]:?\d*$/s.exec(client) ??
    [];
  if (domain === undefined || domain === '' || domain === 'unknown') return address ?? '';
  return domain.replace(
    /^(.*)\.([^.]+)\.([^.]{3}|[^.]{2,3}\.[^.]{2})$/s,
    (_, _host, name: string, top: string) => lower(`${name}.${top}`),
  );
}

/** `string_trimmer`. */
export function trimmed(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 3)}...` : text;
}

/** What another server said, without who said it where that is too long; `said_string_trimmer`. */
export function saidTrimmed(text: string, most: number): string {
  let rest = text;
  while (rest.length > most) {
    if (/^.* said: /s.test(rest)) rest = rest.replace(/^.* said: /s, '');
    else if (/^.*: */s.test(rest)) rest = rest.replace(/^.*?: */s, '');
    else return `${rest.slice(0, most - 3)}...`;
  }
  return rest;
}

/** An address with its domain in small letters. */
export function addressOf(text: string): string {
  return text.replace(/(@.+)/s, lower);
}
