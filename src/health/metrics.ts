import { Counter, Gauge, Registry } from 'prom-client';
import type { Status } from '../core/status.ts';
import { escapeForTerminal } from '../kit/terminal.ts';

/** Inputs that have series of their own; what is over is one of the name `other`. */
const MOST_INPUTS = 200;
const MOST_LABEL = 100;

/** Content type of what `metricsText` gives. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * A status in the text format of Prometheus. Names are ours alone; what comes from outside stands in labels, cut and
 * escaped, and there are never more than a bounded number of series.
 */
export async function metricsText(status: Status): Promise<string> {
  const page = new Page();
  pipeline(page, status);
  inputs(page, status);
  incidents(page, status);
  page.gauge('silences_active', 'Silences that hold just now', status.silences.active);
  changes(page, status);
  findings(page, status);
  senders(page, status);
  bus(page, status);
  channels(page, status);
  analyst(page, status);
  dashboard(page, status);
  storage(page, status);
  page.gauge('start_time_seconds', 'When it was started, in seconds since 1970', seconds(status.startedAt));
  page.gauge('ready', '1 when state is restored and sockets are open', status.ready ? 1 : 0);
  page.gauge('troubles', 'What is wrong just now; see logsift status', status.troubles.length);
  page.gauge('resident_memory_bytes', 'Memory in use', status.process.rssBytes);
  page.counter('cpu_seconds_total', 'Processor time used', status.process.cpuSeconds);
  page.counter(
    'event_loop_stalls_total',
    'Times nothing else was done for over a second',
    status.process.stalls,
  );
  page.gauge(
    'event_loop_longest_seconds',
    'Longest such time of a minute',
    status.process.longestTurnMs / 1000,
  );
  return page.text();
}

/** A registry of its own for each page: values are taken over, not counted again. */
class Page {
  readonly #registry = new Registry();

  gauge(name: string, help: string, value: number): void {
    this.series('gauge', { name, help, labels: [] }).add([], value);
  }

  counter(name: string, help: string, value: number): void {
    this.series('counter', { name, help, labels: [] }).add([], value);
  }

  series(
    kind: 'gauge' | 'counter',
    { name, help, labels }: { name: string; help: string; labels: string[] },
  ) {
    const options = { name: `logsift_${name}`, help, labelNames: labels, registers: [this.#registry] };
    const metric = kind === 'gauge' ? new Gauge(options) : new Counter(options);
    return {
      add: (values: readonly string[], value: number) => {
        if (!Number.isFinite(value) || (kind === 'counter' && value < 0)) return;
        if (labels.length === 0) metric.inc(value);
        else metric.inc(Object.fromEntries(labels.map((label, i) => [label, labelText(values[i])])), value);
      },
    };
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

function pipeline(page: Page, { pipeline: of }: Status): void {
  page.counter('lines_in_total', 'Lines that inputs handed over', of.linesIn);
  page.counter('lines_total', 'Lines that went through the pipeline', of.lines);
  page.gauge('lines_under_way', 'Lines handed over that have not gone through yet', of.underWay);
  page.gauge('under_way_bytes', 'The same in bytes', of.underWayBytes);
  page.counter('events_total', 'Events that lines made', of.events);
  page.counter('lines_folded_total', 'Lines that went on with an event before them', of.folded);
  page.counter('events_own_total', 'Events that were our own words coming back', of.own);
  page.counter('lines_empty_total', 'Lines without anything', of.empty);
  if (of.understood !== null)
    page.gauge('understood_ratio', 'Share of events in a known format', of.understood);
  page.counter('snapshots_total', 'Snapshots taken', of.snapshots.taken);
  if (of.snapshots.last !== null) {
    page.gauge('snapshot_time_seconds', 'When the last one was taken', seconds(of.snapshots.last));
  }
}

function inputs(page: Page, { inputs: all }: Status): void {
  const labels = ['input'];
  const lines = page.series('counter', { name: 'input_lines_total', help: 'Lines of an input', labels });
  const bytes = page.series('counter', { name: 'input_bytes_total', help: 'Bytes of an input', labels });
  const behind = page.series('gauge', { name: 'input_behind_bytes', help: 'Bytes not yet read', labels });
  const seen = page.series('gauge', {
    name: 'input_last_seen_seconds',
    help: 'When the last line came',
    labels,
  });
  const trouble = page.series('gauge', { name: 'input_trouble', help: '1 when something is wrong', labels });
  const dropped = page.series('counter', {
    name: 'input_dropped_total',
    help: 'Lines, datagrams or connections that were not handed over',
    labels: ['input', 'reason'],
  });
  for (const [i, input] of all.entries()) {
    const own = i < MOST_INPUTS;
    const name = own ? input.name : 'other';
    lines.add([name], input.lines);
    bytes.add([name], input.bytes);
    trouble.add([name], input.trouble === null ? 0 : 1);
    for (const [reason, count] of Object.entries(input.dropped)) dropped.add([name, reason], count);
    if (!own) continue;
    if (input.behind !== null) behind.add([name], input.behind);
    if (input.lastSeen !== null) seen.add([name], seconds(input.lastSeen));
  }
}

function incidents(page: Page, { incidents: of }: Status): void {
  const help = 'Incidents at or above the page line, by what became of them';
  const series = page.series('counter', { name: 'incidents_total', help, labels: ['outcome'] });
  for (const [outcome, count] of Object.entries(of)) series.add([outcome], count);
}

function changes(page: Page, { changes: of }: Status): void {
  const help = 'Changes that lines told of, by what became of them';
  const series = page.series('counter', { name: 'changes_total', help, labels: ['outcome'] });
  const { told: _all, ...outcomes } = of;
  for (const [outcome, count] of Object.entries(outcomes)) series.add([outcome], count);
}

function findings(page: Page, { findings: of }: Status): void {
  const labels = ['outcome'];
  const help = 'Findings by what was done with them';
  const series = page.series('counter', { name: 'findings_total', help, labels });
  const { findings: _all, waiting, ...outcomes } = of;
  for (const [outcome, count] of Object.entries(outcomes)) series.add([outcome], count);
  page.gauge('findings_waiting', 'Findings for the next message', waiting);
}

/** Of those of which something is wrong: they are a few, the worst. */
function senders(page: Page, { senders: of }: Status): void {
  if (of === undefined) return;
  const labels = ['host'];
  const skew = page.series('gauge', {
    name: 'sender_clock_ahead_seconds',
    help: 'How far the clock of a sender is ahead of ours, of those that are off; below zero it is behind',
    labels,
  });
  const lost = page.series('counter', {
    name: 'sender_lines_lost_total',
    help: 'Lines that a sender numbered and that never arrived, of those that lost most',
    labels,
  });
  for (const { host, aheadSeconds } of of.clocksOff) skew.add([host], aheadSeconds);
  for (const { host, lost: lines } of of.lost) lost.add([host], lines);
  page.counter('times_corrected_total', 'Lines whose time was put right', of.corrected);
}

/** Of a process that is one of several. */
function bus(page: Page, { bus: of }: Status): void {
  if (of === undefined) return;
  page.gauge('bus_connected', '1 while the bus answers', of.connected ? 1 : 0);
  page.counter('bus_published_total', 'Entries that were published', of.published.entries);
  page.counter('bus_published_bytes_total', 'The same in bytes', of.published.bytes);
  page.counter('bus_taken_total', 'Entries that were handed over', of.taken.entries);
  page.counter('bus_taken_bytes_total', 'The same in bytes', of.taken.bytes);
  page.counter('bus_dead_total', 'Entries put aside as nobody could read them', of.dead);
  page.counter('bus_lost_total', 'Entries that were gone before anybody read them', of.lost);
  const labels = ['topic', 'group'];
  const entries = page.series('gauge', {
    name: 'bus_lag_entries',
    help: 'Entries that a group has not acknowledged, over all shards',
    labels,
  });
  const age = page.series('gauge', {
    name: 'bus_lag_seconds',
    help: 'Age of the oldest of them',
    labels,
  });
  for (const { topic, group, entries: count, seconds } of of.lag ?? []) {
    entries.add([topic, group], count);
    if (seconds !== null) age.add([topic, group], seconds);
  }
}

function channels(page: Page, { channels: all, time }: Status): void {
  const labels = ['channel', 'outcome'];
  const settled = page.series('counter', { name: 'messages_total', help: 'Messages by outcome', labels });
  const pending = page.series('gauge', {
    name: 'messages_pending',
    help: 'Messages that wait for a channel',
    labels: ['channel'],
  });
  const age = page.series('gauge', {
    name: 'messages_oldest_age_seconds',
    help: 'How long the oldest of them has waited',
    labels: ['channel'],
  });
  const failures = page.series('gauge', {
    name: 'channel_failures',
    help: 'Failures in a row',
    labels: ['channel'],
  });
  for (const channel of all) {
    for (const outcome of ['delivered', 'refused', 'stale'] as const) {
      settled.add([channel.name, outcome], channel[outcome]);
    }
    pending.add([channel.name], channel.pending);
    failures.add([channel.name], channel.failures);
    age.add([channel.name], channel.oldest === null ? 0 : seconds(time) - seconds(channel.oldest));
  }
}

function analyst(page: Page, { analyst: of }: Status): void {
  if (of === null) return;
  const help = 'Incidents that the language model was to explain, by what became of them';
  const outcomes = page.series('counter', { name: 'analyst_incidents_total', help, labels: ['outcome'] });
  outcomes.add(['answered'], of.answered);
  outcomes.add(['cached'], of.cached);
  const failed = page.series('counter', {
    name: 'analyst_failures_total',
    help: 'Of these those without an answer, by why',
    labels: ['reason'],
  });
  for (const [reason, count] of Object.entries(of.failed)) failed.add([reason], count);
  const refused = page.series('counter', {
    name: 'analyst_refused_total',
    help: 'Of these those that were not asked about, by the limit that was reached',
    labels: ['limit'],
  });
  for (const [limit, count] of Object.entries(of.refused)) refused.add([limit], count);
  page.gauge('analyst_waiting', 'Of these those that wait, or are under way', of.waiting + of.inFlight);
  page.counter('analyst_calls_total', 'Questions that were sent to the language model', of.calls);
  const { calls, inputTokens, outputTokens, money } = of.today;
  page.gauge('analyst_calls_today', 'The same of this day in UTC', calls);
  const tokens = page.series('gauge', {
    name: 'analyst_tokens_today',
    help: 'Tokens of this day in UTC',
    labels: ['kind'],
  });
  tokens.add(['input'], inputTokens);
  tokens.add(['output'], outputTokens);
  if (money !== null) page.gauge('analyst_dollars_today', 'US dollars of this day in UTC', money);
  page.gauge('analyst_dollars_limit', 'US dollars of a day at most', of.limits.money);
  page.gauge('analyst_capped', '1 when a limit of the day was reached', of.capped ? 1 : 0);
  page.gauge(
    'analyst_left_alone',
    '1 while it is not asked, as it did not answer',
    of.trouble === null ? 0 : 1,
  );
}

function dashboard(page: Page, { dashboard: of }: Status): void {
  if (of === null) return;
  page.counter('dashboard_restarts_total', 'Times its thread failed and was started again', of.restarts);
  page.gauge('dashboard_listeners', 'Who listens to what comes live', of.listeners);
  const sent = page.series('counter', {
    name: 'dashboard_listeners_total',
    help: 'Who listened before, or wanted to, by how it ended',
    labels: ['outcome'],
  });
  for (const outcome of ['left', 'slow', 'ended', 'refused'] as const) sent.add([outcome], of[outcome]);
  page.counter('dashboard_published_total', 'What was handed to it of what comes live', of.published);
  page.counter('dashboard_dropped_total', 'Of these, what it did not keep up with', of.dropped);
  page.counter('dashboard_throttled_total', 'Requests refused as one address asked too much', of.throttled);
}

function storage(page: Page, { storage: of }: Status): void {
  page.gauge('disk_free_bytes', 'Room left where state is kept', of.freeBytes);
  page.gauge('disk_size_bytes', 'Size of that disk', of.sizeBytes);
  const labels = ['what'];
  const shed = page.series('counter', {
    name: 'writes_shed_total',
    help: 'Writes held back by a full disk',
    labels,
  });
  for (const [what, count] of Object.entries(of.shed)) shed.add([what], count);
  if (of.ring === null) return;
  page.counter('ring_lines_total', 'Lines put into the raw ring', of.ring.lines);
  page.counter('ring_dropped_total', 'Lines that the raw ring had no room for', of.ring.dropped);
  page.gauge('ring_bytes', 'Bytes of the raw ring on the disk', of.ring.bytes);
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}

function labelText(value = ''): string {
  const text = escapeForTerminal(value);
  return text.length > MOST_LABEL ? `${text.slice(0, MOST_LABEL - 1)}…` : text;
}
