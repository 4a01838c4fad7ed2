import { describe, expect, it } from 'vitest';
import { lockFolder } from '../../src/store/folder-lock.ts';
import { newFolder, openStore, runBeside } from './places.ts';

describe('the lock of a state folder', () => {
  it('refuses a second process, says which has it, and is free when that one was killed', async () => {
    const folder = newFolder();
    let locked = () => {};
    const ready = new Promise<void>((done) => {
      locked = done;
    });
    const { child, ended } = runBeside(new URL('./hold-lock.ts', import.meta.url), [folder], locked);
    await ready;
    expect(() => openStore(folder)).toThrow(
      expect.objectContaining({
        code: 'STATE_LOCKED',
        message: expect.stringContaining(`process ${child.pid}`),
        retryable: true,
      }),
    );
    child.kill('SIGKILL');
    await ended;
    openStore(folder).store.close();
  });

  it('refuses a second one in the same process, until the first lets go', () => {
    const folder = newFolder();
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(expect.objectContaining({ code: 'STATE_LOCKED' }));
    lock.release();
    lockFolder(folder).release();
  });
});
