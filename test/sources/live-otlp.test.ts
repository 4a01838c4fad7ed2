import { describe, it } from 'vitest';
import otlp from '../../src/sources/live-otlp.ts';
import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';
import { freePort } from './network-peer.ts';
import { logsOf } from './otlp-requests.ts';
import { encoded } from './otlp-schema.ts';

const TOKEN = 'token-of-the-test';

/** Sends until it is taken, as OTLP wants it of a client that was told to come again. */
async function post(port: number, body: string | Buffer, type: string): Promise<void> {
  for (;;) {
    const headers = { 'Content-Type': type, Authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(`http://127.0.0.1:${port}/v1/logs`, {
      ...{ method: 'POST', body: Buffer.from(body as Buffer), headers },
    }).catch(() => null);
    await answer?.arrayBuffer().catch(() => null);
    if (answer === null || answer.status === 200) return;
    if (answer.status !== 503) throw new Error(`answered ${answer.status}`);
  }
}

function contract(type: string, pack: (request: object) => string | Buffer): void {
  describe(`otlp in ${type} keeps the contract of live sources`, () => {
    const checks = liveSourceChecks(otlp, {
      fileName: 'otlp',
      accepted: [{}, { listen: ':4318', token: 'x', max_series: 7 }, { listen: false }],
      refused: [{ listen: 4318 }, { token: '' }, { max_line: '1 KiB' }, { max_series: 0 }],
      async prepare() {
        const port = await freePort();
        const options = { listen: `127.0.0.1:${port}`, token: TOKEN };
        return {
          open: () => otlp.follow(otlp.schema.parse(options)),
          async send(lines) {
            if (lines.length === 0) return;
            const records = lines.map((line) => ({ body: { stringValue: line } }));
            await post(port, pack(logsOf(records)), type);
          },
          sent: (line) => (JSON.parse(line) as { body: string }).body,
          async close() {},
        };
      },
      hopeless: () => otlp.follow(otlp.schema.parse({ listen: ':4318' })),
    });
    for (const check of checks) it(check.name, () => check.run());
  });
}

contract('application/json', (request) => JSON.stringify(request));
contract('application/x-protobuf', (request) => encoded('ExportLogsServiceRequest', request));
