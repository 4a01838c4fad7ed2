import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Notice } from '../../src/core/notice.ts';
import { Store } from '../../src/store/store.ts';

export const NOW = Date.UTC(2026, 10, 21, 12);

/** A folder of its own, gone after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file system of so many bytes in memory, gone after the test. Only root may mount. */
export function smallDisk(bytes: number): string {
  const folder = newFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'tmpfs', folder]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  return folder;
}

/** Whether this test may mount; why not, when it may not. */
export function whyNoMount(): string | null {
  if (process.getuid?.() !== 0) return 'only root may mount';
  const folder = mkdtempSync(join(tmpdir(), 'logsift-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=65536', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', ['-l', folder]);
    return null;
  } catch {
    return 'this machine lets nobody mount';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A store on a folder with a clock that stands still unless it is moved; closed after the test. */
export function openStore(folder: string): { store: Store; notices: Notice[]; clock: { now: number } } {
  const notices: Notice[] = [];
  const clock = { now: NOW };
  const store = Store.open({
    folder,
    now: () => clock.now,
    notice: (notice) => notices.push(notice),
  });
  onTestFinished(() => store.close());
  return { store, notices, clock };
}

/** A program beside the tests, as a process of its own; its lines are handed over as they come. */
export function runBeside(
  program: URL,
  args: readonly string[],
  onLine: (line: string) => void,
): { child: ChildProcess; ended: Promise<{ code: number | null; signal: string | null; stderr: string }> } {
  const child = spawn(process.execPath, [fileURLToPath(program), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  createInterface({ input: child.stdout }).on('line', onLine);
  const ended = new Promise<{ code: number | null; signal: string | null; stderr: string }>((done) => {
    child.on('close', (code, signal) => done({ code, signal, stderr }));
  });
  return { child, ended };
}
