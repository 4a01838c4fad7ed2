import { z } from 'zod';
import type { Finding } from '../core/finding.ts';
import { gravityOf } from '../core/gravity.ts';
import { count, duration, grouped, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import { type Subject, savedSubject } from './rhythm-series.ts';
import { savedEvidence } from './saved-evidence.ts';

const DAY = 86_400_000;

/** A series that was not as usual for five minutes or an hour. Times in epoch ms. */
export const savedRemark = z.strictObject({
  of: savedSubject,
  key: z.string(),
  from: z.number(),
  to: z.number(),
  seen: z.number(),
  more: z.boolean(),
  /** Between which such numbers usually lie, and of which days that is. */
  low: z.number(),
  high: z.number(),
  usual: z.string(),
  evidence: z.array(savedEvidence),
  severity: z.int(),
  surprise: z.number().min(0),
  raw: z.number(),
  /** Days that it was judged against. */
  days: z.number().min(0),
});
export type Remark = z.infer<typeof savedRemark>;

/** What changed together with the one that speaks. */
export interface Others {
  /** Further series, and further hosts. */
  readonly series: number;
  readonly hosts: number;
}

/** The id of what is told of a series that left its rhythm then. */
export function idOf({ key, from, more }: Pick<Remark, 'key' | 'from' | 'more'>): string {
  return hashText(`rhythm\0${more ? 'more' : 'less'}\0${key}\0${from}`);
}

/** The finding that a person reads. */
export function findingOf(remark: Remark, others: Others, to: number): Finding {
  const { of, from, seen, more, evidence, severity, surprise, raw, days, low, high } = remark;
  const { host, app, template, metric } = of;
  const reads = of.kind === 'metric' ? 0.4 : gravityOf(severity, evidence[0]?.text ?? '');
  const label = of.kind === 'metric' ? of.unit : `lines in ${lengthOf(remark)}`;
  return {
    id: idOf(remark),
    detector: 'rhythm',
    about: {
      ...(host === null ? {} : { host }),
      ...(app === null || of.kind === 'host' ? {} : { app }),
      ...(template === null ? {} : { template: template.id }),
      ...(metric === null ? {} : { metric }),
    },
    ...{ from, to: Math.max(to, remark.to), count: Math.max(1, Math.round(seen)), surprise },
    rawSurprise: raw,
    // Of a host or a program one line says little; fewer failures are no failure, fewer good lines may be one.
    gravity: more ? (of.kind === 'template' ? reads : Math.min(0.45, reads)) : reads >= 0.5 ? 0.2 : 0.4,
    evidence,
    expected: `${rangeOf(remark)} in ${lengthOf(remark)}${hourOf(remark)}`,
    seen: numberOf(seen, of),
    because: `${sentenceOf(remark)}${andOthers(others)}.`,
    maturity: `judged against ${duration(Math.max(1, days) * DAY)} of other times`,
    figure: { label, usual: [low, high], typical: (low + high) / 2, seen },
  };
}

function sentenceOf(remark: Remark): string {
  const { of, seen } = remark;
  const { kind, host, app, template, metric } = of;
  const on = host === null ? '' : ` on ${quoted(host)}`;
  const where = `where ${usualOf(remark)}${hourOf(remark)}`;
  const within = `in ${lengthOf(remark)}`;
  if (kind === 'metric')
    return `${quoted(metric!)}${on} was ${numberOf(seen, of)} over ${lengthOf(remark)}, ${where}`;
  const lines = count(seen, 'line');
  if (kind === 'host') return `${quoted(host!)} wrote ${lines} ${within}, ${where}`;
  if (kind === 'app') return `${quoted(app!)}${on} wrote ${lines} ${within}, ${where}`;
  const by = app === null || app === '' ? '' : ` of ${quoted(app)}`;
  const times = seen === 0 ? 'not once' : seen === 1 ? 'once' : `${grouped(seen)} times`;
  return `Lines like ${quoted(template!.text)}${by}${on} came ${times} ${within}, ${where}`;
}

function usualOf(remark: Remark): string {
  const { low, high, of } = remark;
  const range = rangeOf(remark);
  if (of.kind !== 'metric' && Math.round(high) === 0) return 'none are usual';
  const one = of.kind === 'metric' || (numberOf(low, of) === numberOf(high, of) && Math.round(high) === 1);
  return `${range} ${one ? 'is' : 'are'} usual`;
}

function rangeOf({ low, high, of }: Remark): string {
  const [from, to] = [numberOf(low, of), numberOf(high, of)];
  if (from === to) return from;
  return of.unit === '' ? `${from}–${to}` : `${from.slice(0, -of.unit.length - 1)}–${to}`;
}

function hourOf({ usual }: Remark): string {
  return usual === '' ? ' at this hour' : ` at this hour of ${usual}`;
}

function lengthOf({ from, to }: Remark): string {
  const length = to - from;
  return length === 3_600_000 ? 'an hour' : duration(length);
}

function numberOf(value: number, { kind, unit }: Subject): string {
  if (kind !== 'metric') return grouped(value);
  return `${Number(value.toPrecision(3))}${unit === '' ? '' : ` ${unit}`}`;
}

function andOthers({ series, hosts }: Others): string {
  const parts = [
    ...(series === 0 ? [] : [`${count(series, 'other count')} changed with it`]),
    ...(hosts === 0 ? [] : [`so it was on ${count(hosts, 'other host')}`]),
  ];
  return parts.map((part) => `, and ${part}`).join('');
}
