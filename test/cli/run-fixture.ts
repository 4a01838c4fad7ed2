import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Status } from '../../src/core/status.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { connected, freePort, write } from '../sources/network-peer.ts';
import { DaemonRun } from './daemon-run.ts';

/** Long enough for a machine that does ten other things; nothing waits for it but a failure. */
export const PATIENCE = { timeout: 150_000, interval: 400 };
/** The long forms, which take minutes: `npm run soak`. */
export const SOAK = (process.env.LOGSIFT_SOAK ?? '') !== '';

/** Lines with PAGE in them are told of whatever else is learnt, and those of `flood` are not kept. */
const RULES = `rules:
  - id: told
    action: escalate
    category: other
    gravity: 0.9
    page: true
    match: { regex: PAGE }
    reason: somebody is to know
  - { id: flood, action: drop, match: { app: flood }, reason: a flood }
`;

/** What to set beside the sources and rules of `listeningDaemon`. */
interface Setting {
  readonly yaml?: string;
  /** What is read beside syslog, and what is learnt from it. */
  readonly sources?: string;
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A daemon that takes syslog in and answers monitoring, with what a test asks of it. */
export interface ListeningDaemon {
  readonly run: DaemonRun;
  readonly folder: string;
  readonly port: number;
  /** Where its HTTP server is, without a slash at the end. */
  readonly http: string;
  status(): Promise<Status>;
  /** Status code of a page of monitoring. */
  page(path: string): Promise<number>;
  /** Sends lines over TCP, and resolves when it has them. */
  say(lines: readonly string[]): Promise<void>;
}

const NONE = 'sources: []\nlearn: { warm_start: false }';

/** Not yet started; killed after the test. */
export async function listeningDaemon(setting: Setting = {}): Promise<ListeningDaemon> {
  const { yaml = '', sources = NONE, folder, env } = setting;
  const place = folder ?? temporaryFolder();
  const [port, http] = [await freePort(), await freePort()];
  writeFileSync(join(place, 'rules.yaml'), RULES);
  const run = new DaemonRun(
    place,
    `${sources}
listen: ['127.0.0.1:${port}']
http: { listen: '127.0.0.1:${http}' }
rules: { files: [rules.yaml] }
${yaml}`,
    env,
  );
  onTestFinished(async () => void (await run.end('SIGKILL')));
  const get = (path: string) => fetch(`http://127.0.0.1:${http}${path}`);
  return {
    ...{ run, folder: place, port, http: `http://127.0.0.1:${http}` },
    status: async () => (await (await get('/status')).json()) as Status,
    async page(path) {
      const answer = await get(path);
      await answer.arrayBuffer();
      return answer.status;
    },
    async say(lines) {
      const socket = await connected(port);
      await write(socket, `${lines.join('\n')}\n`);
      await new Promise<void>((done) => {
        socket.once('close', () => done());
        socket.end();
      });
    },
  };
}

/** A line of syslog of now, as RFC 5424 writes it. */
export function lineOf(host: string, app: string, message: string): string {
  return `<14>1 ${new Date().toISOString()} ${host} ${app} 7 - - ${message}`;
}
