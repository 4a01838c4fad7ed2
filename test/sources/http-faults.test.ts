import { connect } from 'node:net';
import { promisify } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import http from '../../src/sources/live-http.ts';
import { type RecordingSink, until } from '../../src/testing/live-sink.ts';
import { connected, dropped, freePort, withSource, write } from './network-peer.ts';

interface Taken {
  readonly status: number;
  readonly answer: { readonly accepted?: number; readonly error?: string; readonly message?: string };
  readonly headers: Headers;
}

interface Place {
  readonly port: number;
  readonly sink: RecordingSink;
  post(body: string | Uint8Array, headers?: Record<string, string>, path?: string): Promise<Taken>;
  refused(): { readonly [reason: string]: number };
}

async function serving(options: object, test: (place: Place) => Promise<void>): Promise<void> {
  const port = await freePort();
  const source = http.follow(http.schema.parse({ listen: `127.0.0.1:${port}`, ...options }));
  await withSource(source, (sink) =>
    test({
      ...{ port, sink },
      refused: () => dropped(source, 'http'),
      async post(body, headers = {}, path = '/ingest') {
        const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
        const response = await fetch(`http://127.0.0.1:${port}${path}`, {
          ...{ method: 'POST', body: bytes, headers: { 'Content-Type': 'text/plain', ...headers } },
        });
        expect(response.headers.get('content-type')).toBe('application/json');
        const answer = (await response.json()) as Taken['answer'];
        return { status: response.status, answer, headers: response.headers };
      },
    }),
  );
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('lines', () => {
  it('are answered for when they were handed over', async () => {
    await serving({}, async ({ post, sink }) => {
      const { status, answer } = await post('\uFEFFone\r\n\n\ntwo\n  \nlast');
      expect([status, answer]).toEqual([200, { accepted: 4 }]);
      expect(sink.text).toEqual(['one', 'two', '  ', 'last']);
      expect(sink.batches[0]!.senders).toEqual(['127.0.0.1']);
    });
  });

  it.each([
    ['an array of texts', '["one","two \\"quoted\\"\\n\\u00e9"]', ['one', 'two "quoted"\né']],
    [
      'an array of objects, kept as written',
      '[{"a":1e400, "b":[1,{}]},\n {"a":\n2}]',
      ['{"a":1e400, "b":[1,{}]}', '{"a": 2}'],
    ],
    ['an object with lines', '{"source":"x","lines":["one",{"two":2}],"n":1}', ['one', '{"two":2}']],
    ['an object that is one', '{"message":"m","lines":3}', ['{"message":"m","lines":3}']],
    ['values one after the other', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['nothing', ' ', []],
    ['empty ones', '[[],{},"",null,-1.5e+3]', ['[]', '{}', 'null', '-1.5e+3']],
  ])('of JSON: %s', async (_, body, lines) => {
    await serving({}, async ({ post, sink }) => {
      expect((await post(body, JSON_TYPE)).answer).toEqual({ accepted: lines.length });
      expect(sink.text.map((line) => Buffer.from(line, 'latin1').toString())).toEqual(lines);
    });
  });

  it('of NDJSON and packed ones are the same', async () => {
    const body = '{"a":1}\n{"a":2}\n';
    await serving({}, async ({ post, sink }) => {
      const type = { 'Content-Type': 'application/x-ndjson; charset=utf-8' };
      await post(body, type);
      await post(gzipSync(body), { ...type, 'Content-Encoding': 'gzip' });
      await post(zstdCompressSync(body), { ...type, 'Content-Encoding': 'zstd' });
      expect(sink.text).toEqual(Array(3).fill(['{"a":1}', '{"a":2}']).flat());
    });
  });

  it('longer than the limit are cut and marked', async () => {
    await serving({ max_line: '1 KiB' }, async ({ post, sink }) => {
      await post(`${'x'.repeat(5000)}\nnext`);
      expect(sink.text.map((line) => line.length)).toEqual([1024, 4]);
      expect(sink.batches.flatMap(({ truncated }) => truncated)).toEqual([0]);
    });
  });
});

describe('who may send', () => {
  const token = 'correct-horse';

  it('is who has the token; wrong ones are counted, and slowed down', async () => {
    await serving({ token }, async ({ post, sink, refused }) => {
      const bearer = (text: string) => ({ Authorization: `Bearer ${text}` });
      const first = await post('x');
      expect([first.status, first.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="logsift"']);
      for (const wrong of ['', 'correct-hors', 'correct-horse2', '\u00e9']) {
        expect((await post('x', bearer(wrong))).status).toBe(401);
      }
      expect((await post('yes', bearer(token))).status).toBe(200);
      for (let i = 0; i < 5; i++) expect((await post('x', bearer('guess'))).status).toBe(401);
      const slowed = await post('x', bearer(token));
      expect([slowed.status, slowed.headers.get('retry-after')]).toEqual([429, '60']);
      expect(sink.text).toEqual(['yes']);
      expect(refused()).toEqual({ wrong_token: 10, too_many_wrong_tokens: 1 });
    });
  });

  it('is, without a token, no web page and nobody who came by another name', async () => {
    await serving({}, async ({ post, port, refused }) => {
      expect((await post('x', { Origin: 'https://evil.example' })).status).toBe(403);
      for (const host of ['evil.example', '127.0.0.1.evil.example', `127.evil.example:${port}`]) {
        const socket = await connected(port);
        let answer = '';
        socket.on('data', (chunk) => {
          answer += chunk;
        });
        await write(socket, `POST /ingest HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\n\r\nx`);
        await until(
          () => answer.includes('not_local'),
          () => 'an answer',
        );
        expect(answer).toContain('HTTP/1.1 403');
        socket.destroy();
      }
      expect(refused()).toEqual({ not_local: 4 });
    });
  });

  it('nobody from elsewhere: without a token it does not listen there', async () => {
    const source = http.follow(http.schema.parse({ listen: ['127.0.0.1:8515', ':8515'] }));
    await expect(withSource(source, async () => {})).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
      message: expect.stringMatching(/\*:8515 without a token.*set "token"/),
    });
  });
});

describe('refused, and counted', () => {
  it.each([
    ['another path', '/../../etc/passwd', {}, 404, 'not_found'],
    ['a path that goes up', '/ingest/%2e%2e/x', {}, 404, 'not_found'],
    ['a type that is not taken', '/ingest', { 'Content-Type': 'text/html' }, 415, 'unknown_type'],
    ['a packing that is not taken', '/ingest', { 'Content-Encoding': 'br' }, 415, 'unknown_encoding'],
    [
      'a packing of a name of objects',
      '/ingest',
      { 'Content-Encoding': 'constructor' },
      415,
      'unknown_encoding',
    ],
    ['packed and damaged', '/ingest', { 'Content-Encoding': 'gzip' }, 400, 'corrupt'],
  ] as const)('%s', async (_, path, headers, status, error) => {
    await serving({}, async ({ post, sink, refused }) => {
      const taken = await post('some text', headers, path);
      expect([taken.status, taken.answer.error]).toEqual([status, error]);
      expect(taken.answer.message!.length).toBeGreaterThan(10);
      expect(refused()).toEqual({ [error]: 1 });
      expect(sink.lines).toBe(0);
      expect((await post('still here')).status).toBe(200);
    });
  });

  it.each([
    '{"a":',
    '["a"',
    '["a",]',
    '["\\x"]',
    '"text"',
    '7',
    '{a:1}',
    '{"a":1}}',
    '["a\nb"]',
    '[1 2]',
    '{"a" 1}',
  ])('what is no JSON array or object, wholly: %s', async (body) => {
    await serving({}, async ({ post, sink }) => {
      const { status, answer } = await post(`["good"]${body}`, JSON_TYPE);
      expect([status, answer.error]).toEqual([400, 'no_json']);
      expect(sink.lines).toBe(0);
    });
  });

  it('another method', async () => {
    await serving({}, async ({ port, refused }) => {
      const response = await fetch(`http://127.0.0.1:${port}/ingest`);
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
      expect(refused()).toEqual({ wrong_method: 1 });
    });
  });

  it('a body that is too large, whether it says so or not', async () => {
    await serving({ max_body: '10 KiB', max_unpacked: '20 KiB' }, async ({ post, port, sink, refused }) => {
      expect((await post('x'.repeat(20_000))).status).toBe(413);
      const packed = gzipSync(Buffer.from('abc\n'.repeat(10_000)));
      expect((await post(packed, { 'Content-Encoding': 'gzip' })).status).toBe(413);
      const socket = await connected(port);
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      await write(socket, 'POST /ingest HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
      const chunk = `1000\r\n${'y'.repeat(4096)}\r\n`;
      for (let i = 0; i < 4; i++) await write(socket, chunk);
      await until(
        () => answer.includes('413'),
        () => 'an answer',
      );
      socket.destroy();
      expect(refused()).toMatchObject({ too_large: 3 });
      expect(sink.lines).toBe(0);
    });
  });

  it('a body that unpacks to thousands of times its size', async () => {
    await serving({ max_unpacked: '256 MiB' }, async ({ post, sink, refused }) => {
      const bomb = gzipSync(Buffer.alloc(32 * 2 ** 20));
      const { status, answer } = await post(bomb, { 'Content-Encoding': 'gzip' });
      expect([status, answer.error]).toEqual([413, 'bomb']);
      expect(refused()).toEqual({ bomb: 1 });
      expect(sink.lines).toBe(0);
    });
  });

  it('what is no HTTP, and headers without end', async () => {
    await serving({}, async ({ post, port, refused }) => {
      for (const bytes of [
        '<34>Oct 11 22:14:15 host su: syslog\n',
        `POST /ingest HTTP/1.1\r\nX: ${'x'.repeat(100_000)}`,
      ]) {
        const socket = await connected(port);
        const closed = new Promise<void>((done) => socket.once('close', () => done()));
        await write(socket, bytes);
        await closed;
      }
      expect(refused()).toEqual({ no_http: 2 });
      expect((await post('fine')).status).toBe(200);
    });
  });

  it('a body that comes too slowly, while others are heard', async () => {
    await serving({ timeout: '2s' }, async ({ post, port, sink, refused }) => {
      const socket = connect(port, '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('error', () => {});
      const closed = new Promise<void>((done) => socket.once('close', () => done()));
      await write(socket, 'POST /ingest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n');
      const dripping = setInterval(() => socket.write('z'), 30);
      expect((await post('quick')).status).toBe(200);
      await closed;
      clearInterval(dripping);
      expect(answer).toContain('408');
      expect(refused()).toMatchObject({ slow: 1 });
      expect(sink.text).toEqual(['quick']);
    });
  });
});

describe('load', () => {
  it('without room it says when to come again, and what was not taken is not counted as lost', async () => {
    await serving({}, async ({ post, sink, refused }) => {
      sink.block();
      const { status, headers } = await post('later');
      expect([status, headers.get('retry-after')]).toEqual([503, '1']);
      expect(refused()).toEqual({});
      sink.release();
      expect((await post('later')).answer).toEqual({ accepted: 1 });
    });
  });

  it('too many requests of one peer at a time are told so', async () => {
    await serving({ max_requests_per_peer: 2 }, async ({ post, port }) => {
      const open = await Promise.all(Array.from({ length: 2 }, () => connected(port)));
      for (const socket of open) {
        await write(socket, 'POST /ingest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n');
      }
      await promisify(setImmediate)();
      let status = 0;
      await until(
        async () => {
          ({ status } = await post('x'));
          return status === 429;
        },
        () => `429 (${status})`,
      );
      for (const socket of open) socket.destroy();
      await until(
        async () => (await post('x')).status === 200,
        () => 'room again',
      );
    });
  });
});

describe('hostile JSON', () => {
  it('nested a hundred thousand deep is a line, and so are names of prototypes', async () => {
    await serving({}, async ({ post, sink }) => {
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      const proto = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
      expect((await post(`[${deep},${proto}]`, JSON_TYPE)).answer).toEqual({ accepted: 2 });
      expect(sink.text).toEqual([deep, proto]);
      expect((await post(proto, JSON_TYPE)).answer).toEqual({ accepted: 1 });
      expect(({} as { polluted?: number }).polluted).toBeUndefined();
    });
  });
});
