/**
 * Low-cardinality properties of a slot's values, so that a new kind of value is noticed even where every value is
 * new: the network of an address and whether it is inside, the class of a port, the folder of a path.
 */
export type FacetKind = 'address' | 'port' | 'path';

/** One facet of a value: a small number or text that stands for it, and its name. */
export const FACET_NAMES: { readonly [K in FacetKind]: readonly string[] } = {
  address: ['scope', 'network'],
  port: ['port class'],
  path: ['folder'],
};

const DOT = 46;
const SLASH = 47;
const COLON = 58;

/** Address of dotted IPv4 text at `[start, end)` as a 32-bit number, −1 when it is none; a `:port` may follow. */
export function ipv4At(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let octet = -1;
  let dots = 0;
  let i = start;
  for (; i < end; i++) {
    const c = bytes[i]!;
    if (c >= 48 && c <= 57) {
      octet = octet < 0 ? c - 48 : octet * 10 + c - 48;
      if (octet > 255) return -1;
    } else if (c === DOT && octet >= 0 && dots < 3) {
      value = value * 256 + octet;
      octet = -1;
      dots++;
    } else break;
  }
  if (dots !== 3 || octet < 0) return -1;
  if (i < end && bytes[i] !== COLON && bytes[i] !== SLASH && bytes[i] !== 40) return -1;
  return value * 256 + octet;
}

const INSIDE = 0;
const OUTSIDE = 5;
const SCOPES = ['inside', 'loopback', 'link-local', 'multicast', 'reserved', 'outside'];

/** Where an IPv4 address lives: `inside` (RFC 1918, RFC 6598), `loopback`, `link-local`, `multicast`, `outside`. */
export function scopeOf(address: number): string {
  return SCOPES[scopeNumber(address)]!;
}

/** The same as a small number. */
export function scopeNumber(address: number): number {
  const a = address >>> 24;
  const b = (address >>> 16) & 255;
  if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return INSIDE;
  if (a === 100 && b >= 64 && b < 128) return INSIDE;
  if (a === 127) return 1;
  if (a === 169 && b === 254) return 2;
  if (a >= 224 && a < 240) return 3;
  return a === 0 || a >= 240 ? 4 : OUTSIDE;
}

/** The /24 of an IPv4 address, as text. */
export function networkOf(address: number): string {
  const octets = [24, 16, 8].map((bits) => Math.floor(address / 2 ** bits) & 255);
  return `${octets.join('.')}.0/24`;
}

/** Class of a port: the port itself below 1024 (system ports, RFC 6335), `registered`, `dynamic`. */
export function portClassOf(port: number): string {
  if (port < 1024) return `port ${port}`;
  return port < 32768 ? 'registered port' : 'dynamic port';
}

/** The first two folders of a path: `/usr/lib` of `/usr/lib/x/y.so`. */
export function folderOf(path: string): string {
  const parts = path.split(/[/\\]/, 4);
  return parts.length <= 2 ? '/' : parts.slice(0, Math.min(3, parts.length - 1)).join('/');
}

/** Which facets the values of a slot have, judged from one value and the words before the slot. */
export function facetKindOf(value: string, before: string): FacetKind | null {
  if (/^\d{1,3}(\.\d{1,3}){3}($|[:/(])/.test(value)) return 'address';
  if (/^\d{1,5}$/.test(value) && /\b(port|spt|dpt|sport|dport)\W{0,2}$/i.test(before)) return 'port';
  if (/^(\/[\w.@+-]+){2,}\/?$/.test(value) || /^[A-Za-z]:\\[\w.@+-]+\\/.test(value)) return 'path';
  return null;
}
