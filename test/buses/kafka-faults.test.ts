import { execFileSync } from 'node:child_process';
import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { KafkaBus } from '../../src/buses/kafka-bus.ts';
import { kafkaSchema } from '../../src/buses/kafka-options.ts';
import type { Bus, BusContext, Topic } from '../../src/core/bus.ts';
import type { Notice } from '../../src/core/notice.ts';
import { entriesOf, Taker, takes, until } from '../../src/testing/bus-bench.ts';
import { canMock, MockCluster } from '../../src/testing/kafka-mock.ts';
import { openOn } from './kafka-place.ts';

/** Numbers that Kafka's protocol gives requests and errors. */
const [PRODUCE, FETCH, OFFSET_COMMIT, HEARTBEAT] = [0, 1, 8, 12];
const [TOO_LARGE, NOT_LEADER, LOADING, UNKNOWN_MEMBER] = [10, 6, 14, 25];

describe.skipIf(!canMock())(
  'faults of kafka (needs kcat, gcc and librdkafka-dev)',
  { timeout: 120_000 },
  () => {
    /** A cluster of its own for each, as each breaks it. */
    async function fresh(onFinished: (end: () => Promise<void>) => void) {
      const cluster = await MockCluster.start();
      const prefix = await cluster.prefix();
      const notices: Notice[] = [];
      const open: Bus[] = [];
      const context = (): BusContext => ({
        member: `m${open.length}`,
        notice: (notice) => void notices.push(notice),
        now: Date.now,
        random: Math.random,
      });
      onFinished(async () => {
        await Promise.all(open.map((bus) => bus.stop()));
        cluster.stop();
      });
      return {
        ...{ cluster, prefix, notices, open, context },
        async started(): Promise<Bus> {
          const { bus } = openOn(cluster, prefix, context());
          open.push(bus);
          await bus.start();
          return bus;
        },
        kcat: (topic: Topic, lines: string, ...more: string[]) =>
          execFileSync(
            'kcat',
            ['-P', '-b', cluster.brokers[0]!, '-t', `${prefix}.${topic}`, '-p', '0', ...more],
            {
              input: lines,
            },
          ),
      };
    }

    test.concurrent('brokers that stand still (SIGSTOP) and go on lose nothing that was published', async ({
      onTestFinished,
    }) => {
      const at = await fresh(onTestFinished);
      const bus = await at.started();
      const taker = takes(bus, { topic: 'raw', shards: 2 });
      await bus.publish('raw', 0, entriesOf('before', 5));
      await until('what was before', () => taker.taken.length === 5);
      at.cluster.process.kill('SIGSTOP');
      const waiting = Promise.all(
        [0, 1].map((shard) => bus.publish('raw', shard, entriesOf(`held-${shard}`, 5))),
      );
      await until('it knows that it has nothing', () => taker.revocations.length === 2);
      expect(taker.revocations.every(({ lost }) => lost)).toBe(true);
      at.cluster.process.kill('SIGCONT');
      await waiting;
      await until('all of it', () => new Set(taker.texts()).size === 15);
      expect(taker.complaints).toEqual([]);
      await until('all is well', () => bus.status().connected && bus.status().trouble === null);
    });

    test.concurrent('members that come and go all the time: nothing is lost, nobody handles what is another’s, fences grow', async ({
      onTestFinished,
    }) => {
      const at = await fresh(onTestFinished);
      const publisher = await at.started();
      const takers: Taker[] = [];
      const fences = new Map<number, number[]>();
      const join = async () => {
        const taker = new Taker();
        const assigned = taker.assigned.bind(taker);
        taker.assigned = async (shard, fence) => {
          fences.set(shard, [...(fences.get(shard) ?? []), fence]);
          await assigned(shard, fence);
        };
        takers.push(takes(await at.started(), { topic: 'raw', shards: 4 }, taker));
      };
      await join();
      let sent = 0;
      for (let i = 0; i < 8; i++) {
        if (i % 3 === 2) await takers[Math.floor(i / 3)]!.member!.leave();
        else await join();
        for (const shard of [0, 1, 2, 3])
          await publisher.publish('raw', shard, entriesOf(`s${shard}`, 10, sent));
        sent += 10;
        await later(700);
      }
      const all = () => takers.flatMap((taker) => taker.texts());
      await until('all of it', () => new Set(all()).size === sent * 4);
      expect(takers.flatMap(({ complaints }) => complaints)).toEqual([]);
      expect(fences.size).toBe(4);
      for (const had of fences.values()) expect(had).toEqual(had.toSorted((a, b) => a - b));
      for (const shard of [0, 1, 2, 3]) {
        for (const taker of takers) {
          const numbers = taker.texts(shard).map((text) => Number(text.split('-')[1]));
          expect([...new Set(numbers)]).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        }
      }
    });

    test.concurrent('a group that forgot its member: it has nothing any more, and joins anew with a greater fence', async ({
      onTestFinished,
    }) => {
      const at = await fresh(onTestFinished);
      const bus = await at.started();
      const taker = takes(bus, { topic: 'raw', shards: 1 });
      await until('it is its own', () => taker.member!.owned.length === 1);
      await at.cluster.order(`errors ${HEARTBEAT} 1 ${UNKNOWN_MEMBER}`);
      await until('it is lost', () => taker.revocations.length === 1);
      expect(taker.revocations).toEqual([{ shard: 0, lost: true }]);
      await until('it is its own again', () => taker.member!.owned.length === 1);
      const [first, second] = taker.fences.get(0)!;
      expect(second).toBeGreaterThan(first!);
      expect(taker.complaints).toEqual([]);
    });

    test.concurrent('errors that pass are tried again: leaders that moved, coordinators that load', async ({
      onTestFinished,
    }) => {
      const at = await fresh(onTestFinished);
      const bus = await at.started();
      const taker = takes(bus, { topic: 'raw', shards: 1 });
      await until('it is its own', () => taker.member!.owned.length === 1);
      await at.cluster.order(`errors ${PRODUCE} 3 ${NOT_LEADER}`);
      await at.cluster.order(`errors ${FETCH} 3 ${NOT_LEADER}`);
      await at.cluster.order(`errors ${OFFSET_COMMIT} 3 ${LOADING}`);
      await bus.publish('raw', 0, entriesOf('line', 20));
      await until('all of it', () => taker.taken.length === 20);
      await until('it is written down', async () =>
        (await bus.lag()).some(
          ({ topic, shard, entries }) => topic === 'raw' && shard === 0 && entries === 0,
        ),
      );
      expect(taker.texts()).toEqual(entriesOf('line', 20).map(String));
      await until('all is well', () => bus.status().trouble === null);
    });

    test.concurrent('what was deleted before it was read is a gap that is counted, and the rest is read', async ({
      onTestFinished,
    }) => {
      const at = await fresh(onTestFinished);
      const bus = await at.started();
      const first = takes(bus, { topic: 'raw', shards: 1 });
      await bus.publish('raw', 0, entriesOf('early', 4));
      await until('what was early', () => first.taken.length === 4);
      await until('it is written down', async () => (await bus.lag()).every(({ entries }) => entries === 0));
      await first.member!.leave();
      // The mock keeps five megabytes of a partition.
      for (let i = 0; i < 12; i++) await bus.publish('raw', 0, [Buffer.alloc(900_000, i)]);
      await bus.publish('raw', 0, entriesOf('late', 2));
      const second = takes(bus, { topic: 'raw', shards: 1 });
      await until('the rest', () => second.texts().includes('late-1'));
      const [{ shard, gap }] = second.gaps as [(typeof second.gaps)[number]];
      expect([shard, gap.reason]).toEqual([0, 'out of range']);
      expect(gap.entries! + second.taken.length).toBe(14);
      expect(bus.status().lost).toBe(gap.entries);
      expect(at.notices.find(({ kind }) => kind === 'gap')).toMatchObject({
        lost: gap.entries,
        about: 'bus:kafka',
      });
    });

    test.concurrent('an entry larger than a record may be goes in parts and is whole again, for members and followers', async ({
      onTestFinished,
    }) => {
      const at = await fresh(onTestFinished);
      const bus = await at.started();
      const large = Buffer.alloc(3_300_000, 'log line ');
      const taker = takes(bus, { topic: 'store', shards: 1 });
      await bus.publish('store', 0, [Buffer.from('a'), large, Buffer.from('b')]);
      await until('all three', () => taker.taken.length === 3);
      expect(taker.taken.map(({ bytes }) => bytes.length)).toEqual([1, large.length, 1]);
      expect(taker.taken[1]!.bytes.equals(large)).toBe(true);
      const signal = AbortSignal.timeout(20_000);
      const came: number[] = [];
      for await (const entries of bus.follow('store', 0, { after: 'oldest', signal })) {
        came.push(...entries.map(({ bytes }) => bytes.length));
        if (came.length === 3) break;
      }
      expect(came).toEqual([1, large.length, 1]);
      await until('nothing is left', async () => (await bus.lag()).every(({ entries }) => entries === 0));
    });

    test.concurrent('a broker that takes less than usual gets less at once', async ({ onTestFinished }) => {
      const at = await fresh(onTestFinished);
      const bus = await at.started();
      const taker = takes(bus, { topic: 'raw', shards: 1 });
      await at.cluster.order(`errors ${PRODUCE} 2 ${TOO_LARGE}`);
      const entries = [Buffer.alloc(400_000, 1), Buffer.alloc(400_000, 2), Buffer.from('small')];
      await bus.publish('raw', 0, entries);
      await until('all of it', () => taker.taken.length === 3);
      expect(taker.taken.map(({ bytes }) => bytes.length)).toEqual([400_000, 400_000, 5]);
    });

    test.concurrent('lines that others write (kcat, as rsyslog, Vector or Fluent Bit do) come as they are', async ({
      onTestFinished,
    }) => {
      const at = await fresh(onTestFinished);
      const bus = await at.started();
      const taker = takes(bus, { topic: 'raw', shards: 1 });
      const lines = [
        '<13>1 2024-05-01T10:00:00Z web sshd - - - Failed password',
        '{"message":"ü","host":"db"}',
      ];
      at.kcat('raw', `${lines.join('\n')}\n`);
      at.kcat('raw', 'with a key|packed\n', '-K', '|', '-H', 'from=elsewhere', '-z', 'gzip');
      await until('all of it', () => taker.taken.length === 3);
      expect(taker.texts()).toEqual([...lines, 'packed']);
    });

    test.concurrent('what others pack with zstd, snappy or lz4 can be read', async ({ onTestFinished }) => {
      const at = await fresh(onTestFinished);
      const bus = await at.started();
      const taker = takes(bus, { topic: 'raw', shards: 1 });
      const lines = Array.from(
        { length: 200 },
        (_, i) => `line ${i} of a log that repeats itself again and again`,
      );
      for (const codec of ['zstd', 'snappy', 'lz4']) at.kcat('raw', `${lines.join('\n')}\n`, '-z', codec);
      await until('all of it', () => taker.taken.length === 600);
      expect(taker.texts()).toEqual([...lines, ...lines, ...lines]);
    });

    test.concurrent('hostile records are handed on as bytes, and those that nobody can handle are put aside', async ({
      onTestFinished,
    }) => {
      const at = await fresh(onTestFinished);
      const bus = await at.started();
      const rejects = (text: string) => /[^\x20-\x7e]/.test(text) || text === '';
      const taker = takes(bus, { topic: 'events', shards: 1 }, new Taker({ rejects }));
      at.kcat('events', 'part of nothing\n', '-H', 'logsift-part=0123456789abcdef:3:9');
      at.kcat('events', '\u001b[2J\u0000\n');
      at.kcat('events', 'a number that is none\n', '-H', 'logsift-part=zz:9:1', '-H', 'logsift-part=1');
      at.kcat('events', 'nothing|\n', '-K', '|', '-Z');
      at.kcat('events', 'good\n');
      await until('the rest', () => taker.texts().includes('good'));
      await until('what could not be handled', () => bus.status().dead === 2);
      expect(taker.texts()).toEqual(['a number that is none', 'good']);
      expect(taker.gaps).toEqual([{ shard: 0, gap: { reason: 'deleted', entries: 1 } }]);
    });

    test.concurrent('a topic that is not there and cannot be made: says what to type, and works when it is there', async ({
      onTestFinished,
    }) => {
      const at = await fresh(onTestFinished);
      const raw = `${at.prefix}.raw`;
      await at.cluster.order(`missing ${raw}`);
      const bus = await at.started();
      const published = bus.publish('raw', 3, entriesOf('line', 1));
      await until('it says so', () => /^there is no topic/.test(bus.status().trouble ?? ''));
      expect(bus.status().trouble).toBe(
        `there is no topic ${raw}; make it: kafka-topics.sh --bootstrap-server ${at.cluster.brokers[0]} --create --topic ${raw} --partitions 16 --config retention.ms=604800000`,
      );
      await at.cluster.order(`found ${raw}`);
      await published;
      await until('all is well', () => bus.status().trouble === null);
    });

    test.concurrent('a topic with too few partitions: says what to type', async ({ onTestFinished }) => {
      const at = await fresh(onTestFinished);
      const bus = await at.started();
      const refused = expect(bus.publish('findings', 9, entriesOf('line', 1))).rejects.toMatchObject({
        code: 'BUS_CLOSED',
      });
      await until('it says so', () => bus.status().trouble !== null);
      expect(bus.status().trouble).toMatch(
        /has 6 partitions, and 10 are needed; give it more: kafka-topics\.sh \S+ \S+ --alter --topic \S+\.findings --partitions 10$/,
      );
      await bus.stop();
      await refused;
    });

    test.concurrent('nothing is written to the terminal, and Node.js has nothing to warn of', async ({
      onTestFinished,
    }) => {
      const at = await fresh(onTestFinished);
      const warnings: string[] = [];
      const warn = ({ name }: Error) => void warnings.push(name);
      process.on('warning', warn);
      const bus = await at.started();
      const taker = takes(bus, { topic: 'raw', shards: 1 });
      await bus.publish('raw', 0, entriesOf('line', 3));
      await until('all of it', () => taker.taken.length === 3);
      await bus.stop();
      process.off('warning', warn);
      expect(warnings).toEqual([]);
    });

    test.concurrent('a port where something else listens, and one where nobody does: it starts, and says so', async ({
      onTestFinished,
    }) => {
      const at = await fresh(onTestFinished);
      const options = kafkaSchema.parse({ brokers: ['127.0.0.1:1'], session: '2s' });
      const bus = new KafkaBus(options, at.context());
      at.open.push(bus);
      await bus.start();
      expect(bus.status().connected).toBe(false);
      expect(bus.status().trouble).toMatch(/ECONNREFUSED|Connection error/);
      expect(at.notices.map(({ kind, about }) => [kind, about])).toEqual([['trouble', 'bus:kafka']]);
    });
  },
);
