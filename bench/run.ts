import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../src/testing/result.ts';
import { MeasuredDaemon } from './daemon-run.ts';
import { madeJournal } from './made-journal.ts';
import { ProbeReceivers } from './probe-receivers.ts';

const SENDER = join(import.meta.dirname, 'daemon-sender.ts');
const DATAGRAMS = join(import.meta.dirname, 'syslog-sender.ts');
/** The long forms: `LOGSIFT_BENCH_LONG=1` takes a minute of TCP and ten of a large site. */
const LONG = (process.env.LOGSIFT_BENCH_LONG ?? '') !== '';
const TCP_SECONDS = LONG ? 60 : 15;
const SITE_SECONDS = LONG ? 600 : 60;
const SITE_RATE = 10_483;
const PROBES = 100;
const ENTRIES = 300_000;
const MIB_4 = 4_194_304;
const QUIET = 'sources: []\nlearn: { warm_start: false }\nlog: { level: warn }\n';

const higher = { better: 'higher' } as const;
const lower = { better: 'lower' } as const;

/** `logsift run` as a whole program, everything on, with senders and receivers in other processes. */
export default async function daemon(): Promise<Result[]> {
  return [...(await tcp()), ...(await udp()), ...(await site()), ...(await journal())];
}

/** Lines as fast as they are taken; fails where one is lost, or comes twice. */
async function tcp(): Promise<Result[]> {
  const name = `run: TCP, ${TCP_SECONDS} s as fast as it goes`;
  return withDaemon(QUIET, {}, async (daemon) => {
    await daemon.start();
    const before = daemon.cpu;
    const { lines, began } = await sent(SENDER, ['made', daemon.syslog, TCP_SECONDS]);
    const seconds = await daemon.taken(lines, began);
    const memory = daemon.memory.most;
    return [
      { name, value: lines / seconds, unit: 'lines/s', bar: 200_000, ...higher },
      { name: `${name}: peak memory`, value: memory, unit: 'MB', bar: 400, ...lower },
      { name: `${name}: cores`, value: (daemon.cpu - before) / seconds, unit: '', ...lower },
    ];
  });
}

/** Datagrams of 145 bytes, in bursts and steadily. */
async function udp(): Promise<Result[]> {
  // Where the kernel grants less, losses are its own.
  const lossless = Number(readFileSync('/proc/sys/net/core/rmem_max', 'utf8')) >= MIB_4 ? { bar: 0 } : {};
  const results: Result[] = [];
  for (const [what, count, rate] of [
    ['bursts of 10,000', 10_000, 0],
    ['50,000/s for 10 s', 500_000, 50_000],
    ['100,000/s for 5 s', 500_000, 100_000],
  ] as const) {
    const { lost, uncounted } = await withDaemon(QUIET, {}, async (daemon) => {
      await daemon.start();
      const losses = { lost: 0, uncounted: 0 };
      let all = 0;
      let [came, dropped] = [0, 0];
      for (let round = 0; round < (rate === 0 ? 5 : 1); round++) {
        const { lines } = await sent(DATAGRAMS, ['udp', daemon.syslog, count, rate, 8]);
        all += lines;
        ({ came, dropped } = await settled(daemon));
      }
      losses.lost = all - came;
      losses.uncounted = losses.lost - dropped;
      return losses;
    });
    const bar = rate > 50_000 ? {} : lossless;
    results.push({ name: `run: UDP, ${what}: lost`, value: lost, unit: '', ...bar, ...lower });
    results.push({
      name: `run: UDP, ${what}: lost and not counted`,
      value: uncounted,
      unit: '',
      bar: 0,
      ...lower,
    });
  }
  return results;
}

/** A large site, with lines between that people are told of; then the same state is started again. */
async function site(): Promise<Result[]> {
  const name = `run: ${SITE_RATE.toLocaleString('en-US')}/s from 5,900 hosts, ${SITE_SECONDS} s`;
  const receivers = await ProbeReceivers.open();
  const files = { 'probe.yaml': PROBE_RULE };
  try {
    return await withDaemon(siteConfig(receivers), files, async (daemon) => {
      await daemon.start();
      const running = sent(SENDER, ['site', daemon.syslog, SITE_SECONDS, SITE_RATE, PROBES]);
      // The first moments are those of compiling.
      await sleep((SITE_SECONDS * 1000) / 3);
      const [before, early, at] = [daemon.cpu, daemon.memory.now, performance.now()];
      const { lines, probes } = await running;
      const share = (daemon.cpu - before) / ((performance.now() - at) / 1000);
      await daemon.taken(lines, Date.now());
      const { most, now } = daemon.memory;
      await sleep(1000);
      const ended = await daemon.stop();
      const ready = await daemon.start();
      const delays = probes.map((then, n) => (receivers.found.get(n) ?? Number.POSITIVE_INFINITY) - then);
      const messages = [...receivers.told].map(([n, when]) => when - probes[n]!);
      const p99 = delays.sort((a, b) => a - b)[Math.ceil(delays.length * 0.99) - 1]!;
      const ms = { unit: 'ms', bar: 300, ...lower };
      return [
        { name: `${name}: share of a core`, value: share, unit: '', bar: 0.2, ...lower },
        { name: `${name}: peak memory`, value: most, unit: 'MB', bar: 450, ...lower },
        {
          name: `${name}: memory at the end over that at a third`,
          ...{ value: now / early, unit: '', bar: 1.1, ...lower },
        },
        { name: `run: escalated line to finding forwarded, p99 of ${PROBES}`, value: p99, ...ms },
        // More of them at once are gathered into one message, by design.
        {
          name: `run: escalated line to webhook, slowest of the ${messages.length} told at once`,
          ...{ value: Math.max(...messages), ...ms },
        },
        { name: 'run: SIGTERM to the end', value: ended, unit: 's', bar: 10, ...lower },
        { name: 'run: start with that state to /readyz', value: ready, unit: 's', bar: 3, ...lower },
      ];
    });
  } finally {
    receivers.close();
  }
}

const PROBE_RULE = `rules:
  - id: bench-probe
    action: escalate
    category: other
    gravity: 0.9
    page: true
    match: { regex: BENCHPROBE }
    reason: a line to be told of
`;

function siteConfig({ webhook, stream }: ProbeReceivers): string {
  return `${QUIET}rules: { files: [probe.yaml] }
notifiers: [{ type: webhook, url: 'http://127.0.0.1:${webhook}/', allow_private: true }]
output: { forward: { address: 'tcp://127.0.0.1:${stream}', what: [findings] } }
budget: 1000/day
`;
}

/** The first run learns from a journal of systemd. */
async function journal(): Promise<Result[]> {
  const empty = await withDaemon(QUIET, {}, (daemon) => daemon.start());
  return withDaemon('', {}, async (daemon) => {
    const made = await madeJournal(daemon.folder, ENTRIES);
    if (made === null) return [];
    daemon.env.PATH = `${made.tools}:${process.env.PATH}`;
    await daemon.configure('sources: [{ type: journald }]\n');
    const seconds = (await daemon.start()) - empty;
    const learnt = Number(/learnt from ([\d,]+) line/.exec(daemon.output)?.[1]?.replaceAll(',', ''));
    if (learnt !== ENTRIES) throw new Error(`${ENTRIES} entries were written, ${learnt} were learnt from`);
    return [
      {
        name: 'run: warm start from the journal',
        value: ENTRIES / seconds,
        unit: 'entries/s',
        bar: 60_000,
        ...higher,
      },
    ];
  });
}

async function withDaemon<T>(
  yaml: string,
  files: { readonly [name: string]: string },
  work: (daemon: MeasuredDaemon) => Promise<T>,
): Promise<T> {
  const daemon = new MeasuredDaemon();
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(daemon.folder, name), text);
    await daemon.configure(yaml);
    return await work(daemon);
  } finally {
    await daemon.remove();
  }
}

/** What came and what was counted as dropped, once neither grows any more. */
async function settled(daemon: MeasuredDaemon): Promise<{ came: number; dropped: number }> {
  for (let before = -1; ; await sleep(2500)) {
    const { pipeline, inputs } = await daemon.status();
    const dropped = inputs.flatMap((one) => Object.values(one.dropped)).reduce((sum, n) => sum + n, 0);
    if (pipeline.lines + dropped === before) return { came: pipeline.lines, dropped };
    before = pipeline.lines + dropped;
  }
}

interface Sent {
  readonly lines: number;
  /** Epoch ms of the first line, and of each probe. */
  readonly began: number;
  readonly probes: readonly number[];
}

function sent(program: string, args: readonly (string | number)[]): Promise<Sent> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done(JSON.parse(output) as Sent);
      else fail(new Error(`the sender ended with ${code}`));
    });
  });
}
