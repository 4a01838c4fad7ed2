import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SdNotify } from '../../src/health/sd-notify.ts';

const RECEIVER = `
import socket, sys, os
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('bound', flush=True)
while True:
    print(repr(s.recv(65536).decode()), flush=True)
`;

const hasTools = (() => {
  try {
    for (const tool of ['python3', 'systemd-notify']) execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** A socket as systemd has it, and what came in there. */
async function systemd(): Promise<{ path: string; said: () => string }> {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-sd-'));
  const path = join(folder, 'notify');
  const child = spawn('python3', ['-c', RECEIVER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  for (let i = 0; i < 2000 && !said.includes('bound'); i++) await sleep(10);
  return { path, said: () => said };
}

describe.skipIf(!hasTools)('with systemd (python3 and systemd-notify)', () => {
  test('ready, status, signs of life and the end are said over its socket', async () => {
    const { path, said } = await systemd();
    const notify = new SdNotify(
      { NOTIFY_SOCKET: path, WATCHDOG_USEC: '30000000', PATH: process.env.PATH },
      process.pid,
    );
    expect(notify.watchdogEvery).toBe(15_000);
    await notify.ready('52 lines/s\nfrom 3 inputs');
    await notify.alive();
    await notify.stopping('drains');
    for (let i = 0; i < 2000 && !said().includes('STOPPING'); i++) await sleep(10);
    expect(said()).toContain(`READY=1\\nMAINPID=${process.pid}\\nSTATUS=52 lines/s from 3 inputs`);
    expect(said()).toContain('WATCHDOG=1');
    expect(said()).toContain('STOPPING=1\\nSTATUS=drains');
    expect(notify.failures).toBe(0);
  });

  test('what is said while the tool runs is said next, the last of each kind', async () => {
    const { path, said } = await systemd();
    const notify = new SdNotify({ NOTIFY_SOCKET: path, PATH: process.env.PATH }, process.pid);
    await Promise.all(Array.from({ length: 50 }, (_, i) => notify.status(`turn ${i}`)));
    for (let i = 0; i < 2000 && !said().includes('turn 49'); i++) await sleep(10);
    expect(said().match(/STATUS=/g)!.length).toBeLessThanOrEqual(2);
  });

  test('a socket that is gone is counted and holds up nothing', async () => {
    const notify = new SdNotify(
      { NOTIFY_SOCKET: '/nonexistent/notify', PATH: process.env.PATH },
      process.pid,
    );
    await notify.ready('x');
    expect(notify.failures).toBe(1);
  });
});

test('without systemd nothing is said and nothing is started', async () => {
  const notify = new SdNotify({}, process.pid);
  expect(notify.active).toBe(false);
  expect(notify.watchdogEvery).toBeNaN();
  await notify.ready('x');
  expect(notify.failures).toBe(0);
  // A watchdog meant for another process.
  const other = new SdNotify({ NOTIFY_SOCKET: '/x', WATCHDOG_USEC: '1000', WATCHDOG_PID: '1' }, process.pid);
  expect(other.watchdogEvery).toBeNaN();
});
