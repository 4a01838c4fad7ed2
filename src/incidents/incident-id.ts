import type { Finding } from '../core/finding.ts';
import { hashText } from '../kit/hash.ts';

const MINUTE = 60_000;

/**
 * Id of the incident that a finding opens: what it is about and the minute it began in, so that live, backtest and a
 * cluster give the same one.
 *
 * @param taken an id that this one must differ from
 */
export function incidentId({ detector, about, from }: Finding, taken = ''): string {
  const matter = about.template ?? detector;
  const subject = about.actor ?? about.host ?? about.app ?? about.metric ?? '';
  const minute = Number.isNaN(from) ? '' : Math.floor(from / MINUTE);
  return hashText(`incident\0${matter}\0${subject}\0${minute}\0${taken}`);
}
