import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../../src/testing/live-sink.ts';
import { freePort } from './network-peer.ts';

const run = promisify(execFile);

/** A real snmpd on a port of its own, with lines of snmpd.conf; ended by `stop`. */
export async function startSnmpd(
  lines: readonly string[],
  at?: number,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const port = at ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'snmpd-'));
  const file = join(folder, 'snmpd.conf');
  const all = ['rocommunity public', 'sysName agent-1', 'sysLocation rack 4', ...lines];
  writeFileSync(file, `${all.join('\n')}\n`, { mode: 0o600 });
  const env = { ...process.env, SNMP_PERSISTENT_DIR: folder, MIBS: '' };
  const args = ['-f', '-Lo', '-C', '-c', file, '-I', '-smux', '-p', join(folder, 'pid')];
  const child: ChildProcess = spawn('snmpd', [...args, `udp:127.0.0.1:${port}`], { env, stdio: 'ignore' });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  await until(
    async () => {
      const asked = [
        '-v',
        '2c',
        '-c',
        'public',
        '-t',
        '1',
        '-r',
        '0',
        `127.0.0.1:${port}`,
        '1.3.6.1.2.1.1.3.0',
      ];
      return await run('snmpget', asked, { env }).then(
        () => true,
        () => false,
      );
    },
    () => 'snmpd to answer',
  );
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
