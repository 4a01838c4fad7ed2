/** What became of mail, as pflogsumm counts it; lines of Postfix in its own words are counted and no others. */
export interface MailTotals {
  readonly received: number;
  readonly delivered: number;
  readonly forwarded: number;
  /** Messages that were deferred at least once. */
  readonly deferred: number;
  /** How often a delivery was put off. */
  readonly deferrals: number;
  readonly bounced: number;
  readonly rejected: number;
  readonly warned: number;
  readonly held: number;
  readonly discarded: number;
  readonly bytesReceived: number;
  readonly bytesDelivered: number;
  /** Messages delivered whose size no line told. */
  readonly unsized: number;
}

/** How often, and how much, by a name out of the log. */
export interface MailShare {
  readonly name: string;
  readonly count: number;
  readonly bytes: number;
}

/** A domain that mail went to, or was to. */
export interface MailDestination extends MailShare {
  readonly deferrals: number;
  /** Seconds: the mean of what was delivered, and the longest of all. */
  readonly meanDelay: number;
  readonly longestDelay: number;
}

/** Something said again and again: what it is about from wide to narrow (`RCPT`, the reason, who), and how often. */
export interface MailReason {
  readonly path: readonly string[];
  readonly count: number;
}

/** Connections to the server and the seconds they lasted. */
export interface MailConnections {
  readonly count: number;
  readonly seconds: number;
  readonly longest: number;
}

/** Traffic of an hour or a day. */
export interface MailTraffic {
  readonly received: number;
  readonly delivered: number;
  readonly deferred: number;
  readonly bounced: number;
  readonly rejected: number;
}

/** A list of the first of something and how many there are; `atLeast` where a cap was reached. */
export interface MailList<T> {
  readonly distinct: number;
  readonly atLeast: boolean;
  readonly first: readonly T[];
}

/** A domain that took mail until some time, and since then takes none. Times in epoch ms. */
export interface MailTurned {
  readonly name: string;
  readonly deferrals: number;
  /** Of the last delivery, and the last deferral. */
  readonly sent: number;
  readonly stuck: number;
}

/** A reason that was not seen on any of the days before. */
export interface MailNews {
  readonly kind: 'deferred' | 'bounced' | 'rejected' | 'warning';
  readonly reason: string;
  readonly count: number;
}

/** What the mail servers did on some days: the numbers of pflogsumm, and what of it is odd. */
export interface MailReport {
  /** Days counted, `2026-03-01`, in order, each with its traffic. */
  readonly days: readonly (MailTraffic & {
    readonly day: string;
    readonly connections: MailConnections;
  })[];
  readonly totals: MailTotals;
  /** By hour of the day, 24 of them, all days together. */
  readonly hours: readonly MailTraffic[];
  readonly senders: { readonly byCount: MailList<MailShare>; readonly bySize: MailList<MailShare> };
  readonly recipients: { readonly byCount: MailList<MailShare>; readonly bySize: MailList<MailShare> };
  readonly sendingDomains: { readonly byCount: MailList<MailShare>; readonly bySize: MailList<MailShare> };
  /** `distinct` counts those to which something was delivered. */
  readonly destinations: {
    readonly byCount: MailList<MailDestination>;
    readonly bySize: MailList<MailDestination>;
  };
  /** Connections of clients, with times where both ends of one were seen. */
  readonly connections: {
    readonly all: MailConnections;
    readonly hours: readonly MailConnections[];
    readonly byHost: MailList<MailConnections & { readonly name: string }>;
  };
  /** Why, the commonest first. */
  readonly deferred: MailList<MailReason>;
  readonly bounced: MailList<MailReason>;
  readonly rejected: MailList<MailReason>;
  /** The same whoever met it, with how many did. */
  readonly rejectedFor: MailList<MailReason & { readonly parties: number }>;
  readonly warned: MailList<MailReason>;
  readonly held: MailList<MailReason>;
  readonly discarded: MailList<MailReason>;
  /** Connections to other servers that failed. */
  readonly failures: MailList<MailReason>;
  readonly warnings: MailList<MailReason>;
  readonly fatals: MailList<MailReason>;
  readonly panics: MailList<MailReason>;
  readonly master: MailList<MailReason>;
  /** Days before that reasons are compared with; without any nothing is called new. */
  readonly comparedWith: number;
  readonly news: readonly MailNews[];
  readonly turned: readonly MailTurned[];
}
