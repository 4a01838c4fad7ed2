import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Status } from '../../src/core/status.ts';
import { metricsText } from '../../src/health/metrics.ts';
import { madeStatus } from './made-status.ts';
import { MonitoredServer } from './monitored-server.ts';

let status: Status;
let stalled: string | null;
let server: MonitoredServer;

beforeEach(async () => {
  status = madeStatus();
  stalled = null;
  server = new MonitoredServer({ address: '127.0.0.1', status: () => status, stalled: () => stalled });
  await server.start();
});
afterEach(() => server.stop());

interface Got {
  readonly code: number;
  readonly text: string;
  readonly headers: { readonly [name: string]: unknown };
}

function ask(
  path: string,
  options: { method?: string; headers?: { [name: string]: string } } = {},
): Promise<Got> {
  return new Promise((done, fail) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => done({ code: response.statusCode!, text, headers: response.headers }));
    });
    asked.on('error', fail).end();
  });
}

describe('health', () => {
  test('is 200 while the pipeline turns, and says why it is not', async () => {
    expect(await ask('/healthz')).toMatchObject({ code: 200, text: 'ok\n' });
    stalled = 'no line got through for 31 seconds';
    expect(await ask('/healthz')).toMatchObject({ code: 503, text: 'no line got through for 31 seconds\n' });
  });

  test('ready is 200 when state is restored and sockets are open', async () => {
    expect(await ask('/readyz')).toMatchObject({ code: 200 });
    status = madeStatus({ ready: false, state: 'starting' });
    expect(await ask('/readyz')).toMatchObject({ code: 503, text: 'starting\n' });
  });

  test('the status is the whole status as JSON', async () => {
    expect(JSON.parse((await ask('/status')).text)).toEqual(status);
  });
});

describe('nobody', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('may %s', async (method) => {
    expect(await ask('/status', { method })).toMatchObject({ code: 405 });
  });

  test('finds anything else', async () => {
    for (const path of ['/', '/../etc/passwd', '/debug/pprof/heap', '/status/', '/%2e%2e/']) {
      expect(await ask(path)).toMatchObject({ code: 404 });
    }
  });

  test('reads it through a web page', async () => {
    expect(await ask('/status', { headers: { Origin: 'https://evil.example' } })).toMatchObject({
      code: 403,
    });
    expect(await ask('/status', { headers: { 'Sec-Fetch-Site': 'cross-site' } })).toMatchObject({
      code: 403,
    });
    const rebound = { headers: { Host: 'evil.example:8514' } };
    expect(await ask('/status', rebound)).toMatchObject({ code: 403 });
    expect(await ask('/status', { headers: { Host: 'localhost:8514' } })).toMatchObject({ code: 200 });
  });

  test('holds it up by half a request', async () => {
    const half = connect(server.port, '127.0.0.1');
    half.on('error', () => {});
    await new Promise<void>((done) => half.once('connect', () => done()));
    half.write('GET /healthz HTT');
    expect(await ask('/healthz')).toMatchObject({ code: 200 });
    half.destroy();
  });
});

describe('metrics', () => {
  test('are text that Prometheus reads, with names of ours only', async () => {
    const { text, headers } = await ask('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    for (const line of text.split('\n').filter((one) => one !== '')) {
      expect(line).toMatch(
        /^(?:# (?:HELP|TYPE) logsift_\w+ .+|logsift_[a-z_]+(?:\{(?:\w+="(?:[^"\\\n]|\\.)*",?)+\})? -?[\d.e+-]+)$/,
      );
    }
    expect(text).toContain('logsift_lines_total 1000000');
    expect(text).toContain('logsift_input_dropped_total{input="udp 127.0.0.1:5514",reason="kernel"} 3');
    expect(text).toContain('logsift_messages_oldest_age_seconds{channel="team"} 600');
  });

  test('hold the book-keeping: in = through + under way, through = events + own + folded + empty', async () => {
    const { text } = await ask('/metrics');
    const value = (name: string) => Number(new RegExp(`^logsift_${name} (\\S+)$`, 'm').exec(text)![1]);
    expect(value('lines_in_total')).toBe(value('lines_total') + value('lines_under_way'));
    expect(value('lines_total')).toBe(
      value('events_total') +
        value('events_own_total') +
        value('lines_folded_total') +
        value('lines_empty_total'),
    );
  });

  test('account for those who listen to the dashboard', async () => {
    const dashboard = {
      ...{ restarts: 1, published: 50, dropped: 2, listeners: 3 },
      ...{ joined: 10, left: 4, slow: 2, ended: 1, refused: 5, throttled: 6 },
    };
    const text = await metricsText(madeStatus({ dashboard }));
    expect(text).toContain('logsift_dashboard_listeners 3');
    expect(text).toContain('logsift_dashboard_listeners_total{outcome="slow"} 2');
    expect(text).toContain('logsift_dashboard_restarts_total 1');
    expect(await metricsText(madeStatus())).not.toContain('logsift_dashboard');
  });

  test('cut and escape what comes from outside, and bound how many series there are', async () => {
    const [one] = madeStatus().inputs;
    const hostile = `"} evil_metric 1\n\u001b[2J${'x'.repeat(5000)}`;
    const inputs = Array.from({ length: 5000 }, (_, i) => ({
      ...one!,
      name: `${i}${hostile}`,
      dropped: { [hostile]: 1 },
    }));
    const text = await metricsText(madeStatus({ inputs }));
    expect(text).not.toMatch(/^evil_metric/m);
    expect(text).not.toContain('\u001b');
    expect(text.match(/^logsift_input_lines_total\{/gm)).toHaveLength(201);
    expect(text).toContain(`logsift_input_lines_total{input="other"} ${900_000 * 4800}`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(400);
  });
});
