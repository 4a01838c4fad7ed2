import type { Event } from '../core/event.ts';
import { type Dialect, put, whole, withHeader } from './dialect.ts';

const COMMA = 44;
const MOST_BYTES = 2048;

/**
 * `filterlog` of pfSense and OPNsense: `5,,,1000000103,igb0,match,block,in,4,…` (Raw Filter Log Format in Netgate's
 * documentation).
 */
export const filterlog: Dialect = {
  format: 'filterlog',
  take(event) {
    const { text, messageStart: at, messageEnd: end } = event;
    if (event.app !== 'filterlog') return false;
    let commas = 0;
    for (let i = at; i < end && i < at + 400 && commas < 8; i++) if (text[i] === COMMA) commas++;
    if (commas < 8) return false;
    event.readFields = readFields;
    return true;
  },
};

const readFields = withHeader((event: Event) => {
  const { text, messageStart: at, messageEnd } = event;
  const columns = text.toString('utf8', at, Math.min(messageEnd, at + MOST_BYTES)).split(',');
  const fields = Object.create(null);
  fields.category = 'network';
  put(fields, 'observer.vendor', 'pf');
  put(fields, 'observer.type', 'firewall');
  put(fields, 'rule.id', columns[3] === '' || columns[3] === '0' ? columns[0] : columns[3]);
  put(fields, 'event.reason', columns[5]);
  put(fields, 'event.action', columns[6]);
  const into = columns[7] === 'in';
  put(fields, 'network.direction', columns[7]);
  put(fields, `observer.${into ? 'ingress' : 'egress'}.interface.name`, columns[4]);
  const six = columns[8] === '6';
  put(fields, 'network.type', six ? 'ipv6' : columns[8] === '4' ? 'ipv4' : undefined);
  put(fields, 'network.transport', columns[six ? 12 : 16]?.toLowerCase());
  put(fields, 'network.iana_number', columns[six ? 13 : 15]);
  const addresses = six ? 15 : 18;
  put(fields, 'network.bytes', whole(columns[addresses - 1]));
  put(fields, 'source.ip', columns[addresses]);
  put(fields, 'destination.ip', columns[addresses + 1]);
  if (/^(?:tcp|udp)$/i.test(columns[six ? 12 : 16] ?? '')) {
    put(fields, 'source.port', whole(columns[addresses + 2]));
    put(fields, 'destination.port', whole(columns[addresses + 3]));
  }
  return fields;
});
