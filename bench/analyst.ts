import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analystOf } from '../src/app/analyst-of.ts';
import { loadConfig } from '../src/app/config.ts';
import type { Config } from '../src/app/config-schema.ts';
import { daemonPipeline } from '../src/app/daemon-pipeline.ts';
import type { Outcome } from '../src/app/pipeline.ts';
import { StoredLines } from '../src/app/stored-lines.ts';
import type { LiveBatch } from '../src/core/live-source.ts';
import { LineSplitter } from '../src/kit/lines.ts';
import { seededRandom } from '../src/kit/random.ts';
import { Store } from '../src/store/store.ts';
import { LlmServer } from '../src/testing/llm-server.ts';
import type { Result } from '../src/testing/result.ts';
import { NetworkMix } from './network-mix.ts';

/** The long form: `LOGSIFT_BENCH_LONG=1` takes a day. */
const LONG = (process.env.LOGSIFT_BENCH_LONG ?? '') !== '';
const SECOND = 1000;
const HOUR = 3_600_000;
/** Of this nothing is counted: what is usual is not known yet. */
const LEARNT = HOUR / 2;
const MEASURED = (LONG ? 24 : 1) * HOUR;
const START = Date.UTC(2026, 2, 2, 8);
/** One tenth of 10,483 messages a second. */
const RATE = 1048;
const TIMES = 10;
/** Characters of a token, as it is usually reckoned. */
const PER_TOKEN = 4;
/** A small model: US dollars per million tokens. */
const PRICE = { input: 1, output: 5 };

/**
 * What a language model would be asked in a day about a large site: a tenth of its lines go through the daemon's own
 * pipeline under a clock that hurries, and a server on this machine answers in the words of a usual answer. Tokens are
 * estimated, four characters each. No limit is set, so that what is wanted is seen; what the limits leave is reckoned.
 */
export default async function analyst(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-bench-'));
  const server = await LlmServer.start('ollama');
  try {
    return await measured(folder, server);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(folder: string, server: LlmServer): Promise<Result[]> {
  const config = configOf(folder, server.url);
  let now = START;
  const store = Store.open({ folder: config.state.folder, now: () => now, notice: () => {} });
  const lines = new StoredLines(store.events, config.store.keep);
  const parts = daemonPipeline({
    ...{ config, store, now: () => now, notice: () => {} },
    onEvent(event) {
      store.rollups.add(event);
      lines.take(event);
    },
  });
  const { pipeline } = parts;
  server.asked = ({ heard }) => {
    const tokens = (text: string) => String(Math.ceil(text.length / PER_TOKEN));
    const text = answerTo(heard!.user);
    return { answer: { text, inputTokens: tokens(heard!.system + heard!.user), outputTokens: tokens(text) } };
  };
  const explained = { pages: 0 };
  const asks = analystOf(config, {
    ...{ store, notice: () => {}, now: () => now, log: () => {} },
    isPaged: (id) => pipeline.budget.pageOf(id) !== null,
    explained: () => {},
  })!;
  const take = ({ incidents, remarked, decided }: Outcome) => {
    if (remarked.length + incidents.length === 0) return;
    store.write('findings', () => {
      store.findings.put(remarked, now);
      store.incidents.put(incidents, now);
    });
    explained.pages += decided.filter(({ decision }) => decision === 'page').length;
    if (now >= START + LEARNT) asks.take(decided);
  };
  const mix = new NetworkMix(seededRandom(7));
  for (let second = 0; second * SECOND < LEARNT + MEASURED; second++) {
    now = START + second * SECOND;
    if (second * SECOND === LEARNT) explained.pages = 0;
    pipeline.take(batchOf(mix, now), now);
    parts.second();
    lines.second();
    take(pipeline.second(now + SECOND));
    if (now < START + LEARNT) continue;
    asks.second(now);
    // Whoever answers gets a turn, and is waited for, as a second is nothing here.
    for (let busy = asks.status(); busy.waiting + busy.inFlight > 0; busy = asks.status()) {
      await new Promise((done) => setTimeout(done, 1));
    }
    await new Promise((done) => setImmediate(done));
  }
  const status = asks.status();
  await asks.stop();
  store.close();
  const { calls, inputTokens, outputTokens, money } = status.today;
  const days = MEASURED / (24 * HOUR);
  const usual = usualLimits(folder, server.url).cost_per_day;
  const perDay = (value: number) => value / days;
  const lower = { better: 'lower' as const };
  const named = (what: string) => `analyst: ${what}, a day of a tenth of a large site`;
  return [
    { name: named('pages'), value: perDay(explained.pages), unit: '', ...lower },
    { name: named('incidents asked about'), value: perDay(status.asked), unit: '', ...lower },
    { name: named('answered as earlier ones'), value: perDay(status.cached), unit: '', better: 'higher' },
    { name: named('calls'), value: perDay(calls), unit: '', ...lower },
    {
      name: 'analyst: tokens asked in a call (estimate)',
      value: inputTokens / calls,
      unit: '',
      bar: 4000,
      ...lower,
    },
    {
      name: 'analyst: tokens answered in a call (estimate)',
      value: outputTokens / calls,
      unit: '',
      ...lower,
    },
    { name: named('tokens (estimate)'), value: perDay(inputTokens + outputTokens), unit: '', ...lower },
    { name: named('small model, without limits'), value: perDay(money ?? 0), unit: '$', ...lower },
    {
      name: named('small model, with the usual limits'),
      ...{ value: Math.min(usual, perDay(money ?? 0)), unit: '$', bar: usual, ...lower },
    },
    {
      name: 'analyst: the same ten times, without limits',
      value: TIMES * perDay(money ?? 0),
      unit: '$',
      ...lower,
    },
  ];
}

/** The limits that hold where nobody sets any. */
function usualLimits(folder: string, url: string) {
  return loaded(folder, url).analyst!.limits;
}

function configOf(folder: string, url: string): Config {
  const config = loaded(folder, url);
  const most = { calls_per_minute: 1000, calls_per_day: 1_000_000, tokens_per_day: 1_000_000_000 };
  return { ...config, analyst: { ...config.analyst!, limits: { ...most, cost_per_day: 10_000 } } };
}

function loaded(folder: string, url: string): Config {
  const set = [
    `state.folder=${join(folder, 'state')}`,
    'node.name=bench',
    `analyst.provider={ type: ollama, model: small, base_url: '${url}' }`,
    `analyst.prices={ small: { input: ${PRICE.input}, output: ${PRICE.output} } }`,
  ];
  const request = { env: {}, home: folder, hostname: 'bench', root: false, files: [] };
  return loadConfig({ ...request, set }).config;
}

function batchOf(mix: NetworkMix, now: number): LiveBatch {
  const stamp = new Date(now)
    .toUTCString()
    .replace(
      /^\w+, (\d+) (\w+) \d+ (.+) GMT$/,
      (_, day, month, time) => `${month} ${String(Number(day)).padStart(2)} ${time}`,
    );
  const text = Array.from({ length: RATE }, () => `${mix.line(stamp)}\n`).join('');
  const lines = new LineSplitter().push(Buffer.from(text))!;
  const origin = { source: 'syslog', file: null, identity: `udp ${now}`, referenceTime: now };
  return {
    ...{ ...lines, offset: 0, firstLine: 1, key: 'udp', received: now, resume: null, resumeKey: 'ring' },
    ...{ senders: null, senderOf: null, origin },
  } as unknown as LiveBatch;
}

/** As long as a usual answer of a small model. */
function answerTo(question: string): string {
  const [, id] = /FINDING ([0-9a-f]+)/.exec(question) ?? [];
  return JSON.stringify({
    headline: 'Interfaces of one access switch go down and come back',
    happening:
      'Several uplink interfaces of this switch went down within a minute and came back soon after. Other switches on the same floor say nothing of the kind, and the number of lines is above what is usual at this hour.',
    cause: {
      text: 'The module or its cable is probably loose or failing, as only ports of one module are touched and no change was made in the day before.',
      confidence: 'medium',
    },
    urgency: 'today',
    actions: [
      {
        what: 'Look at the error counters of these ports',
        reason: 'CRC errors would speak for the cable',
        command: 'show interfaces counters errors',
      },
      {
        what: 'Look at the state of the module',
        reason: 'a failing module shows in its own status',
        command: 'show module',
      },
      {
        what: 'Swap the transceiver of the first port that failed',
        reason: 'it is the cheapest part and the first symptom',
        command: null,
      },
    ],
    findings: [id],
    unsure: ['Whether somebody worked at the rack', 'Whether the other end of the link restarted'],
  });
}
