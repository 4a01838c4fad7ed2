import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { OwnLines } from '../../src/app/own-lines.ts';
import { Pipeline } from '../../src/app/pipeline.ts';
import { Event } from '../../src/core/event.ts';
import type { LiveBatch } from '../../src/core/live-source.ts';
import type { Notice } from '../../src/core/notice.ts';
import { LineSplitter } from '../../src/kit/lines.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const OWN = '{"level":40,"time":"2026-11-21T12:00:00.000Z","msg":"a channel fails"}';

function ownLines(files: readonly string[] = []) {
  const notices: Notice[] = [];
  const own = new OwnLines({
    files,
    host: 'box.lan',
    pid: 77,
    notice: (one) => notices.push(one),
    now: () => NOON,
  });
  return { own, notices };
}

function line(parts: Partial<Event> & { file?: string | null } = {}, message = OWN): Event {
  const { file = null, ...rest } = parts;
  const event = new Event({ source: 'journald', file, identity: `id ${file}`, referenceTime: NOON });
  const text = Buffer.from(message);
  return Object.assign(event, { buffer: text, text, end: text.length, messageEnd: text.length, ...rest });
}

test('our own log that comes back is left out, counted and said once', () => {
  const { own, notices } = ownLines();
  expect(own.has(line({ app: 'logsift', host: 'box' }, 'a channel fails'))).toBe(true);
  expect(own.has(line({ app: 'logsift', host: 'BOX.lan' }))).toBe(true);
  expect(own.has(line({ app: 'node', host: 'box', pidText: '77' }))).toBe(true);
  expect(own.lines).toBe(3);
  expect(notices.map(({ kind, text }) => [kind, text])).toEqual([
    [
      'info',
      'lines that logsift wrote itself come back through journald: they are counted and not looked at',
    ],
  ]);
});

test('other programs, other machines and what only speaks of logsift are looked at', () => {
  const { own } = ownLines();
  expect(own.has(line({ app: 'sshd', host: 'box' }))).toBe(false);
  expect(own.has(line({ app: 'logsift', host: 'other' }))).toBe(false);
  expect(own.has(line({ app: 'node', host: 'box', pidText: '78' }))).toBe(false);
  expect(own.has(line({ app: 'node', host: 'other', pidText: '77' }))).toBe(false);
  expect(own.has(line({ app: 'systemd', host: 'box' }, 'Started logsift.service'))).toBe(false);
  expect(own.lines).toBe(0);
});

test('files that logsift writes to are left out, by whatever path, with those rotated away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-own-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'findings.ndjson');
  writeFileSync(file, '');
  symlinkSync(file, join(folder, 'link'));
  const { own } = ownLines([join(folder, 'link')]);
  const has = (path: string) => own.has(line({ file: path }, 'anything'));
  expect(has(file)).toBe(true);
  expect(has(join(folder, 'link'))).toBe(true);
  expect(has(`${file}.1`)).toBe(true);
  expect(has(`${file}-20261121`)).toBe(true);
  expect(has(`${file}.txt`)).toBe(false);
  expect(has(join(folder, 'other.log'))).toBe(false);
  expect(own.lines).toBe(4);
});

test('in the pipeline every line is an event or one of our own, and those are not learnt', () => {
  const { own } = ownLines();
  const seen: string[] = [];
  const pipeline = new Pipeline({
    ...{ rules: [], detectors: [] },
    skip: (event) => own.has(event),
    onEvent: (event) => seen.push(event.message),
  });
  const text = Array.from({ length: 20 }, (_, i) =>
    i % 2 === 0
      ? `Nov 21 12:00:${10 + i} box logsift[7]: ${OWN}\n`
      : `Nov 21 12:00:${10 + i} box sshd[8]: session ${i} opened\n`,
  ).join('');
  const batch = {
    ...new LineSplitter().push(Buffer.from(text))!,
    ...{
      offset: 0,
      firstLine: 1,
      key: 'f',
      received: Number.NaN,
      resume: 'x',
      senders: null,
      senderOf: null,
    },
    origin: { source: 'file', file: '/var/log/syslog', identity: 'f', referenceTime: NOON },
  } as LiveBatch;
  pipeline.take(batch, NOON);
  pipeline.state(NOON);
  expect(seen).toHaveLength(10);
  expect(pipeline.events + pipeline.live.skipped).toBe(20);
  expect(pipeline.live.engine.miner.templates().some(({ text: kind }) => kind.includes('channel'))).toBe(
    false,
  );
});
