import { afterEach, describe, expect, it } from 'vitest';
import { PollDevice } from '../../src/sources/poll-device.ts';
import { POLL_PROFILES } from '../../src/sources/poll-ways.ts';
import { SnmpClient } from '../../src/sources/snmp-client.ts';
import { SnmpAgent } from '../../src/testing/snmp-agent.ts';
import { APC_UPS, NAS, SENSORS, SWITCH, UPS } from './snmp-walks.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A device that answers from a walk, looked at by hand on a clock of the test. */
async function deviceOf(walk: string, maxRows = 512) {
  const agent = new SnmpAgent(walk);
  const port = await agent.open();
  const client = new SnmpClient();
  closing.push(
    () => client.close(),
    () => agent.close(),
  );
  const credentials = { version: '2c', community: 'public' } as const;
  const clock = { now: 1000 };
  const device = new PollDevice({
    session: client.session({ address: '127.0.0.1', port, credentials }),
    ...{ profiles: POLL_PROFILES, maxRows, lookAgain: 3600, now: () => clock.now },
  });
  let ticks = Number(/1\.3\.6\.1\.2\.1\.1\.3\.0 = Timeticks: \((\d+)\)/.exec(walk)![1]);
  return {
    agent,
    device,
    async look(seconds = 60) {
      clock.now += seconds;
      ticks = (ticks + seconds * 100) % 2 ** 32;
      agent.set('1.3.6.1.2.1.1.3.0', `Timeticks: (${ticks})`);
      const { readings, ...rest } = await device.poll(new AbortController().signal);
      const said = new Map(
        readings.map(({ metric, value, unit = '' }) => [
          metric,
          `${Number(value.toPrecision(6))} ${unit}`.trim(),
        ]),
      );
      return { ...rest, said };
    },
    restart() {
      ticks = 0;
    },
    upFor(hundredths: number) {
      ticks = hundredths;
    },
  };
}

const IF = '1.3.6.1.2.1.2.2.1';
const IFX = '1.3.6.1.2.1.31.1.1.1';

describe('a switch', () => {
  it('says its processor, memory and temperature in words', async () => {
    const { look } = await deviceOf(SWITCH);
    const { name, said, cut } = await look();
    expect(name).toBe('sw-core');
    expect(cut.size).toBe(0);
    expect(said.get('processor used')).toBe('13 %');
    expect(said.get('memory used of Processor')).toBe('30 %');
    expect(said.get('memory used of I/O')).toBe('75 %');
    expect(said.get('temperature of SW#1, Sensor#1, GREEN')).toBe('43 °C');
  });

  it('says of its interfaces whether they are up, how fast, and how much goes through, but not of those switched off', async () => {
    const { look, agent } = await deviceOf(SWITCH);
    const first = await look();
    expect(first.said.get('link of Gi1/0/1')).toBe('1');
    expect(first.said.get('link of Gi1/0/2')).toBe('0');
    expect(first.said.get('speed of Te1/0/1')).toBe('10000 Mbit/s');
    expect([...first.said.keys()].filter((metric) => /Gi1\/0\/3|Lo0/.test(metric))).toEqual([]);
    expect([...first.said.keys()].filter((metric) => /traffic|errors/.test(metric))).toEqual([]);
    agent.set(`${IFX}.6.10101`, `Counter64: ${5_000_000_000_000 + 60 * 1_000_000}`);
    agent.set(`${IFX}.10.10101`, `Counter64: ${7_000_000_000_000 + 60 * 250_000}`);
    agent.set(`${IF}.14.10101`, `Counter32: ${14_000 + 180}`);
    agent.set(`${IF}.13.10101`, `Counter32: ${13_000 + 30}`);
    const { said } = await look(60);
    expect(said.get('traffic in of Gi1/0/1')).toBe('8000000 bit/s');
    expect(said.get('traffic out of Gi1/0/1')).toBe('2000000 bit/s');
    expect(said.get('errors in of Gi1/0/1')).toBe('3 /s');
    expect(said.get('errors out of Gi1/0/1')).toBe('0 /s');
    expect(said.get('discards in of Gi1/0/1')).toBe('0.5 /s');
  });

  it('goes on when a counter wraps, of 32 bits and of 64', async () => {
    const { look, agent, device } = await deviceOf(SWITCH);
    agent.set(`${IF}.14.10101`, `Counter32: ${2 ** 32 - 60}`);
    agent.set(`${IFX}.6.10101`, `Counter64: ${2n ** 64n - 6_000_000n}`);
    await look();
    agent.set(`${IF}.14.10101`, 'Counter32: 60');
    agent.set(`${IFX}.6.10101`, 'Counter64: 6000000');
    const { said } = await look(60);
    expect(said.get('errors in of Gi1/0/1')).toBe('2 /s');
    expect(said.get('traffic in of Gi1/0/1')).toBe('1600000 bit/s');
    expect(device.counters.resets).toBe(0);
  });

  it('says no rate for a counter that went back, and counts it', async () => {
    const { look, agent, device } = await deviceOf(SWITCH);
    await look();
    agent.set(`${IF}.14.10101`, 'Counter32: 13990');
    agent.set(`${IFX}.6.10101`, 'Counter64: 17');
    const { said } = await look();
    expect(said.has('errors in of Gi1/0/1')).toBe(false);
    expect(said.has('traffic in of Gi1/0/1')).toBe(false);
    expect(said.get('errors out of Gi1/0/1')).toBe('0 /s');
    expect(device.counters.resets).toBe(2);
    expect((await look()).said.get('errors in of Gi1/0/1')).toBe('0 /s');
  });

  it('says no rates over a restart, and finds the names anew', async () => {
    const { look, agent, restart } = await deviceOf(SWITCH);
    await look();
    restart();
    agent.set(`${IFX}.1.10101`, 'STRING: "Gi2/0/1"');
    agent.set(`${IF}.14.10101`, 'Counter32: 15000');
    const { said } = await look();
    expect(said.get('link of Gi2/0/1')).toBe('1');
    expect(said.has('link of Gi1/0/1')).toBe(false);
    expect([...said.keys()].filter((metric) => /errors|traffic/.test(metric))).toEqual([]);
    expect((await look()).said.get('errors in of Gi2/0/1')).toBe('0 /s');
  });

  it('does not take the clock of 497 days that begins anew for a restart', async () => {
    const { look, agent, upFor } = await deviceOf(SWITCH);
    upFor(2 ** 32 - 9000);
    await look(60);
    agent.set(`${IF}.14.10101`, `Counter32: ${14_000 + 60}`);
    expect((await look(60)).said.get('errors in of Gi1/0/1')).toBe('1 /s');
  });

  it('says no rate where a single interface began anew', async () => {
    const { look, agent } = await deviceOf(SWITCH);
    await look();
    agent.set(`${IFX}.19.10101`, 'Timeticks: (123459000) 14 days');
    agent.set(`${IF}.14.10101`, 'Counter32: 99000');
    const { said } = await look();
    expect(said.has('errors in of Gi1/0/1')).toBe(false);
    expect(said.get('errors in of Te1/0/1')).toBe('0 /s');
  });

  it('takes counters of 32 bits where there are no others, and none that may have wrapped twice', async () => {
    const { look, agent } = await deviceOf(SWITCH);
    for (const column of [6, 10, 15, 19]) agent.remove(`${IFX}.${column}`);
    agent.set(`${IF}.5.10201`, 'Gauge32: 4294967295');
    await look();
    agent.set(`${IF}.10.10101`, `Counter32: ${10_000 + 60_000}`);
    agent.set(`${IF}.10.10201`, `Counter32: ${10_000 + 60_000}`);
    const { said } = await look(60);
    expect(said.get('speed of Gi1/0/1')).toBe('1000 Mbit/s');
    // A gigabit can wrap 32 bits within 34 s.
    expect(said.has('traffic in of Gi1/0/1')).toBe(false);
    expect(said.has('traffic in of Te1/0/1')).toBe(false);
    agent.set(`${IF}.10.10101`, `Counter32: ${10_000 + 120_000}`);
    expect((await look(20)).said.get('traffic in of Gi1/0/1')).toBe('24000 bit/s');
  });

  it('tells interfaces of the same name apart', async () => {
    const { look, agent } = await deviceOf(SWITCH);
    agent.set(`${IFX}.1.10102`, 'STRING: "Gi1/0/1"');
    const { said } = await look();
    expect(said.get('link of Gi1/0/1 #10101')).toBe('1');
    expect(said.get('link of Gi1/0/1 #10102')).toBe('0');
  });

  it('reads sensors with their scale, leaves out those that are broken, and what it has no words for', async () => {
    const { look } = await deviceOf(SENSORS);
    const { said } = await look();
    expect(Object.fromEntries(said)).toEqual({
      'temperature of Inlet': '24.5 °C',
      'fan speed of Fan 1': '4200 rpm',
    });
  });
});

describe('a UPS', () => {
  it('of RFC 1628 says its battery and its lines', async () => {
    const { look } = await deviceOf(UPS);
    expect(Object.fromEntries((await look()).said)).toEqual({
      'on battery': '1',
      'battery charge': '96 %',
      'battery runtime left': '41 min',
      'time on battery': '30 s',
      'temperature of the battery': '27 °C',
      'input voltage of line 1': '229 V',
      'input voltage of line 2': '231 V',
      'UPS load of line 1': '38 %',
      'UPS load of line 2': '12 %',
    });
  });

  it('of APC says the same', async () => {
    const { look } = await deviceOf(APC_UPS);
    expect(Object.fromEntries((await look()).said)).toEqual({
      'on battery': '0',
      'battery charge': '100 %',
      'battery runtime left': '63 min',
      'time on battery': '0 s',
      'temperature of the battery': '24 °C',
      'input voltage': '230 V',
      'UPS load': '21 %',
    });
  });
});

describe('a storage of the network', () => {
  it('says its disks by their places, also those with more blocks than 31 bits, and its memory without the cache', async () => {
    const { look, agent } = await deviceOf(NAS);
    const first = await look();
    expect(Object.fromEntries(first.said)).toEqual({
      load: '0.42',
      'memory used': '50 %',
      'swap used': '5 %',
      'disk used of /': '42 %',
      'disk used of /srv': '50 %',
      'disk used of C:': '66 %',
      'temperature of CPU Temp': '51.5 °C',
      'fan speed of fan1': '900 rpm',
    });
    agent.set('1.3.6.1.4.1.2021.11.50.0', 'Counter32: 1300');
    agent.set('1.3.6.1.4.1.2021.11.53.0', 'Counter32: 9700');
    expect((await look()).said.get('processor used')).toBe('30 %');
  });

  it('says memory and processor of HOST-RESOURCES-MIB where there is no other', async () => {
    const { look, agent } = await deviceOf(NAS);
    agent.remove('1.3.6.1.4.1.2021');
    const { said } = await look();
    expect(said.get('memory used')).toBe('95 %');
    expect(said.get('swap used')).toBe('5 %');
    expect(said.get('processor used')).toBe('20 %');
  });
});

it('a table of 100,000 rows is read up to the cap, and that is said', async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) =>
    [
      `.1.3.6.1.2.1.25.2.3.1.2.${i + 1} = OID: .1.3.6.1.2.1.25.2.1.4`,
      `.1.3.6.1.2.1.25.2.3.1.3.${i + 1} = STRING: "/disk/${i + 1}"`,
      `.1.3.6.1.2.1.25.2.3.1.5.${i + 1} = INTEGER: 100`,
      `.1.3.6.1.2.1.25.2.3.1.6.${i + 1} = INTEGER: 10`,
    ].join('\n'),
  );
  const { look, agent } = await deviceOf(`.1.3.6.1.2.1.1.3.0 = Timeticks: (100)\n${rows.join('\n')}`, 300);
  const { said, cut } = await look();
  expect(said.size).toBe(300);
  expect(cut.get('HOST-RESOURCES-MIB')).toBe('cap');
  expect(agent.asked).toBeLessThan(100);
});

it('names of devices steer no terminal and are cut', async () => {
  const { look, agent } = await deviceOf(SWITCH);
  agent.set(`${IFX}.1.10101`, `Hex-STRING: ${Buffer.from('Gi\x1b[2J\u202e1').toString('hex')}`);
  agent.set(`${IFX}.1.10102`, `STRING: "${'x'.repeat(900)}"`);
  const { said } = await look();
  expect(said.get('link of Gi [2J 1')).toBe('1');
  expect(said.get(`link of ${'x'.repeat(80)}…`)).toBe('0');
});
