import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { takes, until } from '../../src/testing/bus-bench.ts';
import { canMock, MockCluster } from '../../src/testing/kafka-mock.ts';
import { freePort } from '../sources/network-peer.ts';
import { have, scratch } from '../sources/scratch.ts';
import { openOn } from './kafka-place.ts';

const at = scratch();
const PAGE = readFileSync(new URL('../../docs/buses.md', import.meta.url), 'utf8');
const OMKAFKA = '/usr/lib/x86_64-linux-gnu/rsyslog/omkafka.so';
const canForward = canMock() && have('rsyslogd') && existsSync(OMKAFKA.replace('x86_64', machine()));

let child: ChildProcess | null = null;
afterEach(() => child?.kill('SIGKILL'));

function machine(): string {
  return process.arch === 'arm64' ? 'aarch64' : 'x86_64';
}

/** The configuration that stands behind some words in docs/buses.md, with its places replaced. */
function example(words: string, places: { readonly [from: string]: string }): string {
  const [, block = ''] = new RegExp(`^${words}:\n\n((?:    .*\n)+)`, 'm').exec(PAGE) ?? [];
  let text = block.replaceAll(/^ {4}/gm, '');
  for (const [from, to] of Object.entries(places)) {
    expect(text, `there is no ${from}`).toContain(from);
    text = text.replaceAll(from, to);
  }
  return text;
}

describe.skipIf(!canForward)(
  'others write to raw (needs rsyslog-kafka, kcat, gcc and librdkafka-dev)',
  () => {
    test('rsyslog, as docs/buses.md has it: every line once, those of one host in one shard and in order', {
      timeout: 90_000,
    }, async () => {
      const cluster = await MockCluster.start();
      const prefix = await cluster.prefix();
      const context = { member: 'm', notice() {}, now: Date.now, random: Math.random };
      const { bus } = openOn(cluster, prefix, context);
      try {
        await bus.start();
        const taker = takes(bus, { topic: 'raw', shards: 6 });
        const port = await freePort();
        const text = example('rsyslog \\(`omkafka`\\)', {
          'kafka-1.example.org:9092': cluster.brokers[0]!,
          'logsift.raw': `${prefix}.raw`,
          '/var/spool/rsyslog/kafka-failed': at('failed'),
        });
        const input = `module(load="imptcp")\ninput(type="imptcp" address="127.0.0.1" port="${port}")\n`;
        writeFileSync(at('rsyslog.conf'), `global(workDirectory="${at('.')}")\n${input}${text}`);
        child = spawn('rsyslogd', ['-n', '-i', 'NONE', '-f', at('rsyslog.conf')], { stdio: 'ignore' });
        const lines = Array.from(
          { length: 60 },
          (_, i) => `<13>Nov 22 01:00:00 host${i % 3} sshd[1]: line ${i}\n`,
        ).join('');
        await until('it listens', () => sent(port, lines));
        await until('all of it', () => taker.taken.length === 60);
        for (const host of ['host0', 'host1', 'host2']) {
          const its = taker.taken.filter((one) => one.text.includes(` ${host} `));
          expect(new Set(its.map(({ shard }) => shard)).size).toBe(1);
          const numbers = its.map((one) => Number(/line (\d+)\s*$/.exec(one.text)![1]));
          expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => i * 3 + Number(host.slice(4))));
          expect(its[0]!.text).toMatch(/^<13>1 \d{4}-11-22T01:00:00\S* host\d sshd 1 - - {2}line \d+\n$/);
        }
      } finally {
        await bus.stop();
        cluster.stop();
      }
    });
  },
);

/** Whether lines could be sent. */
function sent(port: number, lines: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(lines, () => resolve(true)));
    socket.on('error', () => resolve(false));
  });
}
