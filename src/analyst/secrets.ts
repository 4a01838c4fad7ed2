import { type Cut, cutCards, cutRandom } from './secret-blobs.ts';
import { PAIRS, WORDS } from './secret-pairs.ts';
import { cutPem } from './secret-pem.ts';
import { type SecretRule, SHAPES } from './secret-shapes.ts';

// What has a shape goes first, so that it is named as what it is; what has a name next; what only looks like chance last.
const RULES: readonly SecretRule[] = [...SHAPES, ...PAIRS, ...WORDS];

/**
 * Text without its secrets. `cut` says what stands in the place of one and counts it; `hold` keeps a text as it is from
 * whatever comes later.
 */
export function cutSecrets(text: string, { cut, hold }: { cut: Cut; hold: Cut }): string {
  let rest = cutPem(text, cut);
  for (const { kind, pattern, when } of RULES) {
    rest = rest.replace(pattern, (...args) => {
      const whole = args[0] as string;
      const groups = (typeof args.at(-1) === 'object' ? args.at(-1) : {}) as {
        readonly [name: string]: string | undefined;
      };
      const { before = '', after = '', quote = '', key = '' } = groups;
      const secret = groups.secret ?? groups.quoted ?? groups.bare ?? whole;
      if (secret === '' || isHole(secret) || when?.(secret, key) === false) return whole;
      // A bracket that closes belongs to what stands around.
      const tail = groups.bare === undefined ? '' : (/[)\]}>.]*$/.exec(secret)?.[0] ?? '');
      return groups.quoted === undefined
        ? `${before}${cut(kind)}${tail}${after}`
        : `${before}${quote}${cut(kind)}${quote}`;
    });
  }
  return cutRandom(cutCards(rest, cut), { cut, hold });
}

/** What was cut already. */
function isHole(text: string): boolean {
  return /^[\u{f0000}-\u{ffffd}][)\]}>.,;]*$/u.test(text);
}
