import { describe, it } from 'vitest';
import http from '../../src/sources/live-http.ts';
import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';
import { freePort } from './network-peer.ts';

const TOKEN = 'token-of-the-test';

/** Sends until it is taken, as a sender must that was told to come again; gives up when nobody listens any more. */
async function post(port: number, body: string, type: string): Promise<void> {
  for (;;) {
    const headers = { 'Content-Type': type, Authorization: `Bearer ${TOKEN}` };
    const bytes = Buffer.from(body, 'latin1');
    const answer = await fetch(`http://127.0.0.1:${port}/ingest`, {
      ...{ method: 'POST', body: bytes, headers },
    }).catch(() => null);
    await answer?.arrayBuffer().catch(() => null);
    if (answer === null || answer.status === 200) return;
    if (answer.status !== 503) throw new Error(`answered ${answer.status}`);
  }
}

function contract(title: string, type: string, pack: (lines: readonly string[]) => string): void {
  describe(`http with ${title} keeps the contract of live sources`, () => {
    const checks = liveSourceChecks(http, {
      fileName: 'http',
      accepted: [{}, { listen: ':8515', token: 'x', max_body: '1 MiB' }, { listen: false }],
      refused: [{ listen: 8515 }, { token: '' }, { max_body: '1 B' }, { timeout: 5 }],
      async prepare() {
        const port = await freePort();
        const options = { listen: `127.0.0.1:${port}`, token: TOKEN };
        return {
          open: () => http.follow(http.schema.parse(options)),
          send: (lines) => (lines.length === 0 ? Promise.resolve() : post(port, pack(lines), type)),
          async close() {},
        };
      },
      hopeless: () => http.follow(http.schema.parse({ listen: ':8515' })),
    });
    for (const check of checks) it(check.name, () => check.run());
  });
}

contract('lines', 'text/plain', (lines) => lines.map((line) => `${line}\n`).join(''));
contract('JSON', 'application/json', (lines) => JSON.stringify({ lines }));
