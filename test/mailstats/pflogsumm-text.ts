import type {
  MailConnections,
  MailList,
  MailReason,
  MailReport,
  MailShare,
  MailTraffic,
} from '../../src/core/mail-report.ts';

/** A report of ours in the layout of pflogsumm 1.1.5 with `--smtpd-stats`, section by section. */
export function pflogsummSections(report: MailReport, now: Date): Map<string, string[]> {
  const { totals, days } = report;
  const several = days.length > 1;
  const sections = new Map<string, string[]>();
  const all = totals.delivered + totals.rejected + totals.discarded;
  const share = (n: number) => `(${all === 0 ? 0 : Math.trunc((n / all) * 100)}%)`;
  const deferrals = totals.deferrals === 0 ? '' : `  (${units(totals.deferrals).trimStart()} deferrals)`;
  const { connections } = report;
  const mean =
    connections.all.count === 0 ? 0 : Math.trunc(connections.all.seconds / connections.all.count + 0.5);
  sections.set('Grand Totals', [
    'messages',
    ` ${units(totals.received)}  received`,
    ` ${units(totals.delivered)}  delivered`,
    ` ${units(totals.forwarded)}  forwarded`,
    ` ${units(totals.deferred)}  deferred${deferrals}`,
    ` ${units(totals.bounced)}  bounced`,
    ` ${units(totals.rejected)}  rejected ${share(totals.rejected)}`,
    ` ${units(totals.warned)}  reject warnings`,
    ` ${units(totals.held)}  held`,
    ` ${units(totals.discarded)}  discarded ${share(totals.discarded)}`,
    ` ${units(totals.bytesReceived)}  bytes received`,
    ` ${units(totals.bytesDelivered)}  bytes delivered`,
    ` ${units(report.senders.byCount.distinct)}  senders`,
    ` ${units(report.sendingDomains.byCount.distinct)}  sending hosts/domains`,
    ` ${units(report.recipients.byCount.distinct)}  recipients`,
    ` ${units(report.destinations.byCount.distinct)}  recipient hosts/domains`,
    'smtpd',
    `  ${units(connections.all.count)}  connections`,
    `  ${units(connections.byHost.distinct)}  hosts/domains`,
    `  ${pad(mean, 6)}   avg. connect time (seconds)`,
    ` ${clock(connections.all.seconds)}  total connect time`,
  ]);
  const traffic = (one: MailTraffic) =>
    [one.received, one.delivered, one.deferred, one.bounced, one.rejected]
      .map((n) => `    ${units(n)}`)
      .join('');
  if (several) {
    sections.set(
      'Per-Day Traffic Summary',
      days
        .filter((day) => day.received + day.delivered + day.deferred + day.bounced + day.rejected > 0)
        .map((day) => `    ${dated(day.day, now)}${traffic(day)}`),
    );
  }
  const average = (n: number) => (days.length === 0 ? n : n / days.length + 0.5);
  sections.set(
    `Per-Hour Traffic ${several ? 'Daily Average' : 'Summary'}`,
    report.hours.map((one, hour) => {
      const { received, delivered, deferred, bounced, rejected } = one;
      const means = [received, delivered, deferred, bounced, rejected].map(average);
      return `    ${span(hour)}${means.map((n) => `    ${units(n)}`).join('')}`;
    }),
  );
  sections.set(
    'Host/Domain Summary: Message Delivery',
    report.destinations.byCount.first.map((one) => {
      const counts = [one.count, one.bytes, one.deferrals].map((n) => ` ${units(n)} `).join('');
      return `${counts} ${seconds(one.meanDelay)}  ${seconds(one.longestDelay)}  ${one.name}`;
    }),
  );
  sections.set(
    'Host/Domain Summary: Messages Received',
    report.sendingDomains.byCount.first.map(
      (one) => ` ${units(one.count)}  ${units(one.bytes)}  ${one.name}`,
    ),
  );
  if (several) {
    sections.set(
      'Per-Day SMTPD Connection Summary',
      days
        .filter(({ connections: { count } }) => count > 0)
        .map(
          ({ day, connections: of }) =>
            `    ${dated(day, now)}   ${units(of.count)}       ${clock(of.seconds)}      ${pad(meanOf(of), 6)}s      ${pad(of.longest, 6)}s`,
        ),
    );
  }
  sections.set(
    `Per-Hour SMTPD Connection ${several ? 'Daily Average' : 'Summary'}`,
    connections.hours.flatMap((of, hour) => {
      if (of.count === 0) return [];
      const rest = `      ${pad(meanOf(of), 6)}s      ${pad(of.longest, 6)}s`;
      const n = several ? average(of.count) : of.count;
      const time = several ? average(of.seconds) : of.seconds;
      return [`    ${span(hour)}   ${units(n)}       ${clock(time)}${several ? '' : rest}`];
    }),
  );
  sections.set(
    'Host/Domain Summary: SMTPD Connections',
    connections.byHost.first.map(
      (of) =>
        `  ${units(of.count)}      ${clock(of.seconds)}     ${pad(meanOf(of), 6)}s    ${pad(of.longest, 6)}s   ${of.name}`,
    ),
  );
  const users = (title: string, list: MailList<MailShare>, by: 'count' | 'bytes') =>
    sections.set(
      title,
      byHost(list.first, by).map((one) => ` ${units(one[by])}  ${one.name}`),
    );
  users('Senders by message count', report.senders.byCount, 'count');
  users('Recipients by message count', report.recipients.byCount, 'count');
  users('Senders by message size', report.senders.bySize, 'bytes');
  users('Recipients by message size', report.recipients.bySize, 'bytes');
  const nested: [string, MailList<MailReason>][] = [
    ['message deferral detail', report.deferred],
    ['message bounce detail (by relay)', report.bounced],
    ['message reject detail', report.rejected],
    ['message reject warning detail', report.warned],
    ['message hold detail', report.held],
    ['message discard detail', report.discarded],
    ['smtp delivery failures', report.failures],
    ['Warnings', report.warnings],
    ['Fatal Errors', report.fatals],
    ['Panics', report.panics],
  ];
  for (const [title, { first }] of nested) sections.set(title, tree(first, 0, 2));
  sections.set(
    'Master daemon messages',
    byHost(
      report.master.first.map(({ path, count }) => ({ name: path[0]!, count, bytes: 0 })),
      'count',
    ).map(({ name, count }) => ` ${units(count)}  ${name}`),
  );
  return sections;
}

/** What pflogsumm printed, section by section; headings of columns and blank lines left out. */
export function sectionsOf(text: string): Map<string, string[]> {
  const lines = text.split('\n');
  const sections = new Map<string, string[]>();
  let rows: string[] = [];
  for (const [i, line] of lines.entries()) {
    const title = line.replace(/: none$/, '').trim();
    const underlined = /^-+$/.test(lines[i + 1] ?? '') && line !== '';
    if (underlined || (line.endsWith(': none') && /^[A-Za-z]/.test(line))) {
      rows = [];
      sections.set(title, rows);
    } else if (line !== '' && !/^ *-[- ]+$/.test(line) && !COLUMNS.test(line)) rows.push(line);
  }
  return sections;
}

const COLUMNS = /^ +(?:date|time|hour) {8}| host\/domain$/;

function tree(reasons: readonly MailReason[], depth: number, indent: number): string[] {
  const blank = ' '.repeat(indent);
  const leaves = reasons.every(({ path }) => path.length === depth + 1);
  if (leaves) {
    const shares = reasons.map(({ path, count }) => ({ name: path[depth]!, count, bytes: 0 }));
    return byHost(shares, 'count').map(({ name, count }) => `${blank}${units(count)}  ${name}`);
  }
  const groups = Map.groupBy(reasons, ({ path }) => path[depth]!);
  return [...groups]
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .flatMap(([name, of]) => {
      const last = of.every(({ path }) => path.length === depth + 2);
      const total = last ? ` (total: ${of.reduce((sum, { count }) => sum + count, 0)})` : '';
      return [`${blank}${name}${total}`, ...tree(of, depth + 1, indent + 2)];
    });
}

/** `sort { $b->[1] <=> $a->[1] || $a->[2] cmp $b->[2] }`, ties of hosts alike by name. */
function byHost(shares: readonly MailShare[], by: 'count' | 'bytes'): MailShare[] {
  const key = (name: string) => {
    const first = name.trimStart() === name ? (name.split(/\s/)[0] ?? '') : '';
    const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(first);
    if (octets !== null) return Buffer.from(String.fromCodePoint(...octets.slice(1).map(Number)));
    return Buffer.from(
      first
        .split(/[.@]/)
        .reverse()
        .map((part) => part.toLowerCase())
        .join(''),
    );
  };
  return shares.toSorted((a, b) => b[by] - a[by] || Buffer.compare(key(a.name), key(b.name)));
}

function units(value: number): string {
  if (value > 536870912) return `${pad(value / 1048576, 6)}m`;
  return value > 524288 ? `${pad(value / 1024, 6)}k` : `${pad(value, 6)} `;
}

function seconds(value: number): string {
  const [shown, unit] =
    value > 3600 ? [value / 3600, 'h'] : value > 60 ? [value / 60, 'm'] : ([value, 's'] as const);
  // As printf: what lies exactly in the middle (only quarters can) goes to the even neighbour.
  const tenths = (shown * 4) % 2 === 1 ? 2 * Math.round(shown * 5) : null;
  return `${(tenths === null ? shown.toFixed(1) : (tenths / 10).toFixed(1)).padStart(5)} ${unit}`;
}

function clock(value: number): string {
  const hours = Math.trunc(value / 3600);
  const minutes = Math.trunc((value - hours * 3600) / 60);
  const two = (n: number) => String(Math.trunc(n)).padStart(2, '0');
  return `${pad(hours, 2)}:${two(minutes)}:${two(value - hours * 3600 - minutes * 60)}`;
}

function meanOf({ count, seconds: of }: MailConnections): number {
  return Math.trunc(of / count + 0.5);
}

function pad(value: number, width: number): string {
  return String(Math.trunc(value)).padStart(width);
}

function span(hour: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(hour)}00-${two(hour + 1)}00  `;
}

/** pflogsumm takes the year from the clock of the machine. */
function dated(day: string, now: Date): string {
  const [, month = 1, date] = day.split('-').map(Number);
  const year = month - 1 > now.getMonth() ? now.getFullYear() - 1 : now.getFullYear();
  const name = new Date(Date.UTC(2024, month - 1, 1)).toLocaleString('en', {
    month: 'short',
    timeZone: 'UTC',
  });
  return `${name} ${String(date).padStart(2)} ${year}`;
}
