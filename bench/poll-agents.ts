// Many devices on ports of loopback: `node poll-agents.ts COUNT`. Prints their ports, and answers until its input ends.
import { SnmpAgent } from '../src/testing/snmp-agent.ts';

const INTERFACES = 6;

function walk(device: number): string {
  const lines = [
    '.1.3.6.1.2.1.1.3.0 = Timeticks: (123456) 0:20:34.56',
    `.1.3.6.1.2.1.1.5.0 = STRING: "switch-${device}"`,
    '.1.3.6.1.2.1.25.3.3.1.2.1 = INTEGER: 7',
  ];
  for (let i = 1; i <= INTERFACES; i++) {
    const [low, high] = ['.1.3.6.1.2.1.2.2.1', '.1.3.6.1.2.1.31.1.1.1'];
    lines.push(
      ...[`${low}.2.${i} = STRING: "GigabitEthernet1/0/${i}"`, `${low}.3.${i} = INTEGER: 6`],
      ...[`${low}.7.${i} = INTEGER: 1`, `${low}.8.${i} = INTEGER: 1`],
      ...[13, 14, 19, 20].map((column) => `${low}.${column}.${i} = Counter32: ${column * 1000}`),
      ...[`${high}.1.${i} = STRING: "Gi1/0/${i}"`, `${high}.6.${i} = Counter64: 123456789012345`],
      ...[`${high}.10.${i} = Counter64: 987654321098765`, `${high}.15.${i} = Gauge32: 1000`],
      `${high}.19.${i} = Timeticks: (0)`,
    );
  }
  return lines.join('\n');
}

const agents = Array.from({ length: Number(process.argv[2]) }, (_, i) => new SnmpAgent(walk(i)));
const ports = await Promise.all(agents.map((agent) => agent.open()));
process.stdout.write(`${JSON.stringify(ports)}\n`);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
