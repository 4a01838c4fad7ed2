import type { Fields } from '../core/event.ts';
import { isAddress } from './addresses.ts';

const ADDRESS = String.raw`((?:\d{1,3}(?:\.\d{1,3}){3})|(?:[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}))`;
const END = String.raw`(?:([\w-]{1,64})[:/])?${ADDRESS}[/:(](\d{1,5})\b\)?`;
const FLOW = new RegExp(String.raw`(?:^|[ <([])${END}(?: ?\([^)]{0,80}\)){0,2} ?(?:->|to|dst) ?${END}`);
const TRANSPORT = /\b(tcp|udp|icmp(?:v?6)?|gre|esp|sctp)\b/i;
const OUTBOUND = /\bBuilt outbound\b/;

/**
 * The two ends of a connection that a sentence names: `10.0.0.7/4242->203.0.113.9/443`, `from inside:10.0.0.7/4242 to
 * outside:203.0.113.9/443`. ASA names the outer end first, also of what goes out. Nothing when there is no such pair.
 */
export function flowOf(text: string): Fields {
  const fields: Fields = Object.create(null);
  const found = FLOW.exec(text);
  if (found === null || !isAddress(found[2]!) || !isAddress(found[5]!)) return fields;
  const ends = [found.slice(1, 4), found.slice(4, 7)];
  const [source, target] = OUTBOUND.test(text) ? [ends[1]!, ends[0]!] : [ends[0]!, ends[1]!];
  Object.assign(fields, {
    ...{ 'source.ip': source[1], 'source.port': Number(source[2]) },
    ...{ 'destination.ip': target[1], 'destination.port': Number(target[2]) },
  });
  if (source[0] !== undefined) fields['observer.ingress.interface.name'] = source[0];
  if (target[0] !== undefined) fields['observer.egress.interface.name'] = target[0];
  const transport = TRANSPORT.exec(text)?.[1];
  if (transport !== undefined) fields['network.transport'] = transport.toLowerCase();
  return fields;
}
