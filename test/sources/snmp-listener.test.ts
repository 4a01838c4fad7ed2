import { once } from 'node:events';
import { expect, it } from 'vitest';
import snmpTrap from '../../src/sources/live-snmp-trap.ts';
import { SnmpDecoder } from '../../src/sources/snmp-decoder.ts';
import { SnmpEngine } from '../../src/sources/snmp-engine.ts';
import { until } from '../../src/testing/live-sink.ts';
import { dropped, freePort, seen, sendDatagrams, udpSender, withSource } from './network-peer.ts';
import { discovery, LINK_DOWN, linkDown, text, trapV2 } from './trap-packets.ts';

function follow(options: object) {
  return snmpTrap.follow(snmpTrap.schema.parse({ community: 'public', ...options }));
}

it('takes traps of networks that are allowed, and counts those of others', async () => {
  const port = await freePort();
  const source = follow({ listen: `127.0.0.1:${port}`, allow: ['127.0.0.8/29', '127.0.0.77'] });
  await withSource(source, async (sink) => {
    for (const [address, count] of [
      ['127.0.0.9', 2],
      ['127.0.0.77', 1],
      ['127.0.0.1', 3],
    ] as const) {
      const socket = await udpSender(address);
      await sendDatagrams(socket, port, Array<Buffer>(count).fill(trapV2(LINK_DOWN, linkDown(1))));
      socket.close();
    }
    await sink.untilLines(3);
    await until(
      () => dropped(source, 'traps').not_allowed === 3,
      () => `three refused, not ${JSON.stringify(dropped(source, 'traps'))}`,
    );
    expect(
      seen(sink)
        .map(({ sender }) => sender)
        .sort(),
    ).toEqual(['127.0.0.77', '127.0.0.9', '127.0.0.9']);
  });
});

it('acknowledges an inform only when it was taken in, and a flood costs a quiet device nothing', async () => {
  const port = await freePort();
  const source = follow({ listen: `127.0.0.1:${port}`, max_queue: '64 KiB' });
  await withSource(source, async (sink) => {
    sink.block();
    const [loud, quiet] = [await udpSender('127.0.0.2'), await udpSender('127.0.0.3')];
    let answers = 0;
    const answered = once(quiet, 'message');
    quiet.on('message', () => answers++);
    await sendDatagrams(quiet, port, [trapV2(LINK_DOWN, linkDown(1), { tag: 0xa6, request: 99 })]);
    const long = trapV2('1.3.6.1.4.1.99999.0.1', [['1.3.6.1.4.1.99999.1', text('x'.repeat(900))]]);
    for (let i = 0; i < 10; i++) await sendDatagrams(loud, port, Array<Buffer>(50).fill(long));
    const shed = () => dropped(source, 'traps').shed ?? 0;
    await until(
      () => shed() > 300,
      () => `more than 300 shed, not ${shed()}`,
    );
    expect(answers).toBe(0);
    sink.release();
    const [answer] = (await answered) as [Buffer];
    expect(answer.includes(Buffer.from([0xa2]))).toBe(true);
    await until(
      () => sink.lines + shed() + (dropped(source, 'traps').kernel ?? 0) === 501,
      () => `501 in all, not ${sink.lines} and ${shed()}`,
    );
    expect(seen(sink).filter(({ sender }) => sender === '127.0.0.3')).toHaveLength(1);
    loud.close();
    quiet.close();
  });
});

it('answers no more than 200 questions a second: whoever forges addresses cannot use it against them', () => {
  let now = 0;
  const engine = new SnmpEngine(Buffer.alloc(9, 1), 1_700_000_000_000, () => now);
  const decoder = new SnmpDecoder({ communities: [], users: [{ name: 'net' }], engine });
  const answers = () =>
    Array.from({ length: 500 }, () => decoder.decode(discovery())).filter(({ answer }) => answer !== null)
      .length;
  expect(answers()).toBe(200);
  now = 1000;
  expect(answers()).toBe(200);
});
