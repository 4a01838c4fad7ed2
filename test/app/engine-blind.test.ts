import { expect, test } from 'vitest';
import { Engine } from '../../src/app/engine.ts';
import { Event } from '../../src/core/event.ts';
import type { Finding } from '../../src/core/finding.ts';
import { seededRandom } from '../../src/kit/random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2025, 0, 6);
const ORIGIN = { source: 'made', file: 'made.log', identity: 'made', referenceTime: START };

interface Line {
  readonly host: string;
  readonly app: string;
  readonly severity: number;
  readonly text: string;
  time: number;
}

/** Eleven days of three machines: requests by day, a job each night, failures now and then, a clock that ticks. */
function lines(): Line[] {
  const random = seededRandom(3);
  const all: Line[] = [];
  for (let since = 0; since < 11 * DAY; since += MINUTE) {
    const hour = (since / HOUR) % 24;
    const weekend = Math.floor(since / DAY) % 7 >= 5;
    const busy = (weekend ? 0.3 : 1) * (0.3 + 2 * Math.exp(-(((hour - 13) / 4) ** 2)));
    for (const host of ['web1', 'web2']) {
      for (let n = Math.floor(busy + random()); n > 0; n--) {
        const text = `request for page ${Math.floor(random() * 900)} took ${10 + Math.floor(random() * 40)} ms`;
        all.push({ host, app: 'shop', severity: 6, text, time: START + since + random() * MINUTE });
      }
    }
    if (since % (5 * MINUTE) === 0) {
      all.push({ host: 'db1', app: 'cron', severity: 6, text: 'heartbeat sent', time: START + since + 2000 });
    }
    if (random() < 0.01) {
      const text = `error: connection to peer lost after ${Math.floor(random() * 90)} s`;
      all.push({ host: 'db1', app: 'link', severity: 3, text, time: START + since + 9000 });
    }
    if (since % DAY === 2 * HOUR) {
      for (let i = 0; i < 60; i++) {
        const text = `copied table t${i} with ${1000 + Math.floor(random() * 100)} rows`;
        all.push({ host: 'db1', app: 'backup', severity: 6, text, time: START + since + i * 900 });
      }
    }
  }
  return all.sort((a, b) => a.time - b.time);
}

function eventOf(line: Line, position: number): Event {
  const event = new Event(ORIGIN);
  const buffer = Buffer.from(line.text);
  Object.assign(event, { position, line: position, buffer, text: buffer, end: buffer.length });
  Object.assign(event, { messageEnd: buffer.length, time: line.time, received: line.time });
  Object.assign(event, { host: line.host, app: line.app, severity: line.severity, format: 'made' });
  return event;
}

/** What is told from day 8 on, when nothing could be seen for `gap` ms at that moment. */
function toldAfter(gap: number, { later, reread }: { later: number; reread: boolean }): Finding[] {
  let told: Finding[] = [];
  const engine = new Engine({ onFinding: (finding) => told.push(finding) });
  const all = lines();
  const from = START + 8 * DAY + 10.4 * HOUR;
  let position = 0;
  const take = (some: readonly Line[], by: number) => {
    for (const line of some) engine.observe(eventOf({ ...line, time: line.time + by }, ++position));
  };
  take(
    all.filter(({ time }) => time < from),
    0,
  );
  engine.advance(from);
  told = [];
  const span = engine.to - engine.from;
  engine.blind(from + gap);
  expect(engine.to - engine.from).toBe(span);
  if (reread) {
    take(
      all.filter(({ time }) => time >= from && time < from + gap),
      0,
    );
  }
  take(
    all.filter(({ time }) => time >= from + gap - later),
    later,
  );
  engine.finish();
  return told;
}

test('six hours in which logsift was down are no news, also when what was written then is read at once', () => {
  for (const reread of [false, true]) {
    const told = toldAfter(6 * HOUR, { later: 0, reread });
    expect(told.map(({ detector, because }) => `${detector}: ${because}`)).toEqual([]);
  }
});

test('a clock that is set forward by an hour, or a year, is no news', () => {
  for (const gap of [HOUR, 364 * DAY]) {
    const told = toldAfter(gap, { later: gap, reread: false });
    expect(told.map(({ detector, because }) => `${detector}: ${because}`)).toEqual([]);
  }
});
