import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

/** N = 2^15, r = 8, p = 3: 32 MiB and about 0.2 s (OWASP Password Storage Cheat Sheet; RFC 7914). */
const COST = { N: 32_768, r: 8, p: 3 } as const;
const KEY_BYTES = 32;
const LEAST = 12;
const MOST = 256;

/** `scrypt$N$r$p$SALT$KEY`, base64url. */
export async function hashed(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether it is the password; takes as long whether it is or not, and whatever was kept. Null: of nobody. */
export async function isPassword(given: string, kept: string | null): Promise<boolean> {
  const [kind, n, r, p, salt, key] = (kept ?? NOBODY).split('$');
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const wanted = Buffer.from(key ?? '', 'base64url');
  if (kind !== 'scrypt' || !isCost(cost) || wanted.length !== KEY_BYTES) return false;
  const derived = await derive(given.slice(0, MOST), Buffer.from(salt!, 'base64url'), cost);
  return timingSafeEqual(derived, wanted) && kept !== null;
}

/** What keeps a new password from being taken; null when nothing does. */
export function weakness(password: string, name: string): string | null {
  if (password.length < LEAST) return `wants at least ${LEAST} characters`;
  if (password.length > MOST) return `wants at most ${MOST} characters`;
  const plain = password.toLowerCase();
  if (new Set(plain).size < 5 || (name.length > 2 && plain.includes(name.toLowerCase())))
    return 'wants one that is harder to guess';
  return null;
}

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A first password that a person can type: 20 of 31 letters, 99 bit. */
export function firstPassword(): string {
  const letters = Array.from({ length: 20 }, () => LETTERS[randomInt(LETTERS.length)]!);
  return letters.join('').replace(/.{5}(?=.)/g, '$&-');
}

/** The hash of nobody's password: no key of scrypt is all zeros. */
const NOBODY = ['scrypt', COST.N, COST.r, COST.p, 'AAAAAAAAAAAAAAAAAAAAAA', 'A'.repeat(43)].join('$');

function derive(
  password: string,
  salt: Buffer,
  cost: { readonly N: number; readonly r: number; readonly p: number },
): Promise<Buffer> {
  return new Promise((done, fail) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem: 256 << 20 }, (error, key) =>
      error === null ? done(key) : fail(error),
    );
  });
}

/** What was kept does not decide how much memory is taken. */
function isCost({ N, r, p }: { readonly N: number; readonly r: number; readonly p: number }): boolean {
  return Number.isInteger(Math.log2(N)) && N <= 131_072 && r >= 1 && r <= 16 && p >= 1 && p <= 8;
}
