import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readKept, writeKept } from '../../src/store/kept-file.ts';

const KIND = { name: 'thing', version: 2 };

function place(): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, path: join(folder, 'deep', 'thing.zst') };
}

describe('a kept file', () => {
  it('gives back what was written, and is for its owner only', async () => {
    const { path } = place();
    const data = { a: [1, null, 'é\n'], b: { __proto__x: true } };
    await writeKept(path, KIND, data);
    expect(await readKept(path, KIND)).toEqual({ state: 'whole', data });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(path, '..'))).toEqual(['thing.zst']);
  });

  it('is absent before it was written', async () => {
    expect(await readKept(place().path, KIND)).toEqual({ state: 'absent' });
  });

  it.each([
    ['empty', (_: Buffer) => Buffer.alloc(0)],
    ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5)],
    [
      'with a flipped bit',
      (bytes: Buffer) => Buffer.from(bytes.map((b, i) => (i === bytes.length - 9 ? b ^ 4 : b))),
    ],
    ['something else', (_: Buffer) => Buffer.from('hello\nworld')],
    ['a header without a body', (bytes: Buffer) => bytes.subarray(0, bytes.indexOf(10) + 1)],
    [
      'of another checksum',
      (bytes: Buffer) => replaced(bytes, /"sha256":"...../.exec(`${bytes}`)![0], '"sha256":"00000'),
    ],
    ['of another version', (bytes: Buffer) => replaced(bytes, '"version":2', '"version":3')],
    ['of another kind', (bytes: Buffer) => replaced(bytes, '"thing"', '"other"')],
    ['of a size nobody believes', (bytes: Buffer) => replaced(bytes, '"bytes":', '"bytes":9999999')],
  ])('that is %s is set aside, not read and not lost', async (_, damage) => {
    const { path } = place();
    await writeKept(path, KIND, { rows: Array.from({ length: 200 }, (_, i) => i * 7) });
    const damaged = damage(readFileSync(path));
    writeFileSync(path, damaged);
    const kept = await readKept(path, KIND);
    expect(kept).toMatchObject({ state: 'unusable', aside: `${path}.aside-1` });
    expect(existsSync(path)).toBe(false);
    expect(readFileSync(`${path}.aside-1`).equals(damaged)).toBe(true);
    expect(await readKept(path, KIND)).toEqual({ state: 'absent' });
  });

  it('says whether it is newer or older', async () => {
    const { path } = place();
    await writeKept(path, { ...KIND, version: 3 }, {});
    expect(await readKept(path, KIND)).toMatchObject({ reason: expect.stringContaining('a newer logsift') });
    await writeKept(path, { ...KIND, version: 1 }, {});
    expect(await readKept(path, KIND)).toMatchObject({ reason: expect.stringContaining('an older logsift') });
  });

  it('keeps the former one when it cannot be written', async () => {
    const { folder, path } = place();
    await writeKept(path, KIND, { n: 1 });
    // A folder where the new file would have to be.
    mkdirSync(`${path}.${process.pid}.part`);
    await expect(writeKept(path, KIND, { n: 2 })).rejects.toMatchObject({ code: 'STATE_FILE' });
    expect(await readKept(path, KIND)).toMatchObject({ data: { n: 1 } });
    await expect(readKept(folder, KIND)).rejects.toMatchObject({ code: 'STATE_FILE' });
  });
});

function replaced(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');
}
