import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Mark } from '../../src/core/event.ts';
import type { EventQuery } from '../../src/store/events.ts';
import { viewStore } from '../../src/store/store.ts';
import { type EventParts, MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';
import { newFolder, openStore } from './places.ts';

const TEMPLATE = madeTemplate('disk <*> is full');

const kept = (line: number, parts: EventParts & { readonly mark?: Mark } = {}) => {
  const event = madeEvent({ line, time: MADE_START + line * 1000, message: `line ${line}`, ...parts });
  event.mark = parts.mark ?? 'keep';
  return event;
};

describe('kept events', () => {
  it('are known when they are read again, though the clock they are ordered by was elsewhere by then', () => {
    const { store } = openStore(newFolder());
    const untimed = { time: Number.NaN };
    for (const received of [MADE_START + 9000, MADE_START + 60_000]) {
      store.events.add(kept(3, { received }));
      store.events.add(kept(4, { ...untimed, received }));
      store.events.flush();
    }
    expect(store.events.search({ limit: 9 }).map(({ line }) => line)).toEqual([4, 3]);
    expect(store.events.counters).toMatchObject({ stored: 2, again: 2 });
  });

  it('come back with everything they were kept with', () => {
    const { store } = openStore(newFolder());
    const event = kept(7, { received: MADE_START + 0.125, mark: 'escalate(disk)', template: TEMPLATE });
    store.events.add(event);
    const bare = kept(8, { time: Number.NaN, received: MADE_START + 9, host: null, app: null, severity: -1 });
    bare.template = null;
    bare.mark = null;
    bare.line = 0;
    store.events.add(bare);
    expect(store.events.search({ limit: 5 })).toEqual([
      {
        ...{ id: bare.id, received: MADE_START + 9, time: null, host: null, app: null, severity: null },
        ...{
          template: null,
          mark: null,
          source: 'made',
          file: 'made.log',
          line: null,
          raw: 'line 8',
          bytes: null,
        },
      },
      {
        ...{ id: event.id, received: MADE_START + 0.125, time: MADE_START + 7000, host: 'web1', app: 'sshd' },
        ...{
          severity: 6,
          template: TEMPLATE.id,
          mark: 'escalate(disk)',
          source: 'made',
          file: 'made.log',
          line: 7,
        },
        ...{ raw: 'line 7', bytes: null },
      },
    ]);
  });

  it('keep the bytes of lines that are no UTF-8, and NULs', () => {
    const { store } = openStore(newFolder());
    const event = kept(1);
    event.buffer = Buffer.from([0x61, 0xff, 0x00, 0x62, 0x63]);
    event.start = 0;
    event.end = 4;
    store.events.add(event);
    store.events.add(kept(2, { message: 'a \uFFFD that was one' }));
    // What is added is not changed by what becomes of the buffer.
    event.buffer.fill(0x7a);
    const [second, first] = store.events.search({ limit: 5 });
    expect(first).toMatchObject({ raw: 'a\uFFFD\0b', bytes: Buffer.from([0x61, 0xff, 0x00, 0x62]) });
    expect(second).toMatchObject({ raw: 'a \uFFFD that was one', bytes: null });
  });

  it('of a log without times are kept too', () => {
    const { store } = openStore(newFolder());
    store.events.add(kept(1, { time: Number.NaN }));
    expect(store.events.search({ limit: 5 })).toMatchObject([{ received: 0, time: null, raw: 'line 1' }]);
  });

  it('are stored once, however often they are read again', () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    for (let i = 0; i < 100; i++) store.events.add(kept(i));
    store.close();
    const { store: next } = openStore(folder);
    for (let i = 50; i < 150; i++) next.events.add(kept(i));
    next.events.flush();
    expect(next.events.counters).toEqual({ added: 100, stored: 50, again: 50, dropped: 0 });
    expect(next.events.search({ limit: 1000 })).toHaveLength(150);
  });

  it.each<[string, Omit<EventQuery, 'limit'>, string]>([
    ['everything, the newest first', {}, '43210'],
    ['a piece of the line in any case', { text: ['DISK'] }, '31'],
    ['several pieces', { text: ['sda', 'full'] }, '1'],
    ['what looks like a pattern', { text: ['100%_'] }, '4'],
    ['a backslash', { text: ['\\'] }, '4'],
    ['what is nowhere', { text: ["' OR 1=1 --"] }, ''],
    ['a host', { host: 'db1' }, '20'],
    ['a program', { app: 'cron' }, '2'],
    ['a kind of line by any of its ids', { templates: ['other', TEMPLATE.id] }, '31'],
    ['how bad it is', { severity: 3 }, '21'],
    ['what a rule called bad', { escalated: true }, '1'],
    ['what no rule called bad', { escalated: false, host: 'web1' }, '43'],
    ['from a time on', { since: MADE_START + 3000 }, '43'],
    ['before a time', { until: MADE_START + 3000 }, '210'],
    ['all of it together', { text: ['disk'], host: 'web1', severity: 3, since: MADE_START }, '1'],
  ])('are found by %s', (_, query, lines) => {
    const { store } = openStore(newFolder());
    store.events.add(kept(0, { host: 'db1' }));
    store.events.add(
      kept(1, { message: 'disk sda is full', template: TEMPLATE, severity: 2, mark: 'escalate(disk)' }),
    );
    store.events.add(kept(2, { host: 'db1', app: 'cron', severity: 3 }));
    store.events.add(kept(3, { message: 'disk sdb is full', template: TEMPLATE }));
    store.events.add(kept(4, { message: 'at 100%_ of C:\\' }));
    const found = (limit: number) => store.events.search({ ...query, limit }).map((one) => one.line ?? 0);
    expect(found(10).join('')).toBe(lines);
    expect(found(1).join('')).toBe(lines.slice(0, 1));
  });

  it('are dropped and counted when another process holds the database for long and too much waits', () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    const other = new Database(join(folder, 'events.db'));
    other.exec('BEGIN IMMEDIATE');
    const long = 'x'.repeat(1 << 20);
    for (let i = 0; i < 70; i++) store.events.add(kept(i, { message: long }));
    const { counters } = store.events;
    expect(counters.dropped).toBeGreaterThan(0);
    expect(counters.added).toBe(counters.dropped + store.events.waiting);
    expect(store.shed.get('events')).toBeGreaterThan(0);
    other.exec('ROLLBACK');
    other.close();
    store.events.flush();
    expect(counters).toMatchObject({ added: 70, stored: 70 - counters.dropped });
  });

  it('go on in a new database when damage is met in the old one, which is kept', () => {
    const folder = newFolder();
    const { store, notices } = openStore(folder);
    for (let i = 0; i < 20_000; i++) store.events.add(kept(i));
    store.events.flush();
    store.close();
    // Only behind the first pages, so that opening does not see it.
    const path = join(folder, 'events.db');
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 2 * 4096);
    writeFileSync(path, Buffer.concat([bytes, Buffer.alloc((64 << 20) - bytes.length + 4096)]));
    const { store: next, notices: said } = openStore(folder);
    expect([...notices, ...said]).toEqual([]);
    next.events.add(kept(20_001));
    next.events.flush();
    expect(said).toMatchObject([{ kind: 'trouble', about: 'store:events.db' }]);
    expect(next.events.search({ limit: 5 })).toHaveLength(1);
    expect(next.events.counters).toEqual({ added: 1, stored: 1, again: 0, dropped: 0 });
    expect(statSync(`${path}.aside-1`).size).toBeGreaterThan(64 << 20);
  });

  it('can be searched by another process while the daemon writes', () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    const view = viewStore(folder);
    store.events.add(kept(1));
    store.events.flush();
    expect(view.events.search({ text: ['line'], limit: 5 })).toHaveLength(1);
    view.close();
  });
});
