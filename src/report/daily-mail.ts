import type { Listed } from '../core/daily-report.ts';
import type { Finding } from '../core/finding.ts';
import type { MailList, MailReason, MailReport, MailShare, MailTraffic } from '../core/mail-report.ts';
import { moment } from '../core/when.ts';
import { count, grouped, percent, sized } from '../core/words.ts';
import { type Chart, MINOR, NUMBER, type Section } from './section.ts';
import { duration } from './words.ts';

/** Rows of a list that a person reads. */
const ROWS = 5;
const SERIES = ['received', 'delivered', 'deferred', 'bounced', 'rejected'] as const;
const SHARE = [
  { title: 'messages', ...NUMBER },
  { title: 'size', ...NUMBER },
];
const TIMES = [
  { title: 'connections', ...NUMBER },
  { title: 'mean', ...NUMBER },
  { title: 'longest', ...MINOR },
];

/** What the mail servers did: first what is odd about it, then the numbers of pflogsumm. */
export function mailSections(
  mail: MailReport,
  odd: Listed<Finding>,
  timeZone: string | undefined,
): Section[] {
  const { connections } = mail;
  const days = mail.days.map(({ day }) => day);
  const title = `Mail (${days.length === 1 ? days[0]! : `${count(days.length, 'day')}, ${days[0]!} to ${days.at(-1)!}`})`;
  const all: Section[] = [
    { title, lines: totals(mail), more: 0 },
    { title: 'What is odd about it', lines: oddLines(mail, odd, timeZone), more: 0, odd: true },
    { title: 'By hour of the day', lines: alsoRejected(mail), more: 0, chart: hours(mail.hours) },
    ...(mail.days.length < 2 ? [] : [byDay(mail)]),
    destinations('Where it went', mail.destinations.byCount, false),
    ...bySize(mail.destinations, destinations('Where it went, by size', mail.destinations.bySize, true)),
    shares('Where it came from', mail.sendingDomains.byCount, 'domain'),
    ...bySize(
      mail.sendingDomains,
      shares('Where it came from, by size', mail.sendingDomains.bySize, 'domain'),
    ),
    shares('Senders', mail.senders.byCount, 'sender'),
    ...bySize(mail.senders, shares('Senders by size', mail.senders.bySize, 'sender')),
    shares('Recipients', mail.recipients.byCount, 'recipient'),
    ...bySize(mail.recipients, shares('Recipients by size', mail.recipients.bySize, 'recipient')),
    reasons('Why it was deferred', mail.deferred),
    reasons('Why it bounced', mail.bounced),
    rejections(mail),
    reasons('Warned of, and taken', mail.warned),
    reasons('Held', mail.held),
    reasons('Discarded', mail.discarded),
    reasons('Servers that could not be reached', mail.failures),
    reasons('Warnings', mail.warnings),
    reasons('Fatal errors', mail.fatals),
    reasons('Panics', mail.panics),
    reasons('What the master said', mail.master),
    {
      title: 'Connections of clients',
      lines: [],
      more: moreOf(connections.byHost),
      table: {
        columns: [...TIMES, { title: 'host or domain' }],
        rows: connections.byHost.first
          .slice(0, ROWS)
          .map((one) => [
            ...[
              grouped(one.count),
              duration(one.seconds / one.count),
              duration(one.longest),
              shown(one.name),
            ],
          ]),
      },
    },
  ];
  return all
    .filter(({ lines, table, chart }) => lines.length + (table?.rows.length ?? 0) > 0 || chart !== undefined)
    .map((section, i) => (i === 0 ? section : { ...section, within: true }));
}

function totals({ totals: of, connections, ...mail }: MailReport): string[] {
  const all = of.delivered + of.rejected + of.discarded;
  const share = (n: number) => (n === 0 ? '' : ` (${percent(n / all)})`);
  const deferrals = of.deferrals === of.deferred ? '' : ` in ${count(of.deferrals, 'deferral')}`;
  const rare = [
    ...(of.forwarded === 0 ? [] : [`${grouped(of.forwarded)} forwarded`]),
    ...(of.warned === 0 ? [] : [count(of.warned, 'reject warning')]),
    ...(of.held === 0 ? [] : [`${grouped(of.held)} held`]),
    ...(of.discarded === 0 ? [] : [`${grouped(of.discarded)} discarded${share(of.discarded)}`]),
  ];
  const many = <T>({ distinct, atLeast }: MailList<T>, noun: string) =>
    `${atLeast ? 'at least ' : ''}${count(distinct, noun)}`;
  const { all: connected } = connections;
  return [
    `${grouped(of.received)} received, ${grouped(of.delivered)} delivered, ${grouped(of.deferred)} deferred${deferrals}, ${grouped(of.bounced)} bounced, ${grouped(of.rejected)} rejected${share(of.rejected)}`,
    ...(rare.length === 0 ? [] : [rare.join(', ')]),
    `${sized(of.bytesReceived)} received from ${many(mail.senders.byCount, 'sender')} of ${many(mail.sendingDomains.byCount, 'domain')}`,
    `${sized(of.bytesDelivered)} delivered to ${many(mail.recipients.byCount, 'recipient')} of ${many(mail.destinations.byCount, 'domain')}`,
    ...(connected.count === 0
      ? []
      : [
          `${count(connected.count, 'connection')} from ${many(connections.byHost, 'client')}: ${duration(connected.seconds / connected.count)} each on average, the longest ${duration(connected.longest)}`,
        ]),
  ];
}

function oddLines(
  { turned, news, comparedWith }: MailReport,
  findings: Listed<Finding>,
  timeZone: string | undefined,
): string[] {
  return [
    ...turned.map(
      ({ name, deferrals, sent }) =>
        `${name} takes no mail any more: ${count(deferrals, 'deferral')}, the last delivery was ${moment(sent, timeZone)}`,
    ),
    ...news.map(
      ({ kind, reason, count: times }) =>
        `new within ${count(comparedWith + 1, 'day')}: ${kind} ${times === 1 ? 'once' : `${grouped(times)} times`}: ${reason}`,
    ),
    ...findings.first
      .slice(0, ROWS)
      .map(({ because, about: { host } }) =>
        host === undefined || because.includes(host) ? because : `${host}: ${because}`,
      ),
  ];
}

/** The list by size, where it names others than the list by count. */
function bySize(
  { byCount, bySize: large }: { readonly byCount: MailList<MailShare>; readonly bySize: MailList<MailShare> },
  section: Section,
): Section[] {
  const known = new Set(byCount.first.slice(0, ROWS).map(({ name }) => name));
  return large.first.slice(0, ROWS).every(({ name }) => known.has(name)) ? [] : [section];
}

/** Why the numbers by hour are larger than the sum. */
function alsoRejected({ totals: { warned, held, discarded } }: MailReport): string[] {
  return warned + held + discarded === 0
    ? []
    : ['By hour and by day, what was held, discarded or only warned of is among the rejected.'];
}

/** Names that pflogsumm makes of what it does not understand, as a person would write them. */
function shown(name: string): string {
  if (name === '') return '(without a name)';
  return name === 'from=<>'
    ? '<>'
    : name.replace(/^unknown\[([^\]]+)\].*$/s, '$1').replace(/(?<=\]) .*$/s, '');
}

function hours(of: readonly MailTraffic[]): Chart {
  const label = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  return {
    series: SERIES.map((name) => ({ name, noun: name, values: of.map((hour) => hour[name]) })).filter(
      ({ values }) => values.some((value) => value > 0),
    ),
    bars: of.map((_, hour) => label(hour)),
    ticks: [0, 6, 12, 18].map((bar) => ({ bar, label: label(bar) })),
  };
}

function byDay({ days }: MailReport): Section {
  return {
    ...{ title: 'By day', lines: [], more: 0 },
    table: {
      columns: [
        ...SERIES.map((title) => ({ title, ...(title === 'received' ? MINOR : NUMBER) })),
        { title: 'day' },
      ],
      rows: days.map((day) => [...SERIES.map((name) => grouped(day[name])), day.day]),
    },
  };
}

function destinations(title: string, list: MailReport['destinations']['byCount'], large: boolean): Section {
  const columns = [
    ...[SHARE[0]!, { title: 'size', ...(large ? NUMBER : MINOR) }, { title: 'deferrals', ...NUMBER }],
    ...[
      { title: 'mean delay', ...(large ? MINOR : NUMBER) },
      { title: 'longest', ...MINOR },
      { title: 'domain' },
    ],
  ];
  const rows = list.first
    .slice(0, ROWS)
    .map((one) => [
      ...[grouped(one.count), sized(one.bytes), grouped(one.deferrals)],
      ...[duration(one.meanDelay), duration(one.longestDelay), shown(one.name)],
    ]);
  return {
    ...{ title, lines: [], more: Math.max(0, list.distinct - rows.length) },
    table: { columns, rows },
  };
}

function shares(title: string, list: MailList<MailShare>, name: string): Section {
  const rows = list.first
    .slice(0, ROWS)
    .map((one) => [grouped(one.count), sized(one.bytes), shown(one.name)]);
  return {
    ...{ title, lines: [], more: moreOf(list) },
    table: { columns: [...SHARE, { title: name }], rows },
  };
}

function reasons(title: string, list: MailList<MailReason>): Section {
  const rows = list.first.slice(0, ROWS).map(({ path, count: times }) => [grouped(times), path.join(': ')]);
  return {
    ...{ title, lines: [], more: moreOf(list) },
    table: { columns: [{ title: 'times', ...NUMBER }, { title: 'what' }], rows },
  };
}

function rejections({ rejectedFor }: MailReport): Section {
  const rows = rejectedFor.first
    .slice(0, ROWS)
    .map(({ path, count: times, parties }) => [grouped(times), grouped(parties), path.join(': ')]);
  const columns = [{ title: 'times', ...NUMBER }, { title: 'clients', ...NUMBER }, { title: 'what' }];
  return {
    ...{ title: 'Why it was rejected', lines: [], more: moreOf(rejectedFor) },
    table: { columns, rows },
  };
}

function moreOf<T>({ distinct }: MailList<T>): number {
  return Math.max(0, distinct - ROWS);
}
