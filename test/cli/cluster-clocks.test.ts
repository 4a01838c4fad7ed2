import { existsSync, readdirSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { connected, freePort, write } from '../sources/network-peer.ts';
import { clusterFixture, valueIn } from './cluster-fixture.ts';
import { lineOf } from './run-fixture.ts';

const MINUTE = 60_000;
const LIBRARY = faketime();
const can = LIBRARY !== null;
const why = can ? '' : ' (skipped: needs the package faketime)';

function faketime(): string | null {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  const paths = folders.map((name) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`);
  return paths.find(existsSync) ?? null;
}

/** A machine whose clock is off by so many hours. */
function off(hours: number): NodeJS.ProcessEnv {
  return {
    ...{ LD_PRELOAD: LIBRARY!, FAKETIME: `${hours > 0 ? '+' : ''}${hours * 3600}s`, NO_FAKE_STAT: '1' },
    ...{ FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' },
  };
}

test.skipIf(!can)(
  `clocks an hour apart: what is found is of the right minute, and people hear whose clock is off${why}`,
  {
    timeout: 3 * MINUTE,
  },
  async () => {
    const { cluster, yaml, arrived, told, log } = await clusterFixture();
    const port = await freePort();
    const took = yaml.collect.replace('listen: []', `listen: ['tcp://127.0.0.1:${port}']`);
    await Promise.all([
      cluster.add('decide', { role: 'decide', yaml: yaml.decide, env: off(1) }),
      cluster.add('detect', { role: 'detect', yaml: yaml.rules }),
      cluster.add('filter', { role: 'filter', yaml: yaml.rules, env: off(-1) }),
    ]);
    await cluster.add('collect', { role: 'collect', yaml: took, env: off(1) });
    const socket = await connected(port);
    onTestFinished(() => void socket.destroy());
    const began = Date.now();
    // Devices whose clocks are right.
    const timer = setInterval(() => void write(socket, `${lineOf('sw1', 'link', 'port 7 is up')}\n`), 300);
    onTestFinished(() => clearInterval(timer));
    await write(socket, `${lineOf('walrus', 'reactor', 'PAGE coolant low in walrus')}\n`);
    await arrived(['walrus']);
    log.page('heron');
    await arrived(['heron', 'the clock of collect is 3600 s ahead']);
    const { state } = cluster.nodes.get('decide')!;
    for (const column of ['min(began)', 'max(began)']) {
      const time = Number(valueIn(state, `SELECT ${column} FROM incident`));
      expect([column, Math.abs(time - began) < 2 * MINUTE]).toEqual([column, true]);
    }
    for (const node of ['filter', 'decide']) await arrived([`clock of ${node}`]);
    expect(told().filter(({ text }) => /silen|stands still|nothing came/i.test(text))).toEqual([]);
  },
);
