import type { SendersStatus } from '../core/status.ts';
import { count, duration, grouped } from '../core/words.ts';

const MOST = 3;

/** What is wrong with those who send lines over the network: a sentence each of clocks, lost lines and addresses. */
export function sendersTexts(senders: SendersStatus | undefined): string[] {
  if (senders === undefined) return [];
  const { clocksOff, lost, shared, corrected } = senders;
  const put = corrected > 0 ? `; ${count(corrected, 'time')} put right` : '';
  const clocks = listed(clocksOff, ({ host, aheadSeconds }) => {
    const by = duration(1000 * Math.abs(aheadSeconds));
    return `${host} ${by} ${aheadSeconds > 0 ? 'ahead' : 'behind'}`;
  });
  const missing = listed(
    lost,
    ({ host, lost: lines, came }) => `${host} ${grouped(lines)} of ${grouped(lines + came)}`,
  );
  const hidden = listed(shared, ({ address, nameless, gateway }) => {
    const what = gateway ? ' (a gateway of containers)' : '';
    return `${address}${what} ${grouped(nameless)}`;
  });
  return [
    ...(clocks === '' && put === '' ? [] : [`clocks off: ${clocks === '' ? 'none just now' : clocks}${put}`]),
    ...(missing === '' ? [] : [`lines that never arrived: ${missing}`]),
    ...(hidden === '' ? [] : [`lines without a host from addresses that stand for several: ${hidden}`]),
  ];
}

function listed<T>(all: readonly T[], text: (one: T) => string): string {
  const more = all.length > MOST ? `, and ${count(all.length - MOST, 'more sender')}` : '';
  return `${all.slice(0, MOST).map(text).join(', ')}${more}`;
}
