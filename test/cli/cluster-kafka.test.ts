import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFailed, onTestFinished, test, vi } from 'vitest';
import { canMock, MockCluster } from '../../src/testing/kafka-mock.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { incidentsIn } from './cluster-run.ts';
import { DaemonRun } from './daemon-run.ts';

const PATIENCE = { timeout: 60_000, interval: 300 };
const RULES = `owner: plant@example.org
rules:
  - { id: reactor, action: escalate, category: temperature, page: true, match: { regex: 'coolant low' }, reason: danger }
`;

test.skipIf(!canMock())(
  'roles talk over Kafka, and another decides when the one that did is gone',
  async () => {
    const kafka = await MockCluster.start();
    onTestFinished(() => void kafka.process.kill());
    const folder = temporaryFolder();
    const log = join(folder, 'live.log');
    writeFileSync(log, '');
    writeFileSync(join(folder, 'rules.yaml'), RULES);
    const bus = {
      ...{ type: 'kafka', brokers: kafka.brokers, prefix: await kafka.prefix(4) },
      ...{ partitions: 4, replication: 1, session: '3s' },
    };
    const common = `bus: ${JSON.stringify(bus)}
cluster: { shards: 4 }
http: { listen: off }
listen: []
sources: [{ type: file, paths: [${log}], start: beginning }]
rules: { files: [${join(folder, 'rules.yaml')}] }
notifiers: [{ type: terminal, name: screen }]
`;
    const nodes = new Map<string, DaemonRun>();
    onTestFinished(() => Promise.all([...nodes.values()].map((node) => node.end('SIGKILL'))).then(() => {}));
    onTestFailed(() => {
      for (const [name, { output }] of nodes) process.stderr.write(`== ${name}\n${output}\n`);
    });
    const add = async (name: string, roles: string) => {
      mkdirSync(join(folder, name));
      const node = new DaemonRun(join(folder, name), `node: { name: ${name} }\n${common}`);
      node.args = ['--role', roles];
      nodes.set(name, node);
      await node.start();
    };
    await Promise.all([
      add('first', 'decide'),
      add('second', 'decide'),
      add('engine', 'collect,filter,detect'),
    ]);
    const says = (host: string) =>
      appendFileSync(log, `${new Date().toISOString()} ${host} reactor[1]: coolant low in ${host}\n`);
    const leader = () => [...nodes.values()].find(({ output }) => output.includes('decides from now on'));

    says('walrus');
    await vi.waitFor(() => expect(leader()).toBeDefined(), PATIENCE);
    const one = leader()!;
    await vi.waitFor(() => expect(one.output).toContain('walrus: Danger'), PATIENCE);
    await one.end('SIGKILL');
    says('heron');
    const other = [...nodes.values()].find((node) => node !== one && node !== nodes.get('engine'))!;
    await vi.waitFor(() => expect(other.output).toContain('heron: Danger'), PATIENCE);
    expect(
      incidentsIn(other.state)
        .map(({ headline }) => headline.split(':')[0])
        .sort(),
    ).toEqual(['heron', 'walrus']);
  },
);
