import type { BusSection } from './fleet.ts';

/** What a running logsift says of itself. Counts are since its start; times are RFC 3339 in UTC, null for never. */
export interface Status {
  readonly schemaVersion: 1;
  readonly version: string;
  readonly pid: number;
  /** Name of the machine as the configuration has it. */
  readonly node: string;
  readonly startedAt: string;
  readonly time: string;
  /** `starting`: reads what was kept, opens sockets · `catching-up`: behind what was written meanwhile · `stalled`: alive, but no lines get through. */
  readonly state: 'starting' | 'catching-up' | 'running' | 'stalled' | 'stopping';
  /** State restored and sockets open. */
  readonly ready: boolean;
  readonly pipeline: PipelineStatus;
  readonly inputs: readonly InputStatus[];
  readonly incidents: IncidentsStatus;
  readonly silences: SilencesStatus;
  readonly changes: ChangesStatus;
  readonly findings: FindingsStatus;
  /** What lines from the network tell of those who send them; absent where nobody looks. */
  readonly senders?: SendersStatus | undefined;
  /** Of a process that is one of several. */
  readonly bus?: BusSection | undefined;
  readonly channels: readonly ChannelStatus[];
  /** Null where no language model is asked. */
  readonly analyst: AnalystStatus | null;
  /** Null where nothing is served over HTTP. */
  readonly dashboard: DashboardStatus | null;
  readonly storage: StorageStatus;
  readonly process: ProcessStatus;
  /** What is wrong just now. */
  readonly troubles: readonly Trouble[];
}

/** linesIn = lines + underWay, as far as inputs count lines; lines = events + own + folded + empty. */
export interface PipelineStatus {
  /** Lines that the inputs handed over. */
  readonly linesIn: number;
  /** Lines that went through the whole pipeline. */
  readonly lines: number;
  readonly events: number;
  readonly folded: number;
  /** Events that were logsift's own words coming back, and left out. */
  readonly own: number;
  readonly empty: number;
  /** Lines that were handed over and have not gone through yet. */
  readonly underWay: number;
  readonly underWayBytes: number;
  /** Lines that never went through, of all inputs. */
  readonly dropped: number;
  /** Over the last minute. */
  readonly linesPerSecond: number;
  /** Share of the events whose format was recognised; null before the first. */
  readonly understood: number | null;
  /** Templates, hosts and the like whose caps were reached. */
  readonly capped: readonly string[];
  readonly snapshots: { readonly taken: number; readonly last: string | null; readonly lastMs: number };
}

export interface InputStatus {
  readonly key: string;
  readonly name: string;
  readonly lines: number;
  readonly bytes: number;
  readonly lastSeen: string | null;
  readonly linesPerSecond: number;
  readonly understood: number | null;
  readonly dropped: { readonly [reason: string]: number };
  /** Bytes written and not yet read; null where nobody can know. */
  readonly behind: number | null;
  readonly trouble: string | null;
}

/** What became of incidents at or above the page line. */
export interface IncidentsStatus {
  /** Since the budget began, over all restarts. */
  readonly pages: number;
  /** Part of another's page: the same matter again, or a storm. */
  readonly joined: number;
  /** Over the budget: in the digest. */
  readonly overflow: number;
  /** Not told because people called such ones noise or expected, since the start. */
  readonly hushed: number;
  /** Not told because of silences, since the start. */
  readonly silenced: number;
}

/** What people do not want to be told for a while. */
export interface SilencesStatus {
  /** Silences that hold just now. */
  readonly active: number;
}

/** Changes that lines told of, since the start; told = noted + routine + overCap. */
export interface ChangesStatus {
  readonly told: number;
  readonly noted: number;
  /** They come again and again, or several programs said the same. */
  readonly routine: number;
  readonly overCap: number;
}

/** Senders of which something is wrong, at most twenty of each, the worst first. */
export interface SendersStatus {
  readonly clocksOff: readonly ClockStatus[];
  /** Lines whose time was put right. */
  readonly corrected: number;
  readonly lost: readonly SequenceStatus[];
  readonly shared: readonly SharedAddressStatus[];
}

/** A sender whose clock is not ours. */
export interface ClockStatus {
  readonly host: string;
  /** Below zero it is behind. */
  readonly aheadSeconds: number;
  readonly since: string;
  /** Its times are put right. */
  readonly corrected: boolean;
}

/** A sender that numbers its lines, some of which never arrived. */
export interface SequenceStatus {
  readonly host: string;
  /** Lines with a number that came, and that did not. */
  readonly came: number;
  readonly lost: number;
  /** Times it began to count anew. */
  readonly restarts: number;
  /** When lines were lost last. */
  readonly last: string;
}

/** An address from which lines of several hosts come, some of which name none. */
export interface SharedAddressStatus {
  readonly address: string;
  /** Hosts that lines name. */
  readonly hosts: number;
  readonly lines: number;
  readonly nameless: number;
  /** It is that of a network of containers. */
  readonly gateway: boolean;
}

/** findings = belowLine + grouped + told + withheld + waiting. */
export interface FindingsStatus {
  readonly findings: number;
  readonly belowLine: number;
  readonly grouped: number;
  readonly told: number;
  readonly withheld: number;
  readonly waiting: number;
}

/** A channel; put = pending + delivered + refused + stale. */
export interface ChannelStatus {
  readonly name: string;
  readonly pending: number;
  readonly delivered: number;
  readonly refused: number;
  readonly stale: number;
  readonly oldest: string | null;
  readonly failures: number;
  readonly trouble: string | null;
}

/** What a language model is asked; asked = answered + cached + failed + refused + waiting + inFlight. */
export interface AnalystStatus {
  readonly provider: string;
  readonly model: string;
  /** Incidents since the start, by what became of them. */
  readonly asked: number;
  readonly answered: number;
  /** Answered as an earlier one that was alike. */
  readonly cached: number;
  /** By why there was no answer. */
  readonly failed: { readonly [reason: string]: number };
  /** Not asked, by the limit that was reached. */
  readonly refused: { readonly [limit: string]: number };
  readonly waiting: number;
  readonly inFlight: number;
  /** Questions that were sent since the start, second tries among them. */
  readonly calls: number;
  /** Of this day in UTC, over all restarts; money in US dollars, null where no price is known. */
  readonly today: {
    readonly calls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly money: number | null;
  };
  /** Of a day. */
  readonly limits: { readonly calls: number; readonly tokens: number; readonly money: number };
  /** A limit of the day was reached. */
  readonly capped: boolean;
  /** Why it is left alone for a while; null while it answers. */
  readonly trouble: string | null;
}

/** The thread that people and monitoring talk to. */
export interface DashboardStatus {
  /** Times it failed and was started again. */
  readonly restarts: number;
  /** What was handed to it of what comes live; published = heard + dropped + under way. */
  readonly published: number;
  /** Of these, what it did not keep up with. */
  readonly dropped: number;
  /** Listeners to what comes live, to within some seconds; joined = listeners + left + slow + ended. */
  readonly listeners: number;
  readonly joined: number;
  readonly left: number;
  /** Sent away as they did not read. */
  readonly slow: number;
  readonly ended: number;
  /** Not let in, as there were too many. */
  readonly refused: number;
  /** Requests that were refused as one address asked too much. */
  readonly throttled: number;
}

export interface StorageStatus {
  readonly folder: string;
  readonly freeBytes: number;
  readonly sizeBytes: number;
  /** Writes that were held back because of a full disk, by what they were. */
  readonly shed: { readonly [what: string]: number };
  readonly ring: {
    readonly lines: number;
    readonly dropped: number;
    readonly bytes: number;
    readonly maxBytes: number;
    readonly oldest: string | null;
    readonly keeping: boolean;
  } | null;
}

export interface ProcessStatus {
  readonly rssBytes: number;
  readonly cpuSeconds: number;
  /** Longest time of the last minute in which the event loop did nothing else, ms. */
  readonly longestTurnMs: number;
  /** Times it was over a second. */
  readonly stalls: number;
}

export interface Trouble {
  readonly about: string;
  readonly text: string;
  readonly since: string;
}
