import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import type { LiveSource } from '../../src/core/live-source.ts';
import type { Notice } from '../../src/core/notice.ts';
import snmpPoll from '../../src/sources/live-snmp-poll.ts';
import { POLL_PROFILES } from '../../src/sources/poll-ways.ts';
import { type PollerOptions, SnmpPoller } from '../../src/sources/snmp-poller.ts';
import { RecordingSink, until } from '../../src/testing/live-sink.ts';
import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';
import { SnmpAgent } from '../../src/testing/snmp-agent.ts';
import { freePort } from './network-peer.ts';
import { have } from './scratch.ts';
import { startSnmpd } from './snmp-agents.ts';
import { NAS, SWITCH, UPS } from './snmp-walks.ts';

const USER = { name: 'net', auth: 'sha256', auth_password: 'auth-password-1' };
const PRIVATE = { ...USER, privacy: 'aes', privacy_password: 'priv-password-1' };

describe('the contract of a live source', () => {
  const checks = liveSourceChecks(snmpPoll, {
    fileName: 'snmp-poll',
    samplesOnly: true,
    async prepare() {
      const agent = new SnmpAgent(UPS);
      const port = await agent.open();
      const options = { devices: [`127.0.0.1:${port}`], community: 'public', every: '1s' };
      return {
        open: () => snmpPoll.follow(snmpPoll.schema.parse(options)),
        send: async () => {},
        close: () => agent.close(),
      };
    },
    accepted: [
      { devices: ['192.0.2.1'], community: 'public' },
      { devices: ['sw1.example.org:1161', '[2001:db8::1]:161', '2001:db8::2'], user: PRIVATE },
      {
        devices: [{ address: '192.0.2.1:1161', name: 'nas-01' }],
        ...{ community: 'x', every: '5m', profiles: ['storage'], timeout: '5s', retries: 0 },
        ...{ max_rows: 64, concurrency: 8 },
      },
    ],
    refused: [
      {},
      { devices: ['192.0.2.1'] },
      { devices: [], community: 'public' },
      { devices: ['192.0.2.1'], community: 'public', user: USER },
      { devices: ['192.0.2.1:0'], community: 'public' },
      { devices: ['192.0.2.1:70000'], community: 'public' },
      { devices: ['a b'], community: 'public' },
      { devices: [{ name: 'nas-01' }], community: 'public' },
      { devices: ['192.0.2.1'], community: 'public', profiles: ['everything'] },
      { devices: ['192.0.2.1'], community: 'public', every: '10ms' },
      { devices: ['192.0.2.1'], user: { ...USER, auth_password: 'short' } },
    ],
  });
  for (const { name, run } of checks) it(name, run);
});

const USUAL: Omit<PollerOptions, 'targets'> = {
  ...{
    key: 'snmp-poll:test',
    name: 'SNMP polls',
    credentials: { version: '2c', community: 'public' },
    profiles: POLL_PROFILES,
  },
  ...{
    every: 100,
    timeout: 300,
    retries: 1,
    maxRows: 512,
    concurrency: 64,
    lookAgain: 3_600_000,
    longest: 10_000,
  },
};

/** Polls until the test is over. */
async function polling(
  options: Partial<PollerOptions> & Pick<PollerOptions, 'targets'>,
  test: (running: { sink: RecordingSink; poller: SnmpPoller }) => Promise<void>,
): Promise<void> {
  const poller = new SnmpPoller({ ...USUAL, ...options });
  const sink = new RecordingSink();
  poller.start(sink);
  try {
    await test({ sink, poller });
  } finally {
    await poller.stop();
  }
}

function at(port: number, name: string | null = null) {
  return { address: '127.0.0.1', port, name };
}

async function withAgent(
  walk: string,
  test: (agent: SnmpAgent, port: number) => Promise<void>,
): Promise<void> {
  const agent = new SnmpAgent(walk);
  const port = await agent.open();
  try {
    await test(agent, port);
  } finally {
    await agent.close();
  }
}

const troubles = (sink: RecordingSink, kind: Notice['kind']) =>
  sink.notices.filter((notice) => notice.kind === kind);

describe('devices that answer', () => {
  it('give samples under the name that they have in the configuration, else their own', async () => {
    await withAgent(NAS, async (_, first) => {
      await withAgent(SWITCH, async (_agent, second) => {
        await polling({ targets: [at(first, 'storage'), at(second)] }, async ({ sink }) => {
          const of = (host: string, metric: string) =>
            sink.samples.find((sample) => sample.host === host && sample.metric === metric);
          await until(
            () =>
              of('sw-core', 'errors in of Gi1/0/1') !== undefined && of('storage', 'swap used') !== undefined,
            () => 'a rate of the one, and the other',
          );
          expect(of('storage', 'disk used of /srv')).toMatchObject({ value: 50, unit: '%' });
          expect(of('sw-core', 'answers SNMP')?.value).toBe(1);
          expect(sink.samples.some(({ host }) => host !== 'storage' && host !== 'sw-core')).toBe(false);
          expect(sink.samples.some(({ value }) => !Number.isFinite(value))).toBe(false);
        });
      });
    });
  });

  it('are looked at one after the other, spread over the interval', async () => {
    await withAgent(UPS, async (agent, port) => {
      const targets = Array.from({ length: 20 }, (_, i) => at(port, `ups-${i}`));
      await polling({ targets, every: 60_000 }, async ({ sink }) => {
        await until(
          () => sink.samples.length > 0,
          () => 'the first device',
        );
        // The second is due in 3 s.
        expect(new Set(sink.samples.map(({ host }) => host))).toEqual(new Set(['ups-0']));
        expect(agent.asked).toBeLessThan(40);
      });
    });
  });

  it('wait for their turn where no more may be asked at the same time, and none is left out', async () => {
    await withAgent(UPS, async (_, port) => {
      const targets = Array.from({ length: 30 }, (_unused, i) => at(port, `ups-${i}`));
      await polling({ targets, every: 300, concurrency: 1 }, async ({ sink }) => {
        await until(
          () => new Set(sink.samples.map(({ host }) => host)).size === 30,
          () => 'all of them',
        );
      });
    });
  });
});

describe('a device that does not answer', () => {
  it('is told once, with its name and what may be the matter, asked less often, and told once when it is well again', async () => {
    await withAgent(NAS, async (agent, port) => {
      agent.silent = true;
      const options = { targets: [at(port, 'nas-01')], timeout: 30, retries: 0, every: 50 };
      await polling(options, async ({ sink, poller }) => {
        await until(
          () =>
            sink.samples.filter(({ metric, value }) => metric === 'answers SNMP' && value === 0).length >= 7,
          () => 'some looks in vain',
        );
        expect(troubles(sink, 'trouble').map(({ text }) => text)).toEqual([
          'nas-01 (127.0.0.1) does not answer SNMP: it is off, cannot be reached, or its community is another than the one configured (devices say nothing to a wrong one)',
        ]);
        expect(poller.status().trouble).toBe(troubles(sink, 'trouble')[0]!.text);
        // 50 ms at first; twice as long after each look from the second on.
        const [before, last] = sink.samples.slice(-2).map(({ time }) => time);
        expect(last! - before!).toBeGreaterThan(300);
        agent.silent = false;
        await until(
          () => troubles(sink, 'recovered').length > 0,
          () => 'its recovery',
        );
        const [trouble] = troubles(sink, 'trouble');
        expect(troubles(sink, 'recovered')).toMatchObject([
          { about: trouble!.about, text: 'nas-01 (127.0.0.1) answers SNMP again, after 1 min' },
        ]);
        expect(poller.status().trouble).toBe(null);
      });
    });
  });

  it('is the same as one with another community', async () => {
    await withAgent(NAS, async (_, port) => {
      const credentials = { version: '2c', community: 'wrong' } as const;
      await polling({ targets: [at(port)], credentials, timeout: 30, retries: 0 }, async ({ sink }) => {
        await until(
          () => troubles(sink, 'trouble').length > 0,
          () => 'the trouble',
        );
        expect(troubles(sink, 'trouble')[0]!.text).toMatch(/^127\.0\.0\.1 does not answer .*community/);
        expect(JSON.stringify(sink.notices)).not.toContain('wrong"');
      });
    });
  });

  it('is not told one by one where very many are silent', async () => {
    const port = await freePort();
    const targets = Array.from({ length: 40 }, (_, i) => ({
      ...at(port + 0, `d${i}`),
      address: `127.0.1.${i}`,
    }));
    await polling({ targets, timeout: 20, retries: 0, every: 50 }, async ({ sink, poller }) => {
      await until(
        () => poller.status().trouble?.startsWith('40 of 40 ') === true,
        () => 'all to be missed',
      );
      expect(troubles(sink, 'trouble').length).toBe(21);
      expect(poller.status().trouble).toMatch(
        /^40 of 40 devices cannot be polled: (?:d\d+ \(127\.0\.1\.\d+\), ){4}d\d+ \(127\.0\.1\.\d+\) and 35 more$/,
      );
    });
  });

  it('does not hold up the others', async () => {
    const dead = await freePort();
    await withAgent(UPS, async (_, port) => {
      const targets = [at(dead, 'dead'), at(port, 'alive')];
      await polling({ targets, timeout: 5000, every: 100 }, async ({ sink, poller }) => {
        await until(
          () =>
            sink.samples.filter(({ host, metric }) => host === 'alive' && metric === 'on battery').length > 5,
          () => 'the one that is well',
        );
        expect(poller.status().dropped.still_polling).toBeGreaterThan(0);
      });
    });
  });

  it('is the same as one that answers for ever, a little at a time: it is cut off, and told', async () => {
    const socket = createSocket('udp4');
    const known = new SnmpAgent(NAS);
    let rows = 0;
    let closed = false;
    socket.on('message', (message, from) => {
      // Each question for the next row makes one more, a little later.
      const index = ++rows + 100;
      known.set(`1.3.6.1.2.1.25.2.3.1.5.${index}`, 'INTEGER: 100');
      known.set(`1.3.6.1.2.1.25.2.3.1.6.${index}`, 'INTEGER: 100');
      const answer = known.answer(message)!;
      setTimeout(() => {
        if (!closed) socket.send(answer, from.port, from.address);
      }, 20);
    });
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
    const { port } = socket.address();
    const options = { targets: [at(port, 'slow')], profiles: ['storage'], longest: 40, every: 50 } as const;
    await polling(options, async ({ sink }) => {
      await until(
        () => troubles(sink, 'trouble').length > 0,
        () => 'the trouble',
      );
      expect(troubles(sink, 'trouble')[0]!.text).toMatch(/^slow \(127\.0\.0\.1\) answers SNMP too slowly/);
    });
    closed = true;
    socket.close();
  });

  it('has a name without an address', async () => {
    const targets = [{ ...at(161), address: 'no-such-device.invalid' }];
    await polling({ targets }, async ({ sink }) => {
      await until(
        () => troubles(sink, 'trouble').length > 0,
        () => 'the trouble',
      );
      expect(troubles(sink, 'trouble')[0]!.text).toBe(
        'no-such-device.invalid cannot be polled: its name has no address',
      );
    });
  });
});

it('what is no answer is counted by its reason, and ends nothing', async () => {
  const socket = createSocket('udp4');
  const real = new SnmpAgent(UPS);
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  const { port } = socket.address();
  socket.on('message', (message, from) => {
    const answer = real.answer(message)!;
    const bomb = Buffer.from('3084ffffffff020101', 'hex');
    const odd = [Buffer.alloc(0), answer.subarray(0, 20), bomb, Buffer.from('nonsense'), message];
    for (const bytes of [...odd, answer]) socket.send(bytes, from.port, from.address);
    // Somebody else who guesses.
    const other = createSocket('udp4');
    other.send(answer, from.port, from.address, () => other.close());
  });
  await polling({ targets: [at(port, 'ups')] }, async ({ sink, poller }) => {
    await until(
      () => sink.samples.filter(({ metric }) => metric === 'battery charge').length > 3,
      () => 'the numbers all the same',
    );
    const { dropped } = poller.status();
    for (const reason of ['cut', 'unexpected', 'unasked']) expect(dropped[reason]).toBeGreaterThan(0);
    expect(
      sink.samples.filter(({ metric }) => metric === 'battery charge').map(({ value }) => value)[0],
    ).toBe(96);
    expect(troubles(sink, 'trouble')).toEqual([]);
  });
  socket.close();
});

describe.skipIf(!have('snmpd'))('a real snmpd', () => {
  it('is polled by version 3, as the configuration has it', async () => {
    const snmpd = await startSnmpd([
      `createUser net SHA-256 ${PRIVATE.auth_password} AES ${PRIVATE.privacy_password}`,
      'rouser net priv',
    ]);
    const devices = [{ address: `127.0.0.1:${snmpd.port}` }];
    const source: LiveSource = snmpPoll.follow(
      snmpPoll.schema.parse({ devices, user: PRIVATE, every: '1s' }),
    );
    const sink = new RecordingSink();
    await source.start(sink, new Map());
    await until(
      () => sink.samples.some(({ metric }) => metric === 'processor used'),
      () => 'the rate of its processors',
    );
    await source.stop();
    await snmpd.stop();
    expect(new Set(sink.samples.map(({ host }) => host))).toEqual(new Set(['agent-1']));
    const memory = sink.samples.find(({ metric }) => metric === 'memory used');
    expect(memory?.value).toBeGreaterThan(0);
    expect(memory?.value).toBeLessThan(100);
    expect(sink.notices).toEqual([]);
  }, 60_000);

  it('says why it refuses, where the password is another', async () => {
    const snmpd = await startSnmpd([`createUser net SHA-256 ${PRIVATE.auth_password}`, 'rouser net auth']);
    const user = { name: 'net', auth: 'sha256', auth_password: 'another password' } as const;
    await polling({ targets: [at(snmpd.port)], credentials: { version: '3', user } }, async ({ sink }) => {
      await until(
        () => troubles(sink, 'trouble').length > 0,
        () => 'the trouble',
      );
      expect(troubles(sink, 'trouble')[0]!.text).toBe(
        '127.0.0.1 refuses SNMP: its password, or the protocol of `auth`, is another than the one configured',
      );
    });
    await snmpd.stop();
  }, 60_000);
});
