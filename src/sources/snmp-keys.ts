import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** How messages of version 3 are authenticated (RFC 3414, RFC 7860): hash of OpenSSL, and bytes of the digest sent. */
export const AUTH_PROTOCOLS = {
  md5: ['md5', 12],
  sha: ['sha1', 12],
  sha224: ['sha224', 16],
  sha256: ['sha256', 24],
  sha384: ['sha384', 32],
  sha512: ['sha512', 48],
} as const;

/**
 * How they are encrypted (RFC 3414, RFC 3826): cipher, bytes of its key, and how a key that is too short is made longer:
 * as draft-blumenthal-aes-usm-04 says, or as Cisco does (draft-reeder-snmpv3-usm-3desede-00).
 */
export const PRIVACY_PROTOCOLS = {
  des: ['des-ede3-cbc', 16, 'blumenthal'],
  aes: ['aes-128-cfb', 16, 'blumenthal'],
  aes192: ['aes-192-cfb', 24, 'blumenthal'],
  aes256: ['aes-256-cfb', 32, 'blumenthal'],
  aes192c: ['aes-192-cfb', 24, 'reeder'],
  aes256c: ['aes-256-cfb', 32, 'reeder'],
} as const;

export type AuthProtocol = keyof typeof AUTH_PROTOCOLS;
export type PrivacyProtocol = keyof typeof PRIVACY_PROTOCOLS;

const PASSWORD_BYTES = 1_048_576;

/** A password made a key that is good for every engine (RFC 3414, section A.2). Takes milliseconds. */
export function passwordKey(protocol: AuthProtocol, password: string): Buffer {
  return stretched(protocol, Buffer.from(password, 'utf8'));
}

function stretched(protocol: AuthProtocol, password: Buffer): Buffer {
  const times = Math.ceil(PASSWORD_BYTES / password.length);
  const whole = Buffer.concat(Array<Buffer>(times).fill(password)).subarray(0, PASSWORD_BYTES);
  return createHash(AUTH_PROTOCOLS[protocol][0]).update(whole).digest();
}

/** The key of one engine (RFC 3414, section 2.6). */
export function localKey(protocol: AuthProtocol, key: Uint8Array, engine: Uint8Array): Buffer {
  return createHash(AUTH_PROTOCOLS[protocol][0]).update(key).update(engine).update(key).digest();
}

/** The key of one engine, as long as the cipher wants it. */
export function privacyKey(
  protocols: { readonly auth: AuthProtocol; readonly privacy: PrivacyProtocol },
  key: Uint8Array,
  engine: Uint8Array,
): Buffer {
  const { auth, privacy } = protocols;
  const [, bytes, longer] = PRIVACY_PROTOCOLS[privacy];
  let whole = localKey(auth, key, engine);
  let last = whole;
  while (whole.length < bytes) {
    last =
      longer === 'reeder'
        ? localKey(auth, stretched(auth, last), engine)
        : createHash(AUTH_PROTOCOLS[auth][0]).update(whole).digest();
    whole = Buffer.concat([whole, last]);
  }
  return whole.subarray(0, bytes);
}

/** The digest of a message whose digest is zeros. */
export function digestOf(protocol: AuthProtocol, key: Uint8Array, message: Uint8Array): Buffer {
  const [hash, bytes] = AUTH_PROTOCOLS[protocol];
  return createHmac(hash, key).update(message).digest().subarray(0, bytes);
}

/** Whether two digests are the same, in a time that does not tell where they differ. */
export function sameDigest(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Key, and the engine's boots and time that the message names. */
export interface Sealing {
  readonly protocol: PrivacyProtocol;
  readonly key: Uint8Array;
  readonly boots: number;
  readonly time: number;
}

/** Null for what cannot be decrypted. With a wrong key it is something, and no BER. */
export function unseal(sealed: Uint8Array, salt: Uint8Array, sealing: Sealing): Buffer | null {
  if (salt.length !== 8) return null;
  const { cipher, key, iv, block } = cipherOf(sealing, salt);
  if (sealed.length === 0 || sealed.length % block !== 0) return null;
  const decipher = createDecipheriv(cipher, key, iv);
  decipher.setAutoPadding(false);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

/** Encrypts; the salt is to be sent along. */
export function seal(
  plain: Uint8Array,
  sealing: Sealing,
): { readonly sealed: Buffer; readonly salt: Buffer } {
  const salt = randomBytes(8);
  const { cipher, key, iv, block } = cipherOf(sealing, salt);
  const padded = Buffer.concat([plain, Buffer.alloc((block - (plain.length % block)) % block)]);
  const maker = createCipheriv(cipher, key, iv);
  maker.setAutoPadding(false);
  return { sealed: Buffer.concat([maker.update(padded), maker.final()]), salt };
}

function cipherOf({ protocol, key, boots, time }: Sealing, salt: Uint8Array) {
  const [cipher] = PRIVACY_PROTOCOLS[protocol];
  if (protocol === 'des') {
    // Single DES is no longer offered; three times with the same key is the same.
    const one = key.subarray(0, 8);
    const iv = Buffer.from(key.subarray(8, 16));
    for (let i = 0; i < 8; i++) iv[i]! ^= salt[i]!;
    return { cipher, key: Buffer.concat([one, one, one]), iv, block: 8 };
  }
  const iv = Buffer.alloc(16);
  iv.writeUInt32BE(boots >>> 0, 0);
  iv.writeUInt32BE(time >>> 0, 4);
  iv.set(salt, 8);
  return { cipher, key, iv, block: 1 };
}
