import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { seededRandom } from '../../src/kit/random.ts';

/** A folder that is gone after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes lines as a file and gives its path. */
export function logFile(folder: string, name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.length === 0 ? '' : `${lines.join('\n')}\n`);
  return path;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mar  1 02:00:00` of epoch ms. */
export function syslogStamp(time: number): string {
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2);
  return `${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)}`;
}

/** A made log of failed and accepted logins, `count` lines, two seconds apart. */
export function loginLog(count: number, seed = 1): string[] {
  const random = seededRandom(seed);
  const whole = (limit: number) => Math.floor(random() * limit);
  const start = Date.UTC(2026, 2, 1);
  return Array.from({ length: count }, (_, i) => {
    const stamp = syslogStamp(start + i * 2000);
    const port = 1024 + whole(60_000);
    const what =
      random() < 0.6
        ? `Failed password for root from 203.0.113.9 port ${port} ssh2`
        : `Accepted publickey for alice from 10.0.0.7 port ${port} ssh2`;
    return `${stamp} gate sshd[${1000 + whole(30_000)}]: ${what}`;
  });
}

/** The log with one more line, put in at the share `at` (0–1) of it, at the time of the line it follows. */
export function withLine(lines: readonly string[], at: number, text: string): string[] {
  const place = Math.floor(lines.length * at);
  const stamp = lines[Math.max(0, place - 1)]!.slice(0, 15);
  return [...lines.slice(0, place), `${stamp} ${text}`, ...lines.slice(place)];
}
