import { appendFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Receiver } from '../../src/testing/receiver.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { listeningDaemon, PATIENCE, SOAK } from './run-fixture.ts';

const LIBRARY = faketime();
const can = LIBRARY !== null;
const why = can ? '' : ' (skipped: needs the package faketime)';
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const HISTORY = (SOAK ? 14 : 2) * DAY;
/** Every host and program says something this often; so much is learnt before the clock is touched. */
const RHYTHM = 20 * SECOND;
const HOSTS = ['web01', 'web02', 'db01'];
/** Real ms that are lived after each change of the clock. */
const LIVED = SOAK ? 90_000 : 2500;
/** The clock is read anew so often. */
const CACHED = 1000;

function faketime(): string | null {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  const paths = folders.map((name) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`);
  return paths.find(existsSync) ?? null;
}

/** Times as syslog writes them, in a zone. */
function stamper(timeZone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    hourCycle: 'h23',
  });
  return (time) => {
    const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    return `${part.month} ${part.day!.padStart(2)} ${part.hour}:${part.minute}:${part.second}`;
  };
}

function linesAt(stamp: string, n: number): string {
  const lines = HOSTS.flatMap((host, i) => [
    `${stamp} ${host} heartbeat[7]: alive, load 0.${10 + ((n + i) % 5)}`,
    `${stamp} ${host} nginx: 192.0.2.${(n * 7 + i) % 9} "GET /page HTTP/1.1" 200 ${512 + ((n + i) % 7)}`,
  ]);
  return `${lines.join('\n')}\n`;
}

/** A daemon whose clock the test moves, with days of regular lines behind it that go on by that clock. */
async function daemonAt(start: number, timeZone: string) {
  const receiver = await Receiver.start();
  onTestFinished(() => receiver.stop());
  const folder = temporaryFolder();
  const [log, clock] = [join(folder, 'app.log'), join(folder, 'clock')];
  const stampOf = stamper(timeZone);
  let shift = start - Date.now();
  let n = 0;
  const setClock = () => writeFileSync(clock, `${(shift / SECOND).toFixed(3).replace(/^(?!-)/, '+')}s\n`);
  setClock();
  const past: string[] = [];
  for (let time = start - HISTORY; time < start; time += RHYTHM) past.push(linesAt(stampOf(time), n++));
  writeFileSync(log, past.join(''));
  const daemon = await listeningDaemon({
    folder,
    env: {
      ...{ LD_PRELOAD: LIBRARY!, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_CACHE_DURATION: '1' },
      ...{ FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1', TZ: timeZone },
    },
    sources: `sources: [{ type: file, paths: [${log}] }]`,
    yaml: `notifiers: [{ type: webhook, url: '${receiver.url()}', allow_private: true }]
budget: 1000/day
`,
  });
  await daemon.run.start();
  const writer = setInterval(() => {
    if (writing) appendFileSync(log, linesAt(stampOf(Date.now() + shift), n++));
  }, SECOND);
  let writing = true;
  onTestFinished(() => clearInterval(writer));
  return {
    ...daemon,
    receiver,
    /** Lets the clock go on from where it is, by so many ms more or less. */
    async jump(ms: number) {
      writing = false;
      shift += ms;
      setClock();
      await sleep(1.5 * CACHED);
      writing = true;
      const { lines } = (await daemon.status()).pipeline;
      await sleep(LIVED);
      await vi.waitFor(
        async () => expect((await daemon.status()).pipeline.lines).toBeGreaterThan(lines),
        PATIENCE,
      );
    },
    /** What people were told, and what was found though it was not worth telling. */
    async told() {
      const { troubles, findings } = await daemon.status();
      return {
        messages: receiver.requests.map(({ body }) => (JSON.parse(body) as { headline: string }).headline),
        found: findings.findings,
        troubles: troubles.map(({ text }) => text),
      };
    },
  };
}

const NIGHTS: readonly (readonly [what: string, start: string])[] = [
  ['New Year', '2026-12-31T22:59:56Z'],
  ['the night that is an hour longer', '2026-10-25T00:59:56Z'],
  ...(SOAK ? ([['the night that is an hour shorter', '2026-03-29T00:59:56Z']] as const) : []),
];
const NOTHING = { messages: [], found: 0, troubles: [] };

describe.skipIf(!can)(`a clock that is set${why}`, () => {
  test('by an hour and by a year, forth and back: nobody is told anything', async () => {
    const daemon = await daemonAt(Date.UTC(2026, 4, 6, 10), 'UTC');
    await daemon.jump(0);
    for (const ms of SOAK ? [HOUR, -HOUR, YEAR, -YEAR] : [HOUR, YEAR, -YEAR - HOUR]) {
      await daemon.jump(ms);
      expect(await daemon.told(), `after ${ms / HOUR} h`).toEqual(NOTHING);
    }
    expect(await daemon.run.end('SIGTERM')).toBe(0);
  }, 900_000);

  test.each(NIGHTS)(
    '%s: nobody is told anything',
    async (_what, start) => {
      const daemon = await daemonAt(Date.parse(start), 'Europe/Berlin');
      await daemon.jump(0);
      await sleep(LIVED);
      expect(await daemon.told()).toEqual(NOTHING);
      expect(await daemon.run.end('SIGTERM')).toBe(0);
    },
    400_000,
  );
});
