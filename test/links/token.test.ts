import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { linkKey } from '../../src/links/key.ts';
import { type LinkClaim, signed, verified } from '../../src/links/token.ts';

const KEY = Buffer.alloc(32, 7);
const claim: LinkClaim = { action: 'ack', incident: '3fa9c2d1', expires: 1000, channel: 'desk', detail: '' };
const token = signed(claim, KEY);

describe('a signed link', () => {
  test('says what was signed until its time is over', () => {
    expect(verified(token, KEY, 999)).toMatchObject({ claim });
    expect(verified(token, KEY, 1000)).toEqual({ wrong: 'expired' });
    expect(verified(token, KEY, Number.NaN)).toEqual({ wrong: 'expired' });
    expect(token).toMatch(/^[\w-]+\.[\w-]+$/);
  });

  test('is void with another key, action, incident, time or detail', () => {
    expect(verified(token, Buffer.alloc(32, 8), 0)).toEqual({ wrong: 'forged' });
    const [, signature] = token.split('.');
    for (const changes of [
      { action: 'approve' },
      { incident: 'bb' },
      { expires: 9e15 },
      { channel: 'x' },
      { detail: 'x' },
    ] as const) {
      const [payload] = signed({ ...claim, ...changes }, Buffer.alloc(32, 9)).split('.');
      expect(verified(`${payload}.${signature}`, KEY, 0)).toEqual({ wrong: 'forged' });
    }
  });

  test('is void when any character of it is another, and in every other spelling', () => {
    for (let i = 0; i < token.length; i++) {
      for (const other of ['A', 'B', '_', '=', '.'].filter((one) => one !== token[i]))
        expect(verified(token.slice(0, i) + other + token.slice(i + 1), KEY, 0)).toEqual({ wrong: 'forged' });
    }
    for (const spelling of [
      `${token}=`,
      `${token}.`,
      ` ${token}`,
      token.replace('.', '..'),
      token.toUpperCase(),
      '',
    ])
      expect(verified(spelling, KEY, 0)).toEqual({ wrong: 'forged' });
  });

  test('is never made of what anybody sends', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.string({ maxLength: 5000 })),
        (text) => {
          expect(verified(text, KEY, 0)).toEqual({ wrong: 'forged' });
        },
      ),
    );
  });
});

describe('the key', () => {
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'logsift-key-'));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return made;
  };

  test('is made once, of 32 bytes that only we may read, and stays', () => {
    const place = folder();
    const key = linkKey(place);
    expect(key).toHaveLength(32);
    expect(linkKey(place)).toEqual(key);
    expect(linkKey(folder())).not.toEqual(key);
    const path = join(place, 'link.key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    linkKey(place);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('that is cut short is refused, as anybody might guess the rest', () => {
    const place = folder();
    writeFileSync(join(place, 'link.key'), '');
    expect(() => linkKey(place)).toThrow(/not of 32 bytes: delete it/);
    expect(() => linkKey(join(place, 'nowhere'))).toThrow(/cannot be used: ENOENT/);
  });
});
