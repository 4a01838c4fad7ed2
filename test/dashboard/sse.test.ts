import { connect } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { defineStream } from '../../src/dashboard/route.ts';
import { HUB_LIMITS, Hub, type HubLimits, type Joining } from '../../src/dashboard/sse.ts';
import { madeDashboard } from './made-dashboard.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

function listener(hub: Hub, joining: Partial<Joining> = {}) {
  const heard: string[] = [];
  const state = { waiting: 0, ended: false, allowed: true };
  const sink = {
    write: (bytes: Buffer) => void heard.push(bytes.toString()),
    waiting: () => state.waiting,
    end: () => {
      state.ended = true;
    },
  };
  const leave = hub.join(
    {
      ...{ topics: ['lines'], last: null, pick: null, alike: '', who: 'ada', begin: () => {} },
      allowed: () => state.allowed,
      ...joining,
    },
    sink,
  );
  /** The data of what came, without the frame. */
  const data = () => heard.flatMap((text) => /^data: (.*)$/m.exec(text)?.[1] ?? []);
  const last = () => heard.flatMap((text) => /^id: (.*)$/m.exec(text)?.[1] ?? []).at(-1)!;
  const names = () => heard.flatMap((text) => /^event: (.*)$/m.exec(text)?.[1] ?? []);
  return { heard, state, leave, data, last, names };
}

const hub = (limits: Partial<HubLimits> = {}) => new Hub('life', () => {}, { ...HUB_LIMITS, ...limits });

describe('what is published', () => {
  test('reaches those who listen to it, in order, each event with an id', () => {
    const one = hub();
    const [a, b] = [listener(one), listener(one, { topics: ['incidents'] })];
    one.publish('lines', { n: 1 });
    one.publish('incidents', { n: 2 });
    one.publish('lines', { n: 3 });
    expect(a.data()).toEqual(['{}', '{"n":1}', '{"n":3}']);
    expect(b.data()).toEqual(['{}', '{"n":2}']);
    expect(a.last()).toBe('life-3');
  });

  test('cannot break out of its frame', () => {
    const one = hub();
    const { heard } = listener(one);
    one.publish('lines', { text: 'a\n\nevent: evil\r\ndata: {}\u2028' });
    expect(heard.at(-1)!.split('\n')).toHaveLength(5);
    expect(heard.join('')).not.toMatch(/^event: evil/m);
  });

  test('can be another for each listener, or nothing', () => {
    const one = hub();
    const all = listener(one);
    const odd = listener(one, {
      alike: 'odd',
      pick: (_topic, data) => ((data as { n: number }).n % 2 === 0 ? null : { odd: data }),
    });
    for (const n of [1, 2, 3]) one.publish('lines', { n });
    expect(odd.data()).toEqual(['{}', '{"odd":{"n":1}}', '{"odd":{"n":3}}']);
    expect(all.data()).toEqual(['{}', '{"n":1}', '{"n":2}', '{"n":3}']);
  });

  test('is picked once for all who asked alike', () => {
    const one = hub();
    let asked = 0;
    const pick = (_topic: string, data: object) => {
      asked++;
      return { ...data };
    };
    const all = [1, 2, 3].map(() => listener(one, { alike: 'same', pick }));
    one.publish('lines', { n: 1 });
    expect([asked, ...all.map(({ data }) => data().at(-1))]).toEqual([1, '{"n":1}', '{"n":1}', '{"n":1}']);
  });
});

describe('who comes back', () => {
  test('gets what was missed, and nothing twice', () => {
    const one = hub();
    const first = listener(one);
    one.publish('lines', { n: 1 });
    first.leave!();
    for (const n of [2, 3]) one.publish('lines', { n });
    const again = listener(one, { last: first.last() });
    one.publish('lines', { n: 4 });
    expect(again.data()).toEqual(['{"n":2}', '{"n":3}', '{"n":4}']);
  });

  test('is told to ask anew when it was away for too long, or the program lives another life', () => {
    const one = hub({ ringEvents: 2 });
    for (const n of [1, 2, 3, 4]) one.publish('lines', { n });
    expect(listener(one, { last: 'life-2' }).names()).toEqual(['lines', 'lines']);
    for (const last of ['life-1', 'other-2', 'life-99', 'life-x', '', '../..', 'life-1e9'])
      expect(listener(one, { last }).names()).toEqual(['reset']);
  });

  test('does not have to ask anew only because nothing was for it', () => {
    const one = hub({ ringEvents: 2 });
    const quiet = listener(one, { topics: ['incidents'] });
    for (let n = 0; n < 10; n++) one.publish('lines', { n });
    one.beat();
    expect(listener(one, { topics: ['incidents'], last: quiet.last() }).names()).toEqual([]);
  });

  test('gets out of a ring that is bounded by bytes, too', () => {
    const one = hub({ ringBytes: 1000 });
    for (let n = 0; n < 100; n++) one.publish('lines', { n, text: 'x'.repeat(100) });
    expect(listener(one, { last: 'life-93' }).names()).toEqual(['reset']);
    expect(listener(one, { last: 'life-98' }).names()).toEqual(['lines', 'lines']);
  });
});

describe('a hub', () => {
  test('drops who does not read, counts it, and others hear on', () => {
    const one = hub({ waitingBytes: 1000 });
    const [slow, quick] = [listener(one), listener(one)];
    slow.state.waiting = 1001;
    one.publish('lines', { n: 1 });
    one.publish('lines', { n: 2 });
    expect(slow.state.ended).toBe(true);
    expect(quick.data()).toEqual(['{}', '{"n":1}', '{"n":2}']);
    expect(one.counters()).toMatchObject({ clients: 1, joined: 2, slow: 1 });
  });

  test('has room for so many, and for so many of one', () => {
    const one = hub({ clients: 5, clientsOfOne: 3 });
    const joined = [1, 2, 3, 4].map(() => listener(one).leave !== null);
    expect(joined).toEqual([true, true, true, false]);
    expect(listener(one, { who: 'bob' }).leave).not.toBe(null);
    expect(listener(one, { who: 'bob' }).leave).not.toBe(null);
    expect(listener(one, { who: 'eve' }).leave).toBe(null);
    expect(one.counters()).toMatchObject({ clients: 5, joined: 5, refused: 2 });
  });

  test('sends away who may not listen any more', () => {
    const one = hub();
    const { state } = listener(one);
    one.beat();
    expect(state.ended).toBe(false);
    state.allowed = false;
    one.beat();
    expect(state.ended).toBe(true);
  });

  test('says how many look at what, and accounts for everybody', () => {
    const said: [string, number][] = [];
    const one = new Hub('life', (topic, watchers) => said.push([topic, watchers]));
    const [a, b] = [listener(one), listener(one, { topics: ['lines', 'incidents'] })];
    a.leave!();
    a.leave!();
    b.leave!();
    expect(said).toEqual([
      ['lines', 1],
      ['lines', 2],
      ['incidents', 1],
      ['lines', 1],
      ['lines', 0],
      ['incidents', 0],
    ]);
    listener(one);
    one.close();
    const { clients, joined, left, slow, ended } = one.counters();
    expect(joined).toBe(clients + left + slow + ended);
  });
});

const stream = defineStream({
  ...{ path: '/live', role: 'viewer', describe: 'Live.', events: { lines: z.object({}) } },
  topics: () => ['lines'],
});

async function listening(limits: Partial<HubLimits> = {}) {
  const one = hub(limits);
  const made = await madeDashboard([], {
    ...{ hub: one, streams: [stream], site: { address: '127.0.0.1', port: 0, publicUrl: null } },
  });
  await made.dashboard.start();
  onTestFinished(() => made.dashboard.stop());
  /** A listener over a socket; `read` false: it never takes what comes. One that is hung up on has no status. */
  const open = (read = true) =>
    new Promise<{ readonly socket: ReturnType<typeof connect>; readonly status: string; text(): string }>(
      (done) => {
        let text = '';
        const socket = connect(made.dashboard.port, '127.0.0.1', () =>
          socket.write(
            'GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer token-for-tests-of-viewer\r\n\r\n',
          ),
        );
        onTestFinished(() => void socket.destroy());
        socket.setEncoding('latin1').on('data', (piece: string) => {
          const first = text === '';
          text += piece;
          if (!first) return;
          if (!read) socket.pause();
          done({ socket, status: text.slice(9, 12), text: () => text });
        });
        socket
          .on('error', () => {})
          .on('close', () => done({ socket, status: text.slice(9, 12), text: () => text }));
      },
    );
  return { made, one, open };
}

test('of a thousand who want to listen some are, the rest are told to come later, and pages are answered', async () => {
  const { one, open, made } = await listening({ clientsOfOne: 1000 });
  // In parts, so that no backlog of the system decides.
  const all: Awaited<ReturnType<typeof open>>[] = [];
  for (let i = 0; i < 20; i++) all.push(...(await Promise.all(Array.from({ length: 50 }, () => open()))));
  const codes = all.map(({ status }) => status);
  expect(codes.filter((code) => code === '200')).toHaveLength(HUB_LIMITS.clients);
  expect(codes.filter((code) => code === '503' || code === '429').length).toBeGreaterThan(0);
  one.publish('lines', { n: 1 });
  const heard = all.filter(({ status }) => status === '200');
  await vi.waitFor(
    () => expect(heard.filter(({ text }) => text().includes('data: {"n":1}'))).toHaveLength(heard.length),
    PATIENCE,
  );
  expect((await made.get('/session')).status).toBe(200);
});

test('one that never reads is dropped, and the others hear everything', async () => {
  const { one, open } = await listening();
  const [stuck, reader] = [await open(false), await open()];
  const text = 'x'.repeat(10_000);
  let n = 0;
  await vi.waitFor(() => {
    for (let i = 0; i < 20; i++) one.publish('lines', { n: n++, text });
    expect(one.counters().slow).toBe(1);
  }, PATIENCE);
  one.publish('lines', { last: true });
  await vi.waitFor(() => expect(reader.text()).toContain('{"last":true}'), PATIENCE);
  const numbers = [...reader.text().matchAll(/"n":(\d+)/g)].map(([, digits]) => Number(digits));
  expect(numbers).toEqual(Array.from({ length: n }, (_, i) => i));
  expect(one.counters().clients).toBe(1);
  stuck.socket.destroy();
});

test('one that goes is let go of', async () => {
  const { one, open } = await listening();
  const { socket } = await open();
  expect(one.counters().clients).toBe(1);
  socket.destroy();
  await vi.waitFor(() => expect(one.counters()).toMatchObject({ clients: 0, left: 1 }), PATIENCE);
});
