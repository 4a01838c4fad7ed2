import type { ChannelStatus, DashboardStatus, InputStatus, Status } from '../core/status.ts';
import { moment } from '../core/when.ts';
import { count, duration, grouped, percent, sized } from '../core/words.ts';
import { busTexts } from './fleet.ts';
import { labelled, type Page, paragraph } from './page.ts';
import { sendersTexts } from './senders.ts';
import { type Remark, type Table, table } from './table.ts';

/** Inputs shown at most, those with something to say first. */
const MOST_INPUTS = 40;
const STATES: { readonly [state in Status['state']]: string } = {
  starting: 'starting',
  'catching-up': 'catching up with what was written meanwhile',
  running: 'running',
  stalled: 'alive, but no lines get through',
  stopping: 'stopping',
};

/** What a running logsift says of itself, for a person, within the page's width. Ends with a line end. */
export function renderStatus(status: Status, page: Page): string {
  const blocks = [
    headline(status, page),
    summary(status, page),
    table(inputTable(status), page),
    table(channelTable(status), page),
    troubles(status, page),
  ];
  return `${blocks
    .filter((rows) => rows.length > 0)
    .map((rows) => rows.join('\n'))
    .join('\n\n')}\n`;
}

function headline({ version, node, state, startedAt, time }: Status, page: Page): string[] {
  const since = `since ${moment(Date.parse(startedAt), page.timeZone)} (${ago(startedAt, time)})`;
  const well = state === 'running' || state === 'catching-up';
  return paragraph(`logsift ${version} on ${node}: ${STATES[state]}, ${since}`, page, '').map((row) =>
    well ? page.paint.headline(row) : page.paint.urgent(row),
  );
}

function summary(status: Status, page: Page): string[] {
  const { pipeline: of, findings, storage, process, time } = status;
  const say = (label: string, text: string) => labelled(label, text, { page, indent: '  ' });
  const understood = of.understood === null ? '' : `, ${percent(of.understood)} understood`;
  const lost = of.dropped > 0 ? `, ${grouped(of.dropped)} dropped` : '';
  const wait = of.underWay > 0 ? `, ${grouped(of.underWay)} under way` : '';
  const { last } = of.snapshots;
  const kept = last === null ? 'nothing kept yet' : `kept ${ago(last, time)} ago`;
  const { ring } = storage;
  return [
    ...say('lines', `${grouped(of.lines)}, ${of.linesPerSecond} a second now${understood}${lost}${wait}`),
    ...say('incidents', incidentsText(status.incidents)),
    ...say('findings', findingsText(findings)),
    ...(status.changes.told === 0 ? [] : say('changes', changesText(status.changes))),
    ...busTexts(status.bus).flatMap((text, i) => say(i === 0 ? 'bus' : '', text)),
    ...sendersTexts(status.senders).flatMap((text, i) => say(i === 0 ? 'senders' : '', text)),
    ...(status.analyst === null ? [] : say('analyst', analystText(status.analyst))),
    ...(status.dashboard === null ? [] : say('dashboard', dashboardText(status.dashboard))),
    ...say('learnt', `${kept}, in ${storage.folder}, ${sized(storage.freeBytes)} free`),
    ...(ring === null ? [] : say('raw lines', ringText(ring, page))),
    ...shedText(storage).flatMap((text) => say('', text)),
    ...say('memory', `${sized(process.rssBytes)}; longest pause of late ${process.longestTurnMs} ms`),
    ...of.capped.flatMap((text, i) => say(i === 0 ? 'limits' : '', text)),
  ];
}

function incidentsText({ pages, joined, overflow, hushed, silenced }: Status['incidents']): string {
  const parts = [
    [joined, 'part of another page'],
    [overflow, 'over the budget'],
    [hushed, 'called noise'],
    [silenced, 'silenced'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, what]) => `, ${grouped(n)} ${what}`);
  return `${count(pages, 'page')}${said.join('')}`;
}

function changesText({ told, noted, routine, overCap }: Status['changes']): string {
  const parts = [
    [noted, 'noted'],
    [routine, 'routine'],
    [overCap, 'too many at once'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, what]) => `${grouped(n)} ${what}`);
  return `${grouped(told)} told of by lines: ${said.join(', ')}`;
}

function analystText(of: NonNullable<Status['analyst']>): string {
  const { model, answered, cached, failed, refused, waiting, inFlight, today, limits } = of;
  const sum = (counts: { readonly [key: string]: number }) =>
    Object.values(counts).reduce((all, n) => all + n, 0);
  const why = (counts: { readonly [key: string]: number }) =>
    Object.entries(counts)
      .map(([key, n]) => `${key} ${grouped(n)}`)
      .join(', ');
  const parts = [
    [answered, 'explained'],
    [cached, 'explained as earlier ones were'],
    [sum(failed), `without an answer (${why(failed)})`],
    [sum(refused), `not asked about (${why(refused)})`],
    [waiting + inFlight, 'under way'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, what]) => `${grouped(n)} ${what}`);
  const cost =
    today.money === null
      ? `${grouped(today.inputTokens + today.outputTokens)} tokens`
      : `$${today.money.toFixed(2)} of $${limits.money.toFixed(2)}`;
  const state =
    of.trouble !== null ? `; left alone for a while: ${of.trouble}` : of.capped ? '; used up for today' : '';
  return `${model}: ${said.length === 0 ? 'nothing asked yet' : said.join(', ')}; today ${count(today.calls, 'call')}, ${cost}${state}`;
}

function dashboardText({ listeners, slow, refused, restarts, dropped }: DashboardStatus): string {
  const parts = [
    [slow, 'sent away as they did not read'],
    [refused, 'not let in'],
    [dropped, 'batches of lines dropped'],
    [restarts, 'restarts'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, what]) => `, ${grouped(n)} ${what}`);
  return `${count(listeners, 'listener')}${said.join('')}`;
}

function findingsText({
  findings,
  belowLine,
  grouped: known,
  told,
  withheld,
  waiting,
}: Status['findings']): string {
  const parts = [
    [told, 'told'],
    [known, 'of something told already'],
    [withheld, 'over the limit of messages'],
    [waiting, 'in the next message'],
    [belowLine, 'too minor to tell'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, what]) => `${grouped(n)} ${what}`);
  return findings === 0 ? 'none yet' : `${grouped(findings)}: ${said.join(', ')}`;
}

function ringText(ring: NonNullable<Status['storage']['ring']>, page: Page): string {
  const since = ring.oldest === null ? '' : ` since ${moment(Date.parse(ring.oldest), page.timeZone)}`;
  const lost = ring.dropped > 0 ? `; ${grouped(ring.dropped)} not kept` : '';
  return `${sized(ring.bytes)} of ${sized(ring.maxBytes)}${since}${lost}${ring.keeping ? '' : '; not kept just now'}`;
}

function shedText({ shed }: Status['storage']): string[] {
  const held = Object.entries(shed).map(([what, n]) => `${count(n, 'write')} of ${what}`);
  return held.length === 0 ? [] : [`held back by a full disk: ${held.join(', ')}`];
}

function inputTable({ inputs, time }: Status): Table {
  const weight = ({ trouble, lines }: InputStatus) => (trouble === null ? 0 : 1e15) + lines;
  const shown = [...inputs].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_INPUTS);
  const hidden = inputs.length - shown.length;
  return {
    heads: ['inputs', 'lines', 'a second', 'understood', 'last line'],
    rows: shown.map((input) => ({
      cells: [
        input.name,
        grouped(input.lines),
        String(input.linesPerSecond),
        input.understood === null ? '' : percent(input.understood),
        input.lastSeen === null ? 'never' : `${ago(input.lastSeen, time)} ago`,
      ],
      remarks: inputRemarks(input),
    })),
    more: hidden > 0 ? `and ${count(hidden, 'more input')}: --json has all` : '',
  };
}

function inputRemarks({ dropped, behind, trouble }: InputStatus): Remark[] {
  const plain = (text: string) => ({ text, wrong: false });
  return [
    ...(trouble === null ? [] : [{ text: trouble, wrong: true }]),
    ...Object.entries(dropped).map(([reason, n]) => plain(`${grouped(n)} dropped: ${reason}`)),
    ...(behind === null || behind < 1_000_000 ? [] : [plain(`${sized(behind)} behind`)]),
  ];
}

function channelTable({ channels, time }: Status): Table {
  return {
    heads: ['channels', 'delivered', 'waiting', 'refused', 'too late'],
    rows: channels.map((channel) => ({
      cells: [
        channel.name,
        ...[channel.delivered, channel.pending, channel.refused, channel.stale].map((n) => grouped(n)),
      ],
      remarks: channelRemarks(channel, time),
    })),
    more: '',
  };
}

function channelRemarks({ trouble, failures, oldest }: ChannelStatus, time: string): Remark[] {
  const waits =
    oldest === null ? [] : [{ text: `the oldest message waits for ${ago(oldest, time)}`, wrong: false }];
  if (failures === 0) return waits;
  const tries = `${count(failures, 'failure')} in a row`;
  return [{ text: trouble === null ? tries : `${trouble}; ${tries}`, wrong: trouble !== null }, ...waits];
}

function troubles({ troubles: all, time }: Status, page: Page): string[] {
  if (all.length === 0) return [];
  const rows = all.flatMap(({ text, since }) => paragraph(`${text} (for ${ago(since, time)})`, page, '    '));
  return [page.paint.urgent('  wrong just now'), ...rows];
}

function ago(then: string, now: string): string {
  return duration(Math.max(0, Date.parse(now) - Date.parse(then)));
}
