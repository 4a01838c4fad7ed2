import { expect, onTestFinished, test, vi } from 'vitest';
import { newToken } from '../../src/app/web/people.ts';
import type { LiveLines } from '../../src/core/api-live.ts';
import { isHeld, writeBeside } from '../../src/store/write-beside.ts';
import { lineOf, listeningDaemon, PATIENCE } from './run-fixture.ts';

/** An event as it came over the wire. */
interface Heard {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: events of all shapes are looked into
  readonly data: any;
}

/** Listens to server-sent events until the test is over. */
function listening(url: string, headers: { readonly [name: string]: string }) {
  const heard: Heard[] = [];
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const read = async () => {
    const answer = await fetch(url, { headers, signal: stop.signal });
    expect(answer.status).toBe(200);
    let rest = '';
    for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + piece).split('\n\n');
      rest = parts.pop()!;
      for (const part of parts) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
        if (field('event') !== '')
          heard.push({ id: field('id'), event: field('event'), data: JSON.parse(field('data')) });
      }
    }
  };
  read().catch((error: Error) => {
    if (!stop.signal.aborted) throw error;
  });
  const lines = () =>
    heard.flatMap(({ event, data }) => (event === 'lines' ? (data as LiveLines).lines : []));
  return { heard, lines, stop: () => stop.abort() };
}

test('a running logsift shows lines, incidents and what people do as it comes, and again to who was away', {
  timeout: 120_000,
}, async () => {
  const daemon = await listeningDaemon({ yaml: 'store: { keep: all }' });
  await daemon.run.start();
  const made = newToken({ name: 'test', scope: 'operate', days: 1 }, 'test', Date.now());
  writeBeside(daemon.run.state, Date.now, ({ tokens }) => tokens.add(made.mark, made.token));
  const headers = { Authorization: `Bearer ${made.secret}` };
  const api = `${daemon.http}/api/v1`;
  // biome-ignore lint/suspicious/noExplicitAny: answers of all shapes are looked into
  const get = async (path: string): Promise<any> => await (await fetch(`${api}${path}`, { headers })).json();

  const home = await get('/home');
  expect(home).toMatchObject({ open: [], health: { running: true } });
  expect(home.sources.map(({ name }: { name: string }) => name)).toContain(`tcp 127.0.0.1:${daemon.port}`);

  const live = listening(`${api}/live?rate=1000`, headers);
  const others = listening(`${api}/live?host=web02&text=nothing`, headers);
  await vi.waitFor(() => expect(live.heard.map(({ event }) => event)).toContain('ready'), PATIENCE);
  await daemon.say(
    Array.from({ length: 50 }, (_, i) => lineOf('web01', 'app', `<b>request</b> ${i} is done`)),
  );
  await vi.waitFor(() => expect(live.lines()).toHaveLength(50), PATIENCE);
  expect(live.lines()[7]).toMatchObject({ host: 'web01', app: 'app', severity: 6, odd: [] });
  expect(live.lines()[7]!.text).toContain('<b>request</b> 7 is done');
  expect(live.lines()[0]!.first).toBe('kind of line');
  await vi.waitFor(() => expect(live.heard.map(({ event }) => event)).toContain('status'), PATIENCE);
  expect(live.heard.find(({ event }) => event === 'status')!.data).toMatchObject({
    troubles: 0,
    watchers: 2,
  });

  await daemon.say([lineOf('web01', 'guard', 'PAGE an intruder')]);
  const incident = () => live.heard.find(({ event }) => event === 'incident')?.data;
  await vi.waitFor(() => expect(incident()).toMatchObject({ state: 'open', urgency: 'urgent' }), PATIENCE);
  const marked = () => live.lines().find(({ text }) => text.includes('PAGE'));
  await vi.waitFor(() => expect(marked()).toMatchObject({ remark: { detector: 'rule' } }), PATIENCE);
  expect(others.lines()).toEqual([]);

  const { id } = incident();
  const post = async (path: string, body: object) =>
    await fetch(`${api}${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { ...headers, 'Content-Type': 'application/json' },
    });
  await vi.waitFor(async () => expect((await get('/home')).state.word).toBe('urgent'), PATIENCE);
  expect((await post(`/incidents/${id}/ack`, { note: 'on my way' })).status).toBe(200);
  expect((await get(`/incidents/${id}`)).card).toMatchObject({
    acknowledged: { by: 'token test', note: 'on my way' },
  });

  const last = live.heard.at(-1)!.id;
  // Writing beside itself must not make the daemon lose its folder.
  expect(isHeld(daemon.run.state)).toBe(true);

  for (const one of [live, others]) one.stop();
  await daemon.say([lineOf('web01', 'app', 'request 99 is done')]);
  await vi.waitFor(async () => expect((await daemon.status()).pipeline.lines).toBe(52), PATIENCE);
  const again = listening(`${api}/live?rate=1000`, { ...headers, 'Last-Event-ID': last });
  await vi.waitFor(
    () => expect(again.lines().map(({ text }) => text)).toEqual([expect.stringContaining('99')]),
    PATIENCE,
  );
  expect(again.heard.map(({ event }) => event)).not.toContain('reset');
  again.stop();
  await daemon.run.end('SIGTERM');
});
