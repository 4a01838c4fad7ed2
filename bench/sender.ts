import { spawn } from 'node:child_process';
import { join } from 'node:path';

const SENDER = join(import.meta.dirname, 'syslog-sender.ts');

/** Runs the sender in a process of its own; resolves with what it sent. Rejects when it fails. */
export function sender(args: readonly string[]): Promise<{ lines: number; seconds: number }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [SENDER, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done(JSON.parse(output) as { lines: number; seconds: number });
      else fail(new Error(`the sender ended with ${code}`));
    });
  });
}
