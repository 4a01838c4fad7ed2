import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/logsift.cjs');

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly input?: string | Buffer;
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string | undefined };
}

/** Runs the real program to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return new Promise((done, fail) => {
    const child = startCli(args, options);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', fail).on('close', (code) => done({ code, stdout, stderr }));
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** Starts the real program and leaves its streams to the test. */
export function startCli(args: readonly string[], { cwd, env }: CliOptions = {}) {
  const settings = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, TZ: 'UTC', ...env };
  const child = spawn(process.execPath, [BIN, ...args], { cwd: cwd ?? ROOT, env: settings, stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** A folder of its own for a test, with these files in it. */
export function folderWith(files: { readonly [name: string]: string | Buffer }): string {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** A quiet log of `lines` lines, one a minute, with one odd line in its middle unless told otherwise. */
export function needleLog(
  lines: number,
  needle: string | null = 'kernel: EXT4-fs error: journal has aborted',
): string {
  const rows = Array.from({ length: lines }, (_, i) => {
    const time = new Date(Date.UTC(2026, 1, 1, 0, i)).toISOString();
    const text =
      needle !== null && i === lines >> 1
        ? needle
        : `sshd[${1000 + (i % 50)}]: Accepted publickey for user${i % 5} from 10.0.0.${i % 9} port ${40_000 + i}`;
    return `${time} web01 ${text}\n`;
  });
  return rows.join('');
}
