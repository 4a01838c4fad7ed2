import type { BusSection, FleetLag, FleetProcess, FleetStatus } from '../core/fleet.ts';
import { count, duration, grouped, sized } from '../core/words.ts';
import { truncateToWidth } from '../kit/terminal.ts';
import { type Page, paragraph } from './page.ts';
import { type Remark, type Table, table } from './table.ts';

/** Processes shown at most; all are in the JSON. */
const MOST_PROCESSES = 60;
const MOST_LAGS = 20;
/** Columns of a name, and of a name with what it does. */
const [MOST_NAME, MOST_TITLE] = [40, 46];
/** A clock that is further off is remarked upon, ms. */
const CLOCK_OFF = 2000;

/** Who takes part in a cluster and how it is, for a person, within the page's width. Ends with a line end. */
export function renderFleet(fleet: FleetStatus, page: Page): string {
  const blocks = [headline(fleet, page), wrong(fleet, page), ...tables(fleet).map((one) => table(one, page))];
  return `${blocks
    .filter((rows) => rows.length > 0)
    .map((rows) => rows.join('\n'))
    .join('\n\n')}\n`;
}

function headline({ processes, bus, gone, wrong: all }: FleetStatus, page: Page): string[] {
  const well = all.length === 0;
  const many = processes.length === 1 ? '1 process' : `${grouped(processes.length)} processes`;
  const missing = gone.length === 0 ? '' : `, ${grouped(gone.length)} gone`;
  const text = `${many} on ${bus}${missing}: ${well ? 'all is well' : `${count(all.length, 'thing')} wrong`}`;
  return paragraph(text, page, '').map((row) => (well ? page.paint.headline(row) : page.paint.urgent(row)));
}

function wrong({ wrong: all, strange }: FleetStatus, page: Page): string[] {
  const more = strange === 0 ? [] : [`${count(strange, 'announcement')} that nobody can understand`];
  if (all.length + more.length === 0) return [];
  return [
    ...(all.length === 0 ? [] : [page.paint.urgent('  wrong just now')]),
    ...[...all.map(({ text }) => text), ...more].flatMap((text) => paragraph(text, page, '    ')),
  ];
}

function tables({ processes, gone, lag }: FleetStatus): Table[] {
  const left = processes.length - MOST_PROCESSES;
  return [
    {
      heads: ['processes', 'lines/s', 'events/s', 'heard'],
      rows: processes.slice(0, MOST_PROCESSES).map((one) => ({
        cells: [
          titled(one),
          grouped(one.linesPerSecond),
          grouped(one.eventsPerSecond),
          `${Math.round(one.ago)} s ago`,
        ],
        remarks: remarks(one),
      })),
      more: left > 0 ? `and ${grouped(left)} more: --json has all` : '',
    },
    {
      heads: ['gone', 'last heard'],
      rows: gone.slice(0, MOST_PROCESSES).map((one) => ({
        cells: [titled(one), `${Math.round(one.ago)} s ago`],
        remarks: [],
      })),
      more: '',
    },
    {
      heads: ['waits', 'entries', 'oldest', 'worst shard'],
      rows: lag.slice(0, MOST_LAGS).map(({ topic, group, entries, seconds, worst }) => ({
        cells: [
          truncateToWidth(`${topic} for ${group}`, MOST_TITLE),
          grouped(entries),
          age(seconds),
          entries === 0 ? '' : String(worst.shard),
        ],
        remarks: [],
      })),
      more: lag.length > MOST_LAGS ? `and ${grouped(lag.length - MOST_LAGS)} more: --json has all` : '',
    },
  ];
}

/** Name and roles; the name alone where both are too long for a column. */
function titled(one: FleetProcess): string {
  const both = `${nameOf(one)}: ${rolesOf(one)}`;
  return both.length > MOST_TITLE ? nameOf(one) : both;
}

function nameOf({ node }: FleetProcess): string {
  return truncateToWidth(node, MOST_NAME);
}

function rolesOf(one: FleetProcess): string {
  return one.roles.map((role) => doing(role, one)).join(', ');
}

/** A role, and what of it is its own just now. */
function doing(role: string, { leads, owns, shards }: FleetProcess): string {
  if (role === 'filter') return `filter (${owns.length} of ${shards.raw} shards)`;
  if (role !== 'detect' && role !== 'decide') return role;
  const led = leads.map(({ unit }) => unit).filter((unit) => unit.split('/')[0] === role);
  if (led.length === 0) return `${role} (stands by)`;
  const parts = led.filter((unit) => unit !== role).map((unit) => unit.slice(role.length + 1));
  return `${role} (leads${parts.length === 0 ? '' : ` ${parts.join(', ')}`})`;
}

function remarks(one: FleetProcess): Remark[] {
  const { troubles, counters, clockAheadMs, underWayBytes, waiting } = one;
  const { late, deposed, again, gaps } = counters;
  const seen = [
    [gaps, gaps === 1 ? 'time entries were gone unread' : 'times entries were gone unread'],
    [late, 'events came late'],
    [deposed, 'of what the deposed said dropped'],
    [again, 'came twice and counted once'],
    [waiting >= 10_000 ? waiting : 0, 'events wait for others'],
  ] as const;
  const counts = seen.filter(([n]) => n > 0).map(([n, what]) => `${grouped(n)} ${what}`);
  const plain = [
    ...(counts.length === 0 ? [] : [counts.join('; ')]),
    ...(underWayBytes >= 1e6 ? [`${sized(underWayBytes)} wait to be published`] : []),
    ...(Math.abs(clockAheadMs) < CLOCK_OFF
      ? []
      : [
          `its clock is ${duration(Math.abs(clockAheadMs))} ${clockAheadMs > 0 ? 'behind' : 'ahead of'} the broker's`,
        ]),
  ];
  const roles = titled(one) === nameOf(one) ? [{ text: rolesOf(one), wrong: false }] : [];
  return [
    ...roles,
    ...troubles.map((text) => ({ text, wrong: true })),
    ...plain.map((text) => ({ text, wrong: false })),
  ];
}

function age(seconds: number | null): string {
  return seconds === null ? 'unknown' : seconds === 0 ? '' : duration(seconds * 1000);
}

/** How a process stands with its bus: sentences; none of one that is alone. */
export function busTexts(bus: BusSection | undefined): string[] {
  if (bus === undefined) return [];
  const { roles, leads, owns, published, taken, dead, lost, lag } = bus;
  const led = leads.length === 0 ? '' : `, leads ${leads.map(({ unit }) => unit).join(', ')}`;
  const own = owns.length === 0 ? '' : `, ${count(owns.length, 'shard')}`;
  const bad = [
    [dead, 'nobody could read'],
    [lost, 'gone unread'],
  ] as const;
  const said = bad.filter(([n]) => n > 0).map(([n, what]) => `, ${grouped(n)} ${what}`);
  const away = bus.connected ? '' : '; not connected';
  return [
    `${roles.join(', ')}${led}${own}: ${grouped(published.entries)} entries out (${sized(published.bytes)}), ${grouped(taken.entries)} in (${sized(taken.bytes)})${said.join('')}${away}`,
    ...(bus.trouble === null ? [] : [bus.trouble]),
    ...(lag ?? []).filter(({ seconds }) => (seconds ?? 0) >= 1).map(lagText),
  ];
}

function lagText({ topic, group, entries, seconds, worst }: FleetLag): string {
  return `${group} has ${grouped(entries)} of ${topic} to read, the oldest ${age(seconds)} old (shard ${worst.shard})`;
}
