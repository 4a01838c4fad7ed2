import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pick, randomInteger, seededRandom } from '../src/kit/random.ts';
import { PROGRAMS } from './programs.ts';

const REMOTE = ['/usr/lib/systemd/systemd-journal-remote', '/lib/systemd/systemd-journal-remote'];
const BLOCK = 2000;
const GAP_US = 5000;

/** A journal on the disk, and a `journalctl` that reads it. */
export interface MadeJournal {
  readonly folder: string;
  /** To stand first in PATH. */
  readonly tools: string;
}

/** Writes a journal of so many entries up to now, as systemd keeps it; null where the tool for that is missing. */
export async function madeJournal(below: string, entries: number): Promise<MadeJournal | null> {
  const remote = REMOTE.find(existsSync);
  if (remote === undefined) return null;
  const folder = join(below, 'journal');
  const tools = join(below, 'tools');
  mkdirSync(folder);
  mkdirSync(tools);
  const child = spawn(remote, ['-o', join(folder, 'system.journal'), '-'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const random = seededRandom(1);
  const from = Date.now() * 1000 - entries * GAP_US;
  for (let i = 0; i < entries; i += BLOCK) {
    let text = '';
    for (let k = i; k < Math.min(entries, i + BLOCK); k++) text += entry(random, from + k * GAP_US, k);
    if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`systemd-journal-remote ended with ${code}`);
  const tool = join(tools, 'journalctl');
  writeFileSync(tool, `#!/bin/sh\nPATH="\${PATH#*:}" exec journalctl --directory='${folder}' "$@"\n`);
  chmodSync(tool, 0o755);
  return { folder, tools };
}

function entry(random: () => number, us: number, n: number): string {
  const program = pick(
    random,
    PROGRAMS.filter(({ hosts }) => hosts === 'server'),
  );
  const message = pick(
    random,
    program.messages,
  )({
    ...{ random, time: us / 1000, stamp: 'Jan  6 00:00:00', host: 'srv01' },
  });
  const pid = 300 + randomInteger(random, 60_000);
  const fields = [
    `__REALTIME_TIMESTAMP=${us}`,
    `__MONOTONIC_TIMESTAMP=${1_000_000 + n * GAP_US}`,
    '_BOOT_ID=0123456789abcdef0123456789abcdef',
    '_MACHINE_ID=fedcba9876543210fedcba9876543210',
    '_HOSTNAME=srv01',
    '_TRANSPORT=syslog',
    `PRIORITY=${3 + randomInteger(random, 4)}`,
    'SYSLOG_FACILITY=3',
    `SYSLOG_IDENTIFIER=${program.tag}`,
    `SYSLOG_PID=${pid}`,
    `_PID=${pid}`,
    '_UID=0',
    '_GID=0',
    `_COMM=${program.tag}`,
    `_SYSTEMD_UNIT=${program.tag}.service`,
    `MESSAGE=${message}`,
  ];
  return `${fields.join('\n')}\n\n`;
}
