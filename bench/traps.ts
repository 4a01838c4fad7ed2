import type { LiveSink } from '../src/core/live-source.ts';
import { ber, berInteger, berOid } from '../src/kit/ber.ts';
import snmpTrap from '../src/sources/live-snmp-trap.ts';
import { loadMibs } from '../src/sources/mib-folder.ts';
import { SnmpDecoder } from '../src/sources/snmp-decoder.ts';
import { SnmpEngine } from '../src/sources/snmp-engine.ts';
import { digestOf, localKey, passwordKey, privacyKey, seal } from '../src/sources/snmp-keys.ts';
import { TrapText } from '../src/sources/trap-text.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';
import { sender } from './sender.ts';

const ROUNDS = 5;
const PARSED = 100_000;
const RATE = 20_000;
const SECONDS = 4;
const PASSWORD = 'bench-password';
const ENGINE = Buffer.from('8000000001020304', 'hex');

/** Traps of six variables: decoded and written as lines, and through a socket that another process sends to. */
export default async function traps(): Promise<Result[]> {
  const higher = { unit: 'traps/s', better: 'higher' } as const;
  const lower = { unit: '', better: 'lower' } as const;
  const { tree } = await loadMibs(null);
  const results: Result[] = [];
  for (const [name, packet] of [
    ['version 2c', trap2c()],
    ['version 3, SHA-256 and AES', trap3()],
  ] as const) {
    const runs = Array.from({ length: ROUNDS }, () => parsed(packet, new TrapText(tree)));
    const bar = name === 'version 2c' ? { bar: RATE } : {};
    results.push({ name: `traps parsed, ${name}, 6 variables`, value: median(runs), ...bar, ...higher });
  }
  const runs: { lost: number; perSecond: number; cores: number }[] = [];
  for (let i = 0; i < 3; i++) runs.push(await overUdp());
  const name = `traps over UDP, ${RATE.toLocaleString('en-US')}/s`;
  const of = (value: (run: (typeof runs)[number]) => number) => median(runs.map(value));
  results.push({ name: `${name}: came`, value: of((run) => run.perSecond), ...higher });
  results.push({ name: `${name}: lost`, value: of((run) => run.lost), ...lower });
  results.push({ name: `${name}: cores`, value: of((run) => run.cores), ...lower });
  return results;
}

function parsed(packet: Buffer, text: TrapText): number {
  const engine = new SnmpEngine(Buffer.alloc(8, 1), Date.now(), () => performance.now());
  const user = { name: 'net', auth: 'sha256', privacy: 'aes' } as const;
  const users = [{ ...user, auth_password: PASSWORD, privacy_password: PASSWORD }];
  const decoder = new SnmpDecoder({ communities: ['public'], users, engine });
  let bytes = 0;
  const began = performance.now();
  for (let i = 0; i < PARSED; i++) {
    const { trap, refusal } = decoder.decode(packet);
    if (trap === null) throw new Error(`refused: ${refusal}`);
    bytes += Buffer.from(text.line(trap, '192.0.2.1', began)).length;
  }
  if (bytes < PARSED) throw new Error('no lines');
  return PARSED / ((performance.now() - began) / 1000);
}

function pduOf(): Buffer {
  const column = (at: number) => [1, 3, 6, 1, 2, 1, 2, 2, 1, at, 7];
  const pair = (oid: number[], value: Buffer) => ber(0x30, berOid(oid), value);
  const variables = ber(
    0x30,
    pair([1, 3, 6, 1, 2, 1, 1, 3, 0], berInteger(123_456, 0x43)),
    pair([1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0], berOid([1, 3, 6, 1, 6, 3, 1, 1, 5, 3])),
    pair(column(1), berInteger(7)),
    pair(column(2), ber(4, Buffer.from('GigabitEthernet1/0/7'))),
    pair(column(3), berInteger(6)),
    pair(column(7), berInteger(1)),
    pair(column(8), berInteger(2)),
    pair([1, 3, 6, 1, 4, 1, 9, 2, 2, 1, 1, 20, 7], ber(4, Buffer.from('down'))),
  );
  return ber(0xa7, berInteger(1), berInteger(0), berInteger(0), variables);
}

function trap2c(): Buffer {
  return ber(0x30, berInteger(1), ber(4, Buffer.from('public')), pduOf());
}

function trap3(): Buffer {
  const key = passwordKey('sha256', PASSWORD);
  const sealing = {
    ...({ protocol: 'aes', boots: 1, time: 1000 } as const),
    key: privacyKey({ auth: 'sha256', privacy: 'aes' }, key, ENGINE),
  };
  const { sealed, salt } = seal(ber(0x30, ber(4, ENGINE), ber(4), pduOf()), sealing);
  const global = ber(0x30, berInteger(1), berInteger(65_000), ber(4, Buffer.from([3])), berInteger(3));
  const digest = Buffer.alloc(24);
  const name = ber(4, Buffer.from('net'));
  const security = ber(
    0x30,
    ...[ber(4, ENGINE), berInteger(1), berInteger(1000), name, ber(4, digest), ber(4, salt)],
  );
  const message = ber(0x30, berInteger(3), global, ber(4, security), ber(4, sealed));
  message.set(digestOf('sha256', localKey('sha256', key, ENGINE), message), message.indexOf(digest));
  return message;
}

async function overUdp() {
  let lines = 0;
  const sink: LiveSink = {
    deliver(batch) {
      lines += batch.count;
    },
    sample() {},
    notice() {},
    room: () => null,
    now: () => Date.now(),
  };
  const options = { listen: '127.0.0.1:0', communities: ['public'] };
  const source = snmpTrap.follow(snmpTrap.schema.parse(options));
  await source.start(sink, new Map());
  const port = source.inputs()[0]!.name.replace(/^.*:/, '');
  const before = process.cpuUsage();
  const sent = await sender([
    'udp',
    port,
    String(SECONDS * RATE),
    String(RATE),
    '8',
    trap2c().toString('hex'),
  ]);
  const cpu = process.cpuUsage(before);
  // What is still in the buffer of the kernel.
  await new Promise((done) => setTimeout(done, 500));
  await source.stop();
  return {
    lost: sent.lines - lines,
    perSecond: lines / sent.seconds,
    cores: (cpu.user + cpu.system) / 1e6 / sent.seconds,
  };
}
