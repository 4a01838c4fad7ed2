const LONGEST = 64;
/** What many hosts are told apart by within one role: `web3`, `node-a81f0c2`. */
const HEXADECIMAL = /(?<![0-9a-z])(?=[a-f]*\d)[0-9a-f]{6,}(?![0-9a-z])/g;
const DIGITS = /\d+/g;

/**
 * What a host is for, as far as its name says: the name without what numbers it. `web1` and `WEB02` are both `web#`;
 * all IPv4 addresses are one role.
 */
export function roleOf(host: string): string {
  const name = host.slice(0, LONGEST).toLowerCase();
  return name.replaceAll(HEXADECIMAL, '#').replaceAll(DIGITS, '#');
}
