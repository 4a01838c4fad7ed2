import type { GroupingCounters, GroupingOptions } from '../alerts/grouping.ts';
import { type Addressed, Lanes } from '../alerts/lanes.ts';
import type { Subject } from '../alerts/match.ts';
import { type Explained, staleDigest } from '../alerts/messages.ts';
import type { Route } from '../alerts/route.ts';
import { type SelfCounters, SelfMessages, type SelfOutgoing } from '../alerts/self-messages.ts';
import type { Finding } from '../core/finding.ts';
import type { Notice } from '../core/notice.ts';
import type { Rate } from '../core/option-values.ts';
import { NO_TOPOLOGY, type TopologyView } from '../core/topology.ts';
import type { Acknowledged } from '../store/acknowledgements.ts';
import type { Memo, Outbox, OutboxMessage } from '../store/outbox.ts';
import { type Channel, ChannelSender, type SenderWorld } from './channel-sender.ts';
import { HeldMessages } from './held-messages.ts';

export interface MessagesOutOptions {
  readonly channels: readonly Channel[];
  readonly outbox: Outbox;
  readonly grouping: GroupingOptions;
  /** Who is told what; every channel everything when absent. */
  readonly routes?: Route | undefined;
  /** What routes know of hosts. */
  readonly topology?: TopologyView;
  /** Channels that are told by the daily report what a digest would tell them. */
  readonly reported?: readonly string[] | undefined;
  /** Who has taken up what, after a number, as it is said beside this process. */
  readonly acknowledged?: ((after: number) => readonly Acknowledged[]) | undefined;
  /** Messages about logsift itself at most; ten a day when absent. */
  readonly selfLimit?: Rate;
  /** Ms that one try may take; 10 s when absent. */
  readonly deadline?: number;
  /** Messages that wait for one channel at most; what is over becomes a digest. 500 when absent. */
  readonly mostPending?: number;
  /** The wall clock, epoch ms. */
  now(): number;
  /** Random numbers in [0, 1), for the times of retries. */
  random(): number;
  /** Lines for our own log. */
  log(level: 'info' | 'warn', text: string): void;
}

/** How one channel is, for `status` and metrics. put = pending + delivered + refused + stale. */
export interface ChannelStatus {
  readonly name: string;
  readonly pending: number;
  readonly delivered: number;
  readonly refused: number;
  readonly stale: number;
  /** Epoch ms at which the oldest pending message was put; NaN when none is. */
  readonly oldest: number;
  /** Failures in a row. */
  readonly failures: number;
  /** Why it is broken; null while it works. */
  readonly trouble: string | null;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MOST_EARLY = 20;
const KEPT = 30 * DAY;
const GROUPING = 'grouping';
const NO_SUBJECTS: ReadonlyMap<string, Subject> = new Map();

/**
 * From findings and notices to people: grouping says what is told, the outbox keeps it, and each channel is sent to by
 * itself. Everything is done on one thread and nothing waits for a receiver.
 */
export class MessagesOut {
  readonly #options: MessagesOutOptions;
  readonly #lanes: Lanes;
  readonly #self: SelfMessages;
  readonly #held = new HeldMessages();
  readonly #senders: readonly ChannelSender[];
  #timer: NodeJS.Timeout | null = null;
  #swept = Number.NEGATIVE_INFINITY;
  #changed = false;
  /** Number of the last acknowledgement that was heard of. */
  #acknowledged = 0;
  /** What was said of incidents that nobody was told of yet, as their message waits for others. */
  #early: readonly Acknowledged[] = [];

  constructor(options: MessagesOutOptions) {
    this.#options = options;
    const { grouping, routes, topology = NO_TOPOLOGY } = options;
    const channels = options.channels.map(({ name }) => name);
    const follows = options.channels.flatMap(({ name, notifier }) =>
      notifier.follows === true ? [name] : [],
    );
    const updating = options.channels.flatMap(({ name, updates }) => (updates ? [name] : []));
    this.#lanes = new Lanes({ grouping, routes, topology, channels, follows, updating });
    this.#self = new SelfMessages(options.selfLimit ?? { count: 10, perMs: DAY });
    const world: SenderWorld = {
      outbox: options.outbox,
      held: this.#held,
      now: options.now,
      random: options.random,
      deadline: options.deadline ?? 10_000,
      settled: (...how) => this.#settled(...how),
    };
    this.#senders = options.channels.map((channel) => new ChannelSender(channel, world));
    this.#recall();
  }

  /** Begins to send; from then on `tick` is called by itself, every second. */
  start(): void {
    this.#timer ??= setInterval(() => this.tick(), 1000);
    this.tick();
  }

  /** Stories of the engine, new or changed, with what routes ask of them by their ids; what is expected was left out before. */
  findings(findings: readonly Finding[], subjects: ReadonlyMap<string, Subject> = NO_SUBJECTS): void {
    if (findings.length === 0) return;
    this.#changed = true;
    this.#send(this.#undigested(this.#lanes.take(findings, subjects, this.#options.now())));
    // Whoever brought it does not bring it again after a crash.
    if (this.#lanes.owes) this.#remember();
  }

  /** What there is no room for: it is listed in the digest. */
  withheld(findings: readonly Finding[], subjects: ReadonlyMap<string, Subject> = NO_SUBJECTS): void {
    if (findings.length === 0) return;
    this.#changed = true;
    this.#lanes.withhold(findings, subjects, this.#options.now());
  }

  /** Counts what is not worth telling. */
  below(count: number): void {
    this.#lanes.below(count);
  }

  /** What was made of an incident: messages about it are changed, the others have it when it is over. */
  explained(explained: Explained): void {
    this.#changed = true;
    this.#send(this.#lanes.explain(explained, this.#options.now()));
  }

  /** Something about logsift itself. */
  notice(notice: Notice): void {
    this.#tell(this.#self.take(notice, this.#options.now()));
  }

  /** What is due: gathered messages, troubles that last, retries, what became stale. */
  tick(): void {
    const now = this.#options.now();
    // Before anybody else is called.
    this.#hear(now);
    this.#send(this.#undigested(this.#lanes.tick(now)));
    this.#tell(this.#self.tick(now));
    this.#held.giveBack((messages, to) => this.#store(messages.map((out) => ({ out, to }))));
    if (!(Math.abs(now - this.#swept) < MINUTE)) this.#sweep(now);
    this.#poke();
  }

  get counters(): {
    readonly grouping: GroupingCounters;
    readonly self: SelfCounters;
    readonly unstored: number;
  } {
    return { grouping: this.#lanes.counters, self: this.#self.counters, unstored: this.#held.size };
  }

  /** What is wrong just now, told or not. */
  get troubles(): readonly Notice[] {
    return this.#self.troubles;
  }

  get channels(): readonly ChannelStatus[] {
    const counts = new Map(this.#options.outbox.counts().map((one) => [one.channel, one]));
    const none = { pending: 0, delivered: 0, refused: 0, stale: 0, oldest: Number.NaN };
    return this.#senders.map(({ channel: { name }, circuit }) => {
      const { pending, delivered, refused, stale, oldest } = counts.get(name) ?? none;
      const trouble = Number.isNaN(circuit.brokenSince) ? null : circuit.reason;
      return { name, pending, delivered, refused, stale, oldest, failures: circuit.failures, trouble };
    });
  }

  /** Whether nothing is under way and nothing may be sent now. */
  get idle(): boolean {
    return this.#senders.every(({ busy }) => !busy);
  }

  /** Sends nothing more; what is under way has `ms` to end, what waits leaves after the next start. */
  async stop(ms = 5000): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await Promise.all(this.#senders.map((sender) => sender.stop(ms)));
    this.#remember();
  }

  #names(): string[] {
    return this.#senders.map(({ channel }) => channel.name);
  }

  /** Those who look after logsift are told; a channel is not told of its own failure, where there is another to tell. */
  #tell(messages: readonly SelfOutgoing[]): void {
    for (const out of messages) {
      const besides = (names: readonly string[]) => names.filter((name) => out.about !== aboutChannel(name));
      const to = [besides(this.#lanes.root), besides(this.#names()), this.#lanes.root];
      this.#put([out], to.find((names) => names.length > 0) ?? []);
    }
  }

  /** Messages that leave together are on the disk together, with the state that says that they were told. */
  #send(messages: readonly Addressed[]): void {
    if (messages.length === 0) return;
    for (const { out } of messages) this.#say(out);
    if (!this.#store(messages)) for (const { out, to } of messages) this.#held.hold([out], to);
    this.#poke();
  }

  /** What was heard of before is heard of again after a restart, and is no news then. */
  #hear(now: number): void {
    const heard = this.#options.acknowledged?.(this.#acknowledged) ?? [];
    this.#acknowledged = heard.at(-1)?.id ?? this.#acknowledged;
    const open = [...this.#early, ...heard].filter(({ incident, by, at }) => {
      const said = this.#lanes.acknowledge({ ids: [incident], by, at }, now);
      this.#send(said);
      return said.length === 0 && Math.abs(now - at) < HOUR;
    });
    this.#early = open.slice(-MOST_EARLY);
  }

  /** What the budget held back is listed in the daily report for those who get it. */
  #undigested(messages: readonly Addressed[]): Addressed[] {
    const { reported = [] } = this.#options;
    return messages.flatMap(({ out, to }) => {
      if (out.message.kind !== 'digest' || reported.length === 0) return [{ out, to }];
      const left = to.filter((name) => !reported.includes(name));
      this.#changed = true;
      return left.length === 0 ? [] : [{ out, to: left }];
    });
  }

  #say({ message }: OutboxMessage): void {
    this.#options.log('info', `message ${message.kind}: ${message.headline}`);
  }

  #put(messages: readonly OutboxMessage[], channels: readonly string[]): void {
    this.#send(messages.map((out) => ({ out, to: channels })));
  }

  #poke(): void {
    for (const sender of this.#senders) sender.poke();
  }

  #store(messages: readonly Addressed[]): boolean {
    const { outbox, now } = this.#options;
    const stored = outbox.putAll(messages, { now: now(), memo: this.#memo() }).ok;
    if (stored) this.#changed = false;
    return stored;
  }

  #memo(): Memo {
    return { name: GROUPING, state: this.#lanes.snapshot() };
  }

  #remember(): void {
    if (this.#changed && this.#options.outbox.remember(this.#memo()).ok) this.#changed = false;
  }

  #recall(): void {
    const state = this.#options.outbox.recall(GROUPING);
    if (state === null) return;
    try {
      this.#lanes.restore(state);
    } catch (error) {
      // Worst of it is that something is told a second time.
      this.#options.log('warn', `what was told before is forgotten: ${(error as Error).message}`);
    }
  }

  #settled(
    channel: string,
    out: OutboxMessage,
    { delivery, turn }: Parameters<SenderWorld['settled']>[2],
  ): void {
    const now = this.#options.now();
    if (!delivery.ok) {
      const { reason, permanent } = delivery;
      this.#options.log('warn', `channel ${channel}: ${reason}${permanent ? '' : '; it is tried again'}`);
      if (permanent) this.#elsewhere(out, channel);
    }
    if (turn === null) return;
    const about = aboutChannel(channel);
    const text =
      turn === 'mended'
        ? `messages reach the channel "${channel}" again`
        : `messages do not reach the channel "${channel}": ${delivery.ok ? '' : delivery.reason}`;
    this.notice({ kind: turn === 'mended' ? 'recovered' : 'trouble', about, text, time: now });
  }

  /** A receiver refused for good: who else was told has it; where nobody was, the root is asked, else anybody. */
  #elsewhere(out: OutboxMessage, refusing: string): void {
    if (out.message.quiet === true) return;
    const states = new Map(this.#options.outbox.states(out.message.key, out.version));
    // It may not have been noted yet.
    states.set(refusing, 'refused');
    if ([...states.values()].some((state) => state !== 'refused')) return;
    const untried = (names: readonly string[]) => names.filter((name) => !states.has(name));
    const to = [untried(this.#lanes.root), untried(this.#names())].find((names) => names.length > 0);
    if (to !== undefined && this.#store([{ out, to }])) this.#poke();
  }

  #sweep(now: number): void {
    this.#swept = now;
    const { outbox, mostPending = 500 } = this.#options;
    for (const { channel, all, listed } of outbox.takeStale({ before: now - DAY, most: mostPending, now })) {
      this.#put([staleDigest(listed, { all, now })], [channel]);
    }
    outbox.trim(now - KEPT);
    this.#remember();
  }
}

function aboutChannel(name: string): string {
  return `channel:${name}`;
}
