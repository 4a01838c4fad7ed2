import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/core/notifier.ts';
import command from '../../src/notifiers/command.ts';
import { HOSTILE, madeFinding, madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks, SECRET } from '../../src/testing/notifier-checks.ts';
import { scratch } from '../sources/scratch.ts';

const at = scratch();
let made = 0;

/** A program of a few lines; `IN` is what it was told. */
function program(lines: string): string {
  const path = at(`program-${made++}.mjs`);
  writeFileSync(path, `import { readFileSync, writeFileSync } from 'node:fs';\n${lines}\n`);
  return path;
}

const keeps = program(`writeFileSync(process.argv[2], readFileSync(0));`);

const checks = notifierChecks(command, {
  fileName: 'command',
  remote: false,
  options: (url) => ({ command: [process.execPath, keeps, url], env: { TOKEN: SECRET }, timeout: '30s' }),
  peer() {
    const file = at(`message-${made++}.json`);
    return Promise.resolve({
      url: file,
      sent: () => readFileSync(file, 'utf8'),
      stop: () => Promise.resolve(),
    });
  },
  checkSent(sent) {
    expect(sent.endsWith('}\n')).toBe(true);
    expect(JSON.parse(sent)).toMatchObject({ schemaVersion: 1, key: '5d41402abc4b2a76' });
  },
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

async function runs(
  argv: readonly string[],
  {
    message = madeMessage(),
    signal = AbortSignal.timeout(30_000),
    ...options
  }: { message?: Message; signal?: AbortSignal; env?: object; timeout?: string } = {},
) {
  const parsed = command.schema.parse({ command: argv, timeout: '30s', ...options });
  const channel = command.create(parsed, { now: () => 0, write: () => {}, timeZone: 'UTC' });
  return channel.deliver(message, { signal });
}

const node = process.execPath;

describe('a program', () => {
  test.each([
    [0, 'ok'],
    [1, 'retry'],
    [69, 'retry'],
    [75, 'retry'],
    [64, 'permanent'],
    [78, 'permanent'],
    [127, 'permanent'],
  ])('that ends with %d is %s', async (code, outcome) => {
    const delivery = await runs([node, '-e', `process.exit(${code})`]);
    expect(delivery.ok ? 'ok' : delivery.permanent ? 'permanent' : 'retry').toBe(outcome);
    if (!delivery.ok) expect(delivery.reason).toContain(`exit code ${code}`);
  });

  test('that is not there, or is none, is not tried again', async () => {
    expect(await runs([at('nothing')])).toMatchObject({
      permanent: true,
      reason: expect.stringContaining('ENOENT'),
    });
    writeFileSync(at('text'), 'no program', { mode: 0o644 });
    expect(await runs([at('text')])).toMatchObject({
      permanent: true,
      reason: expect.stringContaining('EACCES'),
    });
  });

  test('is no shell: what is written in its arguments and in a log stays there', async () => {
    const [file, trap] = [at('argv.json'), at('trap')];
    const shows = program(`writeFileSync(process.argv[2], JSON.stringify(process.argv.slice(3)));`);
    const odd = [`$(touch ${trap})`, `\`touch ${trap}\``, `; touch ${trap}`, '-rf', 'a\nb', '*', '"'];
    for (const text of [...HOSTILE, `$(touch ${trap})`, `'; touch ${trap}; '`]) {
      const delivery = await runs([node, shows, file, ...odd], { message: madeMessage({ text }) });
      expect(delivery).toEqual({ ok: true });
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(odd);
    }
    expect(existsSync(trap)).toBe(false);
  });

  test('is given the environment of the configuration and nothing of ours', async () => {
    const file = at('env.json');
    const shows = program(`writeFileSync(process.argv[2], JSON.stringify(process.env));`);
    process.env.LOGSIFT_TEST_SECRET = SECRET;
    try {
      await runs([node, shows, file], { env: { TOKEN: 'abc' } });
    } finally {
      delete process.env.LOGSIFT_TEST_SECRET;
    }
    const env = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(env).sort()).toEqual(['LANG', 'PATH', 'TOKEN']);
  });

  test('that takes too long is killed, with what it started', async () => {
    const file = at('pid');
    const starts = program(`
      import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      writeFileSync(process.argv[2], String(child.pid));
      setInterval(() => {}, 1000);`);
    const stopping = new AbortController();
    const running = runs([node, starts, file], { signal: stopping.signal });
    for (let i = 0; i < 800 && !(existsSync(file) && readFileSync(file).length > 0); i++) await later(25);
    stopping.abort();
    expect(await running).toMatchObject({ permanent: false, reason: expect.stringContaining('in time') });
    const pid = Number(readFileSync(file, 'utf8'));
    expect(pid).toBeGreaterThan(1);
    await gone(pid);
  });

  test('ends when its time is up', async () => {
    const delivery = await runs([node, '-e', 'setInterval(() => {}, 1000)'], { timeout: '1s' });
    expect(delivery).toMatchObject({ ok: false, permanent: false });
  });

  test('that reads nothing, or writes without end, is borne', async () => {
    expect(await runs(['/bin/true'], { message: madeMessage({ text: 'y'.repeat(40_000) }) })).toEqual({
      ok: true,
    });
    const floods = `const text = 'x'.repeat(1e6); for (let i = 0; i < 50; i++) process.stdout.write(text);
      process.exitCode = 3;`;
    const delivery = await runs([node, '-e', floods]);
    expect(delivery).toMatchObject({ ok: false, reason: expect.stringContaining('xxx…') });
    expect(delivery.ok || delivery.reason.length).toBeLessThan(300);
  });

  test('that closes its input before it has read a long message is borne', async () => {
    const text = 'y'.repeat(2000);
    const findings = Array.from({ length: 20 }, (_, i) => madeFinding(i, text));
    // It lives on for a while, so that the pipe breaks under the message.
    const closes = `require('node:fs').closeSync(0); setTimeout(() => {}, 1500)`;
    expect(await runs([node, '-e', closes], { message: { ...madeMessage(), findings } })).toEqual({
      ok: true,
    });
  });

  test('that says a secret is not quoted with it', async () => {
    const says = `console.error('\\u001b[2J refused: ' + process.env.TOKEN); process.exit(1)`;
    const delivery = await runs([node, '-e', says], { env: { TOKEN: SECRET } });
    expect(delivery).toMatchObject({ ok: false, reason: expect.stringContaining('refused: ***') });
    expect(JSON.stringify(delivery)).not.toContain(SECRET);
    expect(delivery.ok || delivery.reason).toMatch(/^[\x20-\x7e…]+$/);
  });
});

/** Waits until there is no such process any more, or it only waits to be taken note of. */
async function gone(pid: number): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (!existsSync(`/proc/${pid}/stat`)) return;
    if (/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return;
    await later(25);
  }
  expect.unreachable(`process ${pid} lives on`);
}

describe('options', () => {
  test.each([
    [{}],
    [{ command: [] }],
    [{ command: ['page-me'] }],
    [{ command: 'page-me now' }],
    [{ command: ['../bin/page-me'] }],
    [{ command: ['/bin/true'], env: { 'A=B': 'c' } }],
    [{ command: ['/bin/true'], timeout: '1h' }],
  ])('%j are refused', (given) => {
    expect(command.schema.safeParse(given).success).toBe(false);
  });
});
