import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { BerReader, ber, berInteger, berOid } from '../../src/kit/ber.ts';
import { SnmpClient } from '../../src/sources/snmp-client.ts';
import { numberOf, textOf } from '../../src/sources/snmp-pdu.ts';
import type { SnmpSession } from '../../src/sources/snmp-session.ts';
import { SnmpAgent } from '../../src/testing/snmp-agent.ts';
import { have } from './scratch.ts';
import { startSnmpd } from './snmp-agents.ts';
import { UPS } from './snmp-walks.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Question {
  readonly tag: number;
  readonly request: number;
  readonly oids: readonly number[][];
  readonly bulk: number;
  readonly bytes: Buffer;
}

type Pair = readonly [oid: readonly number[], value: Buffer];

/** A device that answers as it is told to. */
async function asking(answer: (question: Question) => Buffer | null, retries = 0) {
  const socket = createSocket('udp4');
  let asked = 0;
  socket.on('message', (bytes, from) => {
    asked++;
    const message = new BerReader(bytes).inside();
    message.integer();
    message.octets();
    const { tag } = message;
    const pdu = message.inside(tag);
    const [request, , bulk] = [pdu.integer(), pdu.integer(), pdu.integer()];
    const list = pdu.inside();
    const oids: number[][] = [];
    while (list.more) oids.push(list.inside().oid());
    const said = answer({ tag, request, oids, bulk, bytes });
    if (said !== null) socket.send(said, from.port, from.address);
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  const client = new SnmpClient();
  closing.push(
    () => client.close(),
    () => new Promise<void>((done) => socket.close(() => done())),
  );
  const credentials = { version: '2c', community: 'public' } as const;
  const { port } = socket.address();
  const session = client.session({ address: '127.0.0.1', port, credentials, retries, timeout: 250 });
  return { session, client, count: () => asked };
}

function said(request: number, pairs: readonly Pair[], status = 0): Buffer {
  const list = ber(0x30, ...pairs.map(([oid, value]) => ber(0x30, berOid(oid), value)));
  const pdu = ber(0xa2, berInteger(request), berInteger(status), berInteger(0), list);
  return ber(0x30, berInteger(1), ber(4, Buffer.from('public')), pdu);
}

const NAMES = [1, 3, 6, 1, 2, 1, 2, 2, 1, 2];
const names = NAMES.join('.');
const one = berInteger(1);
const reasonOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'answered',
    ({ reason }) => reason,
  );

describe('a walk', () => {
  it('of a table that never ends is read up to the cap', async () => {
    const { session, count } = await asking(({ request, oids, bulk }) => {
      const last = oids[0]!;
      const from = last.length > NAMES.length ? last.at(-1)! : 0;
      return said(
        request,
        Array.from({ length: bulk }, (_, i): Pair => [[...NAMES, from + 1 + i], one]),
      );
    });
    const { rows, ended } = await session.walk(names, { maxRows: 1000 });
    expect([rows.length, ended]).toEqual([1000, 'cap']);
    expect(rows.at(-1)!.oid).toBe(`${names}.1000`);
    expect(count()).toBeLessThan(30);
  });

  it('that goes back, or round in circles, ends there', async () => {
    const circle = await asking(({ request }) =>
      said(
        request,
        [1, 2, 3, 2].map((index): Pair => [[...NAMES, index], one]),
      ),
    );
    const { rows, ended } = await circle.session.walk(names);
    expect(rows.map(({ oid }) => oid)).toEqual([1, 2, 3].map((index) => `${names}.${index}`));
    expect([ended, circle.count()]).toEqual(['not_increasing', 1]);
    const same = await asking(({ request, oids }) => said(request, [[oids[0]!, one]]));
    expect((await same.session.walk(names)).ended).toBe('not_increasing');
    const before = await asking(({ request }) => said(request, [[[1, 3, 6, 1, 1], one]]));
    expect((await before.session.walk(names)).ended).toBe('not_increasing');
  });

  it('of a device that says nothing, or an error, ends there', async () => {
    const nothing = await asking(({ request }) => said(request, []));
    expect(await nothing.session.walk(names)).toEqual({ rows: [], ended: 'refused' });
    const error = await asking(({ request }) => said(request, [], 5));
    expect(await error.session.walk(names)).toEqual({ rows: [], ended: 'refused' });
  });

  it('ends in the middle when nobody wants it any longer', async () => {
    const stop = new AbortController();
    const { session } = await asking(({ request, oids }) => {
      const from = oids[0]!.length > NAMES.length ? oids[0]!.at(-1)! : 0;
      if (from > 20) stop.abort();
      return said(request, [[[...NAMES, from + 1], one]]);
    });
    expect(await reasonOf(session.walk(names, { signal: stop.signal }))).toBe('aborted');
  });

  it('takes answers that hold less than was asked for', async () => {
    const { session } = await asking(({ request, oids }) => {
      const index = oids[0]!.length > NAMES.length ? oids[0]!.at(-1)! : 0;
      return said(request, [index < 9 ? [[...NAMES, index + 1], one] : [[...NAMES.slice(0, -1), 3, 1], one]]);
    });
    const { rows, ended } = await session.walk(names);
    expect([rows.length, ended]).toEqual([9, 'end']);
  });
});

describe('a question', () => {
  const oids = Array.from({ length: 60 }, (_, i) => `${names}.${i + 1}`);

  it('of too many objects is asked in parts, until they fit, and in such parts from then on', async () => {
    const { session, count } = await asking(({ request, oids: all }) =>
      all.length > 7
        ? said(request, [], 1)
        : said(
            request,
            all.map((oid): Pair => [oid, berInteger(oid.at(-1)!)]),
          ),
    );
    expect((await session.get(oids)).map(numberOf)).toEqual(oids.map((_, i) => i + 1));
    const before = count();
    await session.get(oids);
    expect(count() - before).toBe(10);
  });

  it('in which one object makes the device fail gives the others', async () => {
    const { session } = await asking(({ request, oids: all }) =>
      all.some((oid) => oid.at(-1) === 13)
        ? said(request, [], 5)
        : said(
            request,
            all.map((oid): Pair => [oid, berInteger(oid.at(-1)!)]),
          ),
    );
    const values = await session.get(oids);
    expect(values[12]).toEqual({ type: 'absent', value: null });
    expect(values.filter(({ type }) => type === 'absent')).toHaveLength(1);
  });

  it('that is answered with something else is not answered', async () => {
    const { session } = await asking(({ request }) => said(request, [[[...NAMES, 99], one]]));
    expect(await session.get([`${names}.1`])).toEqual([{ type: 'absent', value: null }]);
  });

  it('that may not be asked fails', async () => {
    const { session } = await asking(({ request }) => said(request, [], 16));
    expect(await reasonOf(session.get([`${names}.1`]))).toBe('refused');
  });

  it('is asked again where nothing comes, and answers to another, cut ones and its own echo are counted', async () => {
    const answers: ((question: Question) => Buffer | null)[] = [
      () => null,
      ({ request }) => said(request + 1, [[[...NAMES, 1], one]]),
      ({ request }) => said(request, [[[...NAMES, 1], one]]).subarray(0, 30),
      ({ bytes }) => bytes,
      ({ request }) => said(request, [[[...NAMES, 1], one]]),
    ];
    const { session, client, count } = await asking((question) => answers.shift()!(question), 4);
    expect(await session.get([`${names}.1`])).toEqual([{ type: 'integer', value: 1 }]);
    expect(count()).toBe(5);
    expect(client.reasons.toObject()).toEqual({ unasked: 1, cut: 1, unexpected: 1 });
  });

  it('is answered by nobody else, from another port or another address', async () => {
    const liars = [createSocket('udp4'), createSocket('udp4')] as const;
    const device = createSocket('udp4');
    let closed = false;
    await new Promise<void>((done) => device.bind(0, '127.0.0.1', done));
    const { port } = device.address();
    await new Promise<void>((done) => liars[0].bind(0, '127.0.0.1', done));
    await new Promise<void>((done) => liars[1].bind(port, '127.0.0.2', done));
    device.on('message', (bytes, from) => {
      const message = new BerReader(bytes).inside();
      message.integer();
      message.octets();
      const request = message.inside(0xa0).integer();
      const lie = said(request, [[[...NAMES, 1], berInteger(666)]]);
      const truth = said(request, [[[...NAMES, 1], one]]);
      const answer = () => closed || device.send(truth, from.port, from.address);
      liars[0].send(lie, from.port, from.address, () =>
        liars[1].send(lie, from.port, from.address, () => setTimeout(answer, 50)),
      );
    });
    const client = new SnmpClient();
    closing.push(() => {
      closed = true;
      client.close();
    });
    for (const socket of [device, ...liars]) {
      closing.push(() => new Promise<void>((done) => socket.close(() => done())));
    }
    const credentials = { version: '2c', community: 'public' } as const;
    const session = client.session({ address: '127.0.0.1', port, credentials });
    expect(await session.get([`${names}.1`])).toEqual([{ type: 'integer', value: 1 }]);
    expect(client.reasons.toObject()).toEqual({ unasked: 2 });
  });

  it('for what is no object identifier is an error of who asks', async () => {
    const { session } = await asking(() => null);
    await expect(session.get(['sysName.0'])).rejects.toThrow(RangeError);
  });

  it('of a client that was closed fails', async () => {
    const { session, client } = await asking(() => null);
    const asked = reasonOf(session.get([`${names}.1`]));
    client.close();
    expect(await asked).toBe('aborted');
    expect(await reasonOf(session.get([`${names}.1`]))).toBe('aborted');
  });
});

it('values are read as what they are', async () => {
  const values: readonly (readonly [string, unknown])[] = [
    ['020180', { type: 'integer', value: -128 }],
    ['4104ffffffff', { type: 'counter32', value: 4294967295 }],
    // With a sign, as some agents write it.
    ['420500ffffffff', { type: 'gauge', value: 4294967295 }],
    ['460900ffffffffffffffff', { type: 'counter64', value: 18446744073709551615n }],
    ['43020100', { type: 'ticks', value: 256 }],
    ['44079f78043f800000', { type: 'float', value: 1 }],
    ['4404deadbeef', { type: 'absent', value: null }],
    ['40040a000001', { type: 'address', value: '10.0.0.1' }],
    ['06032b0601', { type: 'oid', value: '1.3.6.1' }],
    ['0500', { type: 'absent', value: null }],
    ['8000', { type: 'absent', value: null }],
  ];
  const { session } = await asking(({ request, oids }) =>
    said(
      request,
      oids.map((oid, i): Pair => [oid, Buffer.from(values[i]![0], 'hex')]),
    ),
  );
  const got = await session.get(values.map((_, i) => `${names}.${i + 1}`));
  expect(got).toEqual(values.map(([, value]) => value));
});

describe.skipIf(!have('snmpd'))('a device asked by version 3', () => {
  const user = { name: 'net', auth: 'sha', auth_password: 'auth-password-1' } as const;
  const lines = ['createUser net SHA auth-password-1', 'rouser net auth'];
  const SYS_NAME = '1.3.6.1.2.1.1.5.0';

  it('is found again after another took its place', async () => {
    const first = await startSnmpd(lines);
    const client = new SnmpClient();
    closing.push(() => client.close());
    const session: SnmpSession = client.session({
      ...{ address: '127.0.0.1', port: first.port, credentials: { version: '3', user } },
    });
    expect(textOf((await session.get([SYS_NAME]))[0])).toBe('agent-1');
    await first.stop();
    // With an engine of its own, and a clock that begins anew.
    const second = await startSnmpd([...lines, 'engineID another'], first.port);
    expect(textOf((await session.get([SYS_NAME]))[0])).toBe('agent-1');
    await second.stop();
  }, 60_000);

  it('that speaks version 2c alone does not answer', async () => {
    const agent = new SnmpAgent(UPS);
    const port = await agent.open();
    const client = new SnmpClient();
    closing.push(
      () => client.close(),
      () => agent.close(),
    );
    const credentials = { version: '3', user } as const;
    const session = client.session({ address: '127.0.0.1', port, credentials, timeout: 100, retries: 1 });
    expect(await reasonOf(session.get([SYS_NAME]))).toBe('timeout');
  });
});
