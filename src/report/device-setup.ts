import { nearest } from '../kit/nearest.ts';
import { type DeviceLines, endpoint, NETWORK_DEVICES, type SendTo } from './device-lines.ts';
import { type Page, paragraph } from './page.ts';
import { SYSTEMS } from './system-lines.ts';

const DEVICES: { readonly [name: string]: DeviceLines } = { ...NETWORK_DEVICES, ...SYSTEMS };

/** Where logsift listens for devices. */
export interface DeviceTargets {
  readonly host: string;
  /** Other addresses of this machine. */
  readonly others: readonly string[];
  /** Ports by what is spoken there; absent where it is not. */
  readonly ports: { readonly [protocol in SendTo['protocol'] | 'traps']?: number };
  /** What has to be done here first, as sentences and lines of the configuration. */
  readonly first: readonly { readonly text: string; readonly lines: readonly string[] }[];
}

/** The kind of device that somebody means; `null` with what may be meant when there is none. */
export function deviceNamed(word: string): { readonly name: string } | { readonly meant: string | null } {
  const wanted = word.toLowerCase();
  for (const [name, { also = [] }] of Object.entries(DEVICES)) {
    if (name === wanted || also.includes(wanted)) return { name };
  }
  const words = Object.entries(DEVICES).flatMap(([name, { also = [] }]) => [name, ...also]);
  return { meant: nearest(wanted, words) };
}

/** Every kind of device that is known, one to a line. */
export function renderDevices(): string {
  const width = Math.max(...Object.keys(DEVICES).map((name) => name.length));
  return Object.entries(DEVICES)
    .map(([name, { title }]) => `${name.padEnd(width)}  ${title}\n`)
    .join('');
}

/** What to type on a device so that it sends here; lines to copy stand by themselves, remarks begin with `#`. */
export function renderDeviceSetup(name: string, targets: DeviceTargets, page: Page): string {
  const { title, where, speaks, lines, traps, note } = DEVICES[name]!;
  const { host, others, ports, first } = targets;
  const remark = (text: string) => paragraph(text, page, '# ').map((row) => page.paint.quiet(row));
  const protocol = speaks.find((one) => ports[one] !== undefined);
  const blocks: string[][] = first.map(({ text, lines: typed }) => [...remark(text), ...typed]);
  if (protocol !== undefined) {
    const to = { host, port: ports[protocol]!, protocol };
    blocks.push([
      ...remark(`${title}, ${where}; it sends to ${endpoint(to)} over ${protocol.toUpperCase()}:`),
      ...lines(to),
    ]);
  } else if (speaks.length > 0) {
    const spoken = speaks.map((one) => one.toUpperCase()).join(' or ');
    blocks.push(
      remark(
        `${title} sends over ${spoken}, and logsift does not listen for that: name it in the source syslog.`,
      ),
    );
  }
  if (traps !== undefined && ports.traps !== undefined) {
    const text = `SNMP traps, ${where}; AUTH, PRIVACY and COMMUNITY stand for those of the source snmp-trap:`;
    blocks.push([...remark(text), ...traps({ host, port: ports.traps })]);
  } else if (speaks.length === 0)
    blocks.push(remark(`${title}: there is no source snmp-trap in the configuration.`));
  if (note !== undefined) blocks.push(remark(note));
  if (others.length > 0) {
    const shown = others.slice(0, 5).join(', ');
    blocks.push(
      remark(`This machine is also ${shown}: take the one that the device reaches (--address HOST:PORT).`),
    );
  }
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}
