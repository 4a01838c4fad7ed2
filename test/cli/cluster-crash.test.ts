import { appendFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFailed, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { ClusterRun, incidentsIn } from './cluster-run.ts';

const PATIENCE = { timeout: 60_000, interval: 300 };
const SECONDS = 1000;

/** A receiver of messages that keeps all of them, with the key that says what is the same. */
async function receiver() {
  const got: { key: string; text: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const { key, message } = JSON.parse(body) as { key: string; message?: { headline: string } };
      got.push({ key: key ?? body, text: message?.headline ?? body });
      response.end('{}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** Ordinary lines of several hosts, forty a second, into a file. */
function writer(log: string) {
  writeFileSync(log, '');
  let number = 0;
  const timer = setInterval(() => {
    const lines = Array.from({ length: 8 }, () => {
      number++;
      return `${new Date().toISOString()} web${number % 5} shop[71]: request ${number} served in ${number % 90} ms`;
    });
    appendFileSync(log, `${lines.join('\n')}\n`);
  }, 200);
  onTestFinished(() => clearInterval(timer));
  return {
    get lines() {
      return number;
    },
    say(text: string) {
      appendFileSync(log, `${new Date().toISOString()} ${text}\n`);
    },
    stop: () => clearInterval(timer),
  };
}

/** Lines that interrupt a person by a rule of their own, of hosts that have nothing to do with one another. */
const HOSTS = ['walrus', 'heron', 'quince', 'maple', 'violet'];
const RULES = `owner: plant@example.org
rules:
  - id: reactor
    action: escalate
    category: temperature
    page: true
    match: { regex: 'coolant low' }
    reason: the plant is in danger
`;

test('every role killed in turn while lines come: each page arrives, and nothing is looked at twice', {
  timeout: 300 * SECONDS,
}, async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'live.log');
  const { got, url } = await receiver();
  const lines = writer(log);
  const cluster = await ClusterRun.start(folder);
  onTestFinished(() => cluster.end());
  onTestFailed(() => void process.stderr.write(cluster.output));
  const channel = `notifiers: [{ type: webhook, name: hook, url: "${url}", allow_private: true }]\n`;
  writeFileSync(join(folder, 'rules.yaml'), RULES);
  const rules = `rules: { files: [${join(folder, 'rules.yaml')}] }\n`;
  const budget = 'budget: { rate: 50/day }\nroutes: { receivers: [hook], group_by: [host] }\n';
  await Promise.all([
    cluster.add('decide-1', { role: 'decide', yaml: channel + budget }),
    cluster.add('detect-1', { role: 'detect', yaml: rules }),
    cluster.add('filter-1', { role: 'filter', yaml: rules }),
  ]);
  await Promise.all([
    cluster.add('decide-2', { role: 'decide', yaml: channel + budget }),
    cluster.add('detect-2', { role: 'detect', yaml: rules }),
    cluster.add('filter-2', { role: 'filter', yaml: rules }),
    cluster.add('collect', {
      role: 'collect',
      yaml: `sources: [{ type: file, paths: [${log}], start: beginning }]\nlisten: []\n`,
    }),
  ]);
  let said = 0;
  const wrong = () => {
    const host = HOSTS[said++]!;
    lines.say(`${host} reactor[1]: coolant low in ${host}`);
  };
  const hosts = () => HOSTS.slice(0, said);
  const all = () => got.map(({ text }) => text).join('\n');
  const arrived = () =>
    vi.waitFor(() => expect(hosts().filter((host) => !all().includes(host))).toEqual([]), PATIENCE);
  wrong();
  await arrived();
  for (const name of ['filter-1', 'detect-1', 'collect', 'decide-1']) {
    wrong();
    await cluster.nodes.get(name)!.end('SIGKILL');
    if (name === 'collect') await cluster.nodes.get(name)!.start();
    await arrived();
    await pause(200);
  }
  lines.stop();
  // At most one copy for each crash, under the same key.
  const pages = Map.groupBy(got, ({ key }) => key);
  for (const copies of pages.values()) expect(copies.length).toBeLessThanOrEqual(1 + 4);
  const { state } = cluster.nodes.get('decide-2')!;
  for (const host of hosts())
    expect(incidentsIn(state).filter(({ headline }) => headline.startsWith(`${host}:`)).length).toBe(1);
});
