import { expect, test } from 'vitest';
import { parseLine } from '../../src/app/parse-line.ts';
import { simulate } from '../../src/simulate/index.ts';
import { loadMibs } from '../../src/sources/mib-folder.ts';
import { TrapText } from '../../src/sources/trap-text.ts';

const DAY = 86_400_000;
const DEVICES = { hosts: 16, rate: 0.1, duration: 3 * DAY } as const;

test('traps are written as the receiver of traps writes them', async () => {
  const { tree } = await loadMibs(null);
  const text = new TrapText(tree);
  const simulation = simulate({ ...DEVICES, scenarios: ['nas-failing', 'mains-failure'] });
  const seen = new Set<string>();
  for (const line of simulation.events()) {
    const { trap } = line.speaker;
    if (trap === undefined) continue;
    seen.add(trap.name);
    const { index, ...values } = trap.values as { [name: string]: string };
    const variables = Object.entries(values).map(([name, value]) => {
      const bytes = Buffer.from(value);
      const oid = [...tree.arcsOf(name)!, Number(index ?? 0)];
      return { oid, tag: 0x04, bytes, start: 0, end: bytes.length };
    });
    const uptime = Number(/ uptime="(\d+)"/.exec(line.text)![1]);
    const oid = trap.oid.split('.').map(Number);
    const sent = { version: '2c', inform: false, oid, uptime, agent: null, variables, left: 0 } as const;
    expect(line.text).toBe(text.line(sent, line.host.address, line.time));
    expect(parseLine(line.text).host).toBe(line.host.address);
  }
  expect([...seen].sort()).toEqual([
    ...['authenticationFailure', 'coldStart', 'criticalTrap', 'informationalTrap', 'linkDown', 'linkUp'],
    ...['lowBattery', 'notificationTrap', 'powerRestored', 'smartBoostOn', 'upsDiagnosticsPassed'],
    ...['upsOnBattery', 'warningTrap'],
  ]);
});

test('where no scenario needs devices there are neither traps nor samples', () => {
  const simulation = simulate({ ...DEVICES, scenarios: ['power-loss'] });
  for (const { speaker } of simulation.events()) expect(speaker.trap).toBeUndefined();
  expect([...simulation.sampleLines()]).toEqual([]);
});

test('devices are polled every minute, and the same seed gives the same values', () => {
  const lines = (seed: number) => [
    ...simulate({ ...DEVICES, duration: DAY / 24, seed, devices: true }).sampleLines(),
  ];
  expect(lines(1)).toEqual(lines(1));
  expect(lines(1)).not.toEqual(lines(2));
  // Five access switches, a core switch, the UPS and the storage.
  expect(lines(1)).toHaveLength(60 * 8);
});
