import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';
import { MeasuredDaemon } from './daemon-run.ts';
import { openBrowser } from './dashboard-page.ts';

const MAIN = join(import.meta.dirname, '../src/cli/main.ts');
const SENDER = join(import.meta.dirname, 'daemon-sender.ts');
const QUIET = 'sources: []\nlearn: { warm_start: false }\nlog: { level: warn }\n';
const LIVE_SECONDS = 30;
const CLIENTS = 100;
const ROUNDS = 15;
const WINDOW = 2_000;
/** Clients come and go, and what is compiled for them is compiled. */
const SETTLE = 1_000;

/** The page while lines come, and the daemon while many look on. */
export default async function dashboardLive(): Promise<Result[]> {
  return [...(await livePage()), ...(await manyClients())];
}

/** The live page of a network that says 1,000 lines a second. */
async function livePage(): Promise<Result[]> {
  return withDaemon(async (daemon) => {
    const link = await linkOf(daemon);
    const browser = await openBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.addInitScript(WATCH);
      await page.goto(link);
      const sending = sent('site', daemon, [LIVE_SECONDS + 5, 1000]);
      await page.goto(`${new URL('.', link).href}live`);
      await page.locator('.vrow').nth(10).waitFor();
      await page.evaluate('window.tasks.length = 0');
      await sleep(LIVE_SECONDS * 1000);
      const tasks = await page.evaluate<number[]>('window.tasks');
      const rows = await page.locator('.vrow').count();
      await sending;
      process.stderr.write(`  live: ${tasks.length} long tasks, ${rows} rows in the page\n`);
      const name = `dashboard: live at 1,000 lines/s for ${LIVE_SECONDS} s`;
      return [
        {
          name: `${name}: longest task`,
          value: Math.max(0, ...tasks),
          unit: 'ms',
          bar: 200,
          better: 'lower',
        },
        { name: `${name}: rows in the page`, value: rows, unit: '', bar: 200, better: 'lower' },
      ];
    } finally {
      await browser.close();
    }
  });
}

const WATCH = `
  localStorage.setItem('logsift.tour', 'seen');
  window.tasks = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) window.tasks.push(one.duration);
  }).observe({ type: 'longtask' });
`;

/** What a daemon takes in while it has more than enough, with clients and without, turn by turn. */
async function manyClients(): Promise<Result[]> {
  return withDaemon(async (daemon) => {
    const signedIn = await fetch(await linkOf(daemon), { redirect: 'manual' });
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!;
    const seconds = Math.ceil((ROUNDS * 2.5 * (WINDOW + SETTLE)) / 1000) + 10;
    const sending = sent('made', daemon, [seconds]);
    while ((await daemon.status()).pipeline.lines === 0) await sleep(200);
    await sleep(5_000);
    const shares: number[] = [];
    const spent = { alone: 0, watched: 0 };
    let heard = 0;
    let before = await taken(daemon);
    for (let round = 0; round < ROUNDS; round++) {
      const clients = await Promise.all(Array.from({ length: CLIENTS }, () => listener(daemon, cookie)));
      await sleep(SETTLE);
      const watched = await taken(daemon);
      heard += clients.reduce((sum, { bytes }) => sum + bytes(), 0);
      for (const { socket } of clients) socket.destroy();
      await sleep(SETTLE);
      const after = await taken(daemon);
      // A machine has other things to do, and what it has to give drifts.
      shares.push(watched.rate / ((before.rate + after.rate) / 2));
      spent.alone += (before.cpuPerLine + after.cpuPerLine) / 2;
      spent.watched += watched.cpuPerLine;
      before = after;
    }
    process.stderr.write(
      `  ${Math.round(before.rate)} lines/s at last; clients heard ${Math.round(heard / 1e6)} MB\n`,
    );
    process.stderr.write(`  shares ${shares.map((share) => share.toFixed(2)).join(' ')}\n`);
    await sending;
    const name = `dashboard: ${CLIENTS} clients of what is live`;
    const higher = { unit: '', bar: 0.95, better: 'higher' } as const;
    return [
      { name: `${name}: lines/s over those without`, value: median(shares), ...higher },
      {
        name: `${name}: lines per processor second of the engine over those without`,
        ...{ value: spent.alone / spent.watched, ...higher },
      },
    ];
  });
}

/** Lines a second of a while, and what the engine's thread spent on each. */
async function taken(
  daemon: MeasuredDaemon,
): Promise<{ readonly rate: number; readonly cpuPerLine: number }> {
  const [before, cpu, began] = [(await daemon.status()).pipeline.lines, daemon.engineCpu, performance.now()];
  await sleep(WINDOW);
  const lines = (await daemon.status()).pipeline.lines - before;
  return { rate: (lines * 1000) / (performance.now() - began), cpuPerLine: (daemon.engineCpu - cpu) / lines };
}

/** One that reads all it is sent, as a page does. */
async function listener(
  { http }: MeasuredDaemon,
  cookie: string,
): Promise<{ readonly socket: Socket; bytes(): number }> {
  const socket = connect(http, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:${http}\r\nCookie: ${cookie}\r\nAccept: text/event-stream\r\n\r\n`,
  );
  const [head] = (await once(socket, 'data')) as [Buffer];
  if (!head.toString().startsWith('HTTP/1.1 200')) throw new Error(`the stream was refused: ${head}`);
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  return { socket, bytes: () => bytes };
}

/** A link that signs in once. */
async function linkOf({ folder }: MeasuredDaemon): Promise<string> {
  const args = ['dashboard', '--no-open', '--config', join(folder, 'logsift.yaml')];
  const said = await output([MAIN, ...args, '--state', join(folder, 'state')]);
  return /http:\S+token=\S+/.exec(said)![0];
}

function sent(kind: 'site' | 'made', { syslog }: MeasuredDaemon, more: readonly number[]): Promise<string> {
  return output([SENDER, kind, String(syslog), ...more.map(String)]);
}

/** Standard output and error of a program that ends well. */
async function output(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${said}`);
  return said;
}

async function withDaemon(work: (daemon: MeasuredDaemon) => Promise<Result[]>): Promise<Result[]> {
  const daemon = new MeasuredDaemon();
  try {
    await daemon.configure(QUIET);
    await daemon.start();
    return await work(daemon);
  } finally {
    await daemon.remove();
  }
}
