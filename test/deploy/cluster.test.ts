import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/read-files.ts';
import { rolesIn } from '../../src/app/cluster/roles.ts';
import { loadConfig } from '../../src/app/config.ts';
import redis from '../../src/buses/redis.ts';
import { freePort } from '../sources/network-peer.ts';

const DEPLOY = join(ROOT, 'deploy');
const CLUSTER = join(DEPLOY, 'cluster');
const PASSWORD = 'of the test';

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
}

const compose = parse(readFileSync(join(DEPLOY, 'compose.yaml'), 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const nodes = Object.entries(compose.services).filter(([, { image }]) => image === 'logsift');

/** What a flag of a service's command line is given, each time. */
function given({ command }: Service, flag: string): string[] {
  return command.flatMap((word, i) => (word === flag ? [command[i + 1]!] : []));
}

/** The configuration that a service reads, with what compose puts into its environment. */
function configOf(service: Service) {
  const files = given(service, '--config').map((path) => path.replace('/etc/logsift', CLUSTER));
  const own = Object.fromEntries(
    Object.entries(service.environment).map(([name, value]) => [name, value.replace(/^\$\{.*\}$/, PASSWORD)]),
  );
  const image = { STATE_DIRECTORY: '/var/lib/logsift', LOGSIFT_LISTEN: '0.0.0.0:5514' };
  return loadConfig({ env: { ...image, ...own }, home: '/', hostname: 'made-up', root: false, files });
}

describe('deploy/compose.yaml', () => {
  it('starts every role, and two that may decide', () => {
    const roles = nodes.map(([, service]) => given(service, '--role').join());
    expect(roles.toSorted()).toEqual(['collect', 'decide', 'decide', 'detect', 'filter', 'serve']);
    for (const role of roles) expect(rolesIn(role)).toEqual(new Set([role]));
  });

  it.each(nodes)('gives %s a configuration that is understood, without a remark', (_, service) => {
    const { config, notes } = configOf(service);
    expect(notes).toEqual([]);
    expect(config.bus).toMatchObject({ type: 'redis', host: 'redis', password: PASSWORD });
    expect(config.state.folder).toBe('/var/lib/logsift');
  });

  it('has all nodes say the same of the bus and of the cluster', () => {
    const said = nodes.map(([, service]) => {
      const { bus, cluster } = configOf(service).config;
      return JSON.stringify({ bus, cluster });
    });
    expect(new Set(said).size).toBe(1);
  });

  it('keeps the state of all but filters, each for itself, under a name that stays', () => {
    const kept = nodes.map(([name, service]) => ({
      name,
      node: configOf(service).config.node.name,
      volume: service.volumes.find((volume) => volume.endsWith(':/var/lib/logsift'))?.split(':')[0],
    }));
    for (const { name, node, volume } of kept) {
      expect(volume).toBe(name === 'filter' ? undefined : name);
      expect(node === 'made-up', name).toBe(name === 'filter');
    }
    expect(Object.keys(compose.volumes)).toEqual(
      expect.arrayContaining(kept.flatMap(({ volume }) => volume ?? [])),
    );
    expect(new Set(kept.map(({ node }) => node)).size).toBe(kept.length);
  });

  it('hands ports on to where something listens, and asks each node how it is where it answers', () => {
    const reached = nodes.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`));
    expect(reached).toEqual(['collect 514:5514/udp', 'collect 514:5514/tcp', 'serve 8514:8514']);
    for (const [name, service] of nodes) {
      const { http, listen } = configOf(service).config;
      if (name === 'collect') expect(listen).toMatchObject([{ transport: 'both', address: '0.0.0.0:5514' }]);
      const host = name === 'serve' ? '0.0.0.0' : '127.0.0.1';
      expect(http.listen).toMatchObject({ host, port: 8514 });
      expect(service.healthcheck.test.join(' ')).toContain('http://127.0.0.1:8514/healthz');
    }
  });

  it('begins a Redis that logsift accepts, and that is healthy (redis-server)', async () => {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'logsift-deploy-'));
    const { command, healthcheck } = compose.services.redis!;
    const env = { ...process.env, REDIS_PASSWORD: PASSWORD };
    const [program, flag, script] = command.map((word) => word.replaceAll('$$', '$'));
    const child = spawn(program!, [flag!, `${script} --port ${port} --dir ${folder}`], { env });
    const context = { member: 'm', notice: () => {}, now: Date.now, random: Math.random };
    const bus = redis.create(redis.schema.parse({ port, password: PASSWORD }), context);
    onTestFinished(async () => {
      await bus.stop();
      if (child.exitCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    });
    await bus.start();
    await vi.waitFor(() => expect(bus.status().connected).toBe(true), { timeout: 20_000, interval: 50 });
    const [, ask] = healthcheck.test;
    const asked = ask!.replaceAll('$$', '$').replace('redis-cli', `redis-cli -p ${port}`);
    const [code] = (await once(spawn('sh', ['-c', asked], { env }), 'exit')) as [number];
    expect(code).toBe(0);
  });
});

describe('deploy/cluster', () => {
  it('has nothing that no node of compose.yaml reads', () => {
    const read = nodes.flatMap(([, service]) => given(service, '--config').map((path) => basename(path)));
    expect(readdirSync(CLUSTER).toSorted()).toEqual([...new Set(read)].toSorted());
    for (const name of read) expect(existsSync(join(CLUSTER, name)), name).toBe(true);
  });

  it('wants the password to be given', () => {
    const files = [join(CLUSTER, 'common.yaml'), join(CLUSTER, 'filter.yaml')];
    expect(() => loadConfig({ env: {}, home: '/', hostname: 'a', root: false, files })).toThrow(
      /REDIS_PASSWORD/,
    );
  });
});
