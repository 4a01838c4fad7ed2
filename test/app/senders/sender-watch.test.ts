import { afterEach, describe, expect, test } from 'vitest';
import type { SenderWatchOptions } from '../../../src/app/senders/sender-watch.ts';
import { bridgeGateways } from '../../../src/app/senders/shared-addresses.ts';
import { SyslogPeers } from './syslog-peers.ts';

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
const NOON = Date.UTC(2026, 10, 21, 12);
const open: SyslogPeers[] = [];

async function peers(options: Partial<SenderWatchOptions> = {}): Promise<SyslogPeers> {
  const made = await SyslogPeers.open(NOON, options);
  open.push(made);
  return made;
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** `Nov 21 12:00:05`, in UTC. */
function stamp(time: number): string {
  const [, day, clock] = /^\d+-\d+-(\d+)T([\d:]+)/.exec(new Date(time).toISOString())!;
  const month = new Date(time).toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  return `${month} ${day!.replace(/^0/, ' ')} ${clock}`;
}

const cisco = (number: number, time: number) =>
  `<189>${number}: sw-17: ${stamp(time)}: %LINEPROTO-5-UPDOWN: Line protocol on Interface Gi1/0/${number % 48}, changed state to up`;

describe('numbers of lines', () => {
  test('that a switch counted and that never arrived are told, once, with how many and when', async () => {
    const net = await peers();
    const send = async (from: number, to: number) =>
      await net.datagrams(
        Array.from({ length: to - from + 1 }, (_, i) => cisco(from + i, net.now)),
        '127.0.0.17',
      );
    await send(1, 120);
    net.pass(MINUTE);
    await send(1_325, 1_400);
    for (let i = 0; i < 30; i++) net.pass(10 * SECOND);
    expect(net.notices).toHaveLength(1);
    expect(net.notices[0]).toMatchObject({ kind: 'gap', about: 'sequence:sw-17', lost: 1_204 });
    expect(net.notices[0]!.text).toMatch(
      /^sw-17 sent 1,204 lines that never arrived \(Sat 2026-11-21 12:01:00/,
    );
    expect(net.watch.status.lost).toEqual([
      { host: 'sw-17', came: 196, lost: 1_204, restarts: 0, last: '2026-11-21T12:01:00.000Z' },
    ]);
  });

  test('of meta of RFC 5424 over TCP are followed, and nothing is said while all come', async () => {
    const net = await peers();
    const line = (n: number) =>
      `<165>1 ${new Date(net.now).toISOString()} fw1 app 12 ID7 [meta sequenceId="${n}"] session opened`;
    await net.stream(Array.from({ length: 300 }, (_, i) => line(i + 1)));
    for (let i = 0; i < 30; i++) net.pass(10 * SECOND);
    expect(net.notices).toEqual([]);
    await net.stream(Array.from({ length: 100 }, (_, i) => line(i + 311)));
    for (let i = 0; i < 30; i++) net.pass(10 * SECOND);
    expect(net.notices.map(({ about, lost }) => [about, lost])).toEqual([['sequence:fw1', 10]]);
  });

  test('of many senders that lose lines at once are one sentence', async () => {
    const net = await peers();
    for (const round of [0, 1_000]) {
      for (let sw = 1; sw <= 9; sw++) {
        const lines = Array.from({ length: 20 }, (_, i) =>
          cisco(round + i + 1, net.now).replace('sw-17', `sw-${sw}`),
        );
        await net.datagrams(lines);
      }
    }
    for (let i = 0; i < 30; i++) net.pass(10 * SECOND);
    expect(net.notices).toHaveLength(1);
    expect(net.notices[0]!.text).toMatch(/^9 senders sent 8,820 lines that never arrived/);
  });

  test('that are missing all the time are said ever more rarely', async () => {
    const net = await peers();
    let number = 0;
    for (let hour = 0; hour < 24; hour++) {
      for (let i = 0; i < 12; i++) {
        await net.datagrams(Array.from({ length: 10 }, () => cisco((number += 2), net.now)));
        net.pass(5 * MINUTE);
      }
    }
    expect(net.notices.length).toBeGreaterThan(1);
    expect(net.notices.length).toBeLessThan(7);
  });
});

describe('the clock of a sender', () => {
  /** Lines once every half minute, with the sender's idea of the time. */
  async function hours(net: SyslogPeers, { ahead, minutes }: { ahead: number; minutes: number }) {
    for (let i = 0; i < 2 * minutes; i++) {
      await net.datagrams([`<13>${stamp(net.now + ahead)} nas-01 smbd[7]: share ${i % 7} opened`]);
      net.pass(30 * SECOND);
    }
  }

  test('that is off is told when it lasts, shown, and called right again when it is', async () => {
    const net = await peers();
    await hours(net, { ahead: 7 * MINUTE, minutes: 8 });
    expect(net.notices).toEqual([]);
    expect(net.watch.status.clocksOff).toMatchObject([
      { host: 'nas-01', aheadSeconds: 420, corrected: false },
    ]);
    await hours(net, { ahead: 7 * MINUTE, minutes: 30 });
    expect(net.notices).toMatchObject([{ kind: 'trouble', about: 'sender-clock:nas-01' }]);
    expect(net.notices[0]!.text).toMatch(/^the clock of nas-01 is 7 minutes ahead; /);
    await hours(net, { ahead: 0, minutes: 10 });
    expect(net.notices.slice(1)).toMatchObject([{ kind: 'recovered', about: 'sender-clock:nas-01' }]);
    expect(net.watch.status.clocksOff).toEqual([]);
  });

  test('that is off by an hour may be of another zone', async () => {
    const net = await peers();
    await hours(net, { ahead: -HOUR, minutes: 20 });
    expect(net.notices[0]!.text).toMatch(/is 60 minutes behind \(perhaps its time zone is another one\)/);
  });

  test('that was never set is off, too', async () => {
    const net = await peers();
    for (let i = 0; i < 40; i++) {
      const line = `<189>${i + 1}: sw-3: *${stamp(Date.UTC(2026, 2, 1) + i * 30 * SECOND)}: %SYS-5-CONFIG_I: Configured`;
      await net.datagrams([line]);
      net.pass(30 * SECOND);
    }
    expect(net.notices).toMatchObject([{ about: 'sender-clock:sw-3' }]);
  });

  test('is not called off because lines waited and came all at once', async () => {
    const net = await peers();
    await hours(net, { ahead: 0, minutes: 10 });
    // Two hours of lines, read back within a quarter of an hour.
    let written = net.now;
    net.pass(2 * HOUR);
    for (let i = 0; i < 60; i++) {
      const lines = Array.from(
        { length: 20 },
        () => `<13>${stamp((written += 6 * SECOND))} nas-01 smbd[7]: share opened`,
      );
      await net.stream(lines);
      net.pass(15 * SECOND);
    }
    await hours(net, { ahead: 0, minutes: 20 });
    expect(net.notices).toEqual([]);
  });

  test('is not called off because some lines come late', async () => {
    const net = await peers();
    for (let i = 0; i < 60; i++) {
      const late = 20 * MINUTE;
      await net.datagrams([
        `<13>${stamp(net.now - late)} relay1 app[7]: line ${i}`,
        `<13>${stamp(net.now)} relay1 app[7]: line ${i}`,
      ]);
      net.pass(30 * SECOND);
    }
    expect(net.notices).toEqual([]);
  });

  test('is put right by itself where that is wanted, and the line stays as it was', async () => {
    const net = await peers({ clockSkew: { correct: true, hosts: {} } });
    await hours(net, { ahead: 3 * HOUR, minutes: 20 });
    const last = net.events.at(-1)!;
    expect(last.flags).toContain('clock_corrected');
    expect(last.raw).toContain(stamp(net.now - 30 * SECOND + 3 * HOUR));
    expect(Math.abs(Date.parse(last.time!) - Date.parse(last.received))).toBeLessThan(2 * SECOND);
    expect(net.watch.status.clocksOff).toMatchObject([{ corrected: true }]);
    expect(net.watch.status.corrected).toBeGreaterThan(20);
    expect(net.notices[0]!.text).toMatch(/its times are put right/);
  });

  test('of a host that is named is put right by what was given, from the first line on', async () => {
    const net = await peers({ clockSkew: { correct: false, hosts: { 'nas-01': -HOUR } } });
    await net.datagrams([
      `<13>${stamp(net.now - HOUR)} nas-01 smbd[7]: share opened`,
      `<13>${stamp(net.now - HOUR)} nas-02 smbd[7]: share opened`,
    ]);
    expect(net.events.map(({ time, flags }) => [time, flags])).toEqual([
      ['2026-11-21T12:00:00.000000Z', ['clock_corrected']],
      ['2026-11-21T11:00:00.000000Z', []],
    ]);
  });
});

describe('an address that stands for several senders', () => {
  const address = (ip: string) => ({
    ...{ address: ip, netmask: '255.0.0.0', family: 'IPv4' as const, mac: '', internal: false },
    cidr: `${ip}/8`,
  });
  const docker = { eth0: [address('127.0.0.9')], docker0: [address('127.0.0.4')] };

  test('is told of when it is a gateway of containers and lines name no host', async () => {
    const net = await peers({ interfaces: docker });
    await net.datagrams(
      Array.from({ length: 40 }, (_, i) => `<13>app[7]: something ${i}`),
      '127.0.0.4',
    );
    net.pass(10 * SECOND);
    net.pass(HOUR);
    expect(net.notices).toMatchObject([{ kind: 'gap', about: 'sender:127.0.0.4' }]);
    expect(net.notices[0]!.text).toMatch(
      /gateway of a container network.*network_mode: host.*userland-proxy/,
    );
    expect(net.watch.status.shared).toEqual([
      { address: '127.0.0.4', hosts: 0, lines: 40, nameless: 40, gateway: true },
    ]);
  });

  test('does not matter where all lines name their host', async () => {
    const net = await peers({ interfaces: docker });
    const lines = (from: string) =>
      Array.from({ length: 60 }, (_, i) => `<13>${stamp(net.now)} ${from}-${i % 12} app[7]: something`);
    await net.datagrams(lines('web'), '127.0.0.4');
    await net.datagrams(lines('db'), '127.0.0.6');
    net.pass(10 * SECOND);
    expect(net.notices).toEqual([]);
    expect(net.watch.status.shared).toEqual([]);
  });

  test('is told of when many hosts are behind it and some lines name none', async () => {
    const net = await peers();
    const lines = Array.from({ length: 90 }, (_, i) =>
      i % 3 === 0 ? `<13>app[7]: something ${i}` : `<13>${stamp(net.now)} sw-${i % 14} app[7]: something`,
    );
    await net.stream(lines, '127.0.0.8');
    net.pass(10 * SECOND);
    expect(net.notices).toMatchObject([{ about: 'sender:127.0.0.8' }]);
    expect(net.notices[0]!.text).toMatch(
      /^lines of \d+ hosts \(sw-.*come from 127\.0\.0\.8: whose 30 lines of 90/,
    );
  });

  test('is no other’s when it is one device that names no host', async () => {
    const net = await peers();
    await net.datagrams(
      Array.from({ length: 200 }, (_, i) => `<13>app[7]: something ${i}`),
      '127.0.0.5',
    );
    net.pass(10 * SECOND);
    expect(net.notices).toEqual([]);
  });
});

test('gateways are those of this machine’s bridges, and the first of a container’s own network', () => {
  const at = (ip: string, bits: number) => [
    {
      ...{ address: ip, netmask: '', family: 'IPv4' as const, mac: '', internal: false },
      cidr: `${ip}/${bits}`,
    },
  ];
  const found = bridgeGateways({
    ...{ lo: at('127.0.0.1', 8), eth0: at('192.168.1.7', 24), 'br-0123456789ab': at('192.168.80.1', 20) },
    ...{
      eth1: at('172.19.4.7', 16),
      eth2: at('10.88.3.4', 16),
      eth3: at('172.16.0.5', 12),
      eth4: at('10.0.0.5', 8),
    },
  });
  expect([...found].sort()).toEqual(['10.88.0.1', '172.17.0.1', '172.19.0.1', '192.168.80.1']);
});

describe('a relay', () => {
  test.each(['datagrams', 'stream'] as const)(
    'keeps the host that a line is of, and its own address stands beside it (%s)',
    async (way) => {
      const net = await peers();
      const now = stamp(net.now);
      const lines = [
        `<38>${now} relay1 ${now} sw-17 sshd[12]: Accepted password`,
        `<38>${now} relay1 <38>${now} sw-17 sshd[12]: Accepted password`,
        `<38>1 ${new Date(net.now).toISOString()} relay1 - - - - <38>${now} sw-17 sshd[12]: Accepted password`,
        `<189>${now} relay1 <189>237: sw-17: ${now}: %SYS-5-CONFIG_I: Configured from console`,
      ];
      await net[way](lines, '127.0.0.3');
      for (const event of net.events) {
        expect(event).toMatchObject({ host: 'sw-17', sender: '127.0.0.3', fields: { relay: 'relay1' } });
      }
      expect(net.events).toHaveLength(4);
    },
  );

  test('does not make gaps of what it hands on in order, whoever else is behind it', async () => {
    const net = await peers();
    for (let n = 1; n <= 200; n++) {
      const lines = ['sw-1', 'sw-2', 'sw-3'].map(
        (host, i) =>
          `<189>${stamp(net.now)} relay1 <189>${n + 1_000 * i}: ${host}: ${stamp(net.now)}: %SYS-5-CONFIG_I: Configured`,
      );
      await net.datagrams(lines, '127.0.0.3');
    }
    for (let i = 0; i < 30; i++) net.pass(10 * SECOND);
    expect(net.notices).toEqual([]);
    expect(net.watch.status.lost).toEqual([]);
  });
});
