import type { z } from 'zod';
import type { Finding } from './finding.ts';

/** What a channel is asked to say. Text is plain and hostile: every channel escapes it for its own markup. */
export interface Message {
  /** One for one matter, through all of its updates and retries; what receivers deduplicate by. */
  readonly key: string;
  /** `ack`: somebody has taken the matter up. */
  readonly kind: 'page' | 'update' | 'ack' | 'resolve' | 'self' | 'digest' | 'test';
  /** One line, at most 150 characters. */
  readonly headline: string;
  /** Sentences below it. */
  readonly body: readonly string[];
  /** What was found, the strongest first; empty for what logsift says of itself. */
  readonly findings: readonly Finding[];
  /** Epoch ms at which it was said. */
  readonly time: number;
  /** Where more can be seen, when there is a place. */
  readonly link?: string;
  /** What its reader can do about it, each behind a signed link of ours. */
  readonly actions?: readonly MessageAction[];
  /** For channels that can show a whole report; headline and body are its short form, for all others. */
  readonly report?: MessageReport;
  /** Ids of the incidents that it tells of, and of those merged into them, where it tells of any. */
  readonly incidents?: readonly string[];
  /** It says again what was said, to remind; places that keep what was said have no need of it. */
  readonly reminder?: true;
  /** A change that interrupts nobody: only channels that keep a record of a matter are told. */
  readonly quiet?: true;
}

/** A report as plain text and as a page; both say the same, and may be long. */
export interface MessageReport {
  readonly text: string;
  /** Whole and for itself; what came from logs is escaped. */
  readonly html: string;
}

/** Something that can be done by following a link; reading it does nothing. */
export interface MessageAction {
  /** A few words, at most 75 characters. */
  readonly label: string;
  readonly url: string;
}

/** How one try went. A permanent failure is never tried again; it goes to another channel and to a self-alert. */
export type Delivery =
  | { readonly ok: true /** What an update must name, e.g. a message id. */; readonly reference?: string }
  | {
      readonly ok: false;
      readonly permanent: boolean;
      /** Without secrets. */
      readonly reason: string;
      /** How long the receiver asked to be left alone. */
      readonly retryAfterMs?: number;
    };

/** A channel to people. One try per call: order, rate and retries are the outbox's. */
export interface Notifier {
  /** Never rejects because of the receiver; ends within the deadline of `signal`. */
  deliver(
    message: Message,
    options: {
      readonly signal: AbortSignal;
      readonly reference?: string;
      /** What was said here under the same key before, in order, as far as it is still known; read when it is asked for. */
      readonly earlier?: () => readonly Message[];
    },
  ): Promise<Delivery>;
  /** It keeps a record of a matter, in which changes belong that interrupt nobody. */
  readonly follows?: boolean;
  /** The text that would be sent, without secrets, for `test-alert`. */
  render(message: Message): string;
}

/** What a channel has beside the network. */
export interface NotifierContext {
  /** The wall clock, epoch ms: a receiver may name a date until which it wants to be left alone. */
  now(): number;
  /** Where the channel of this very process writes. */
  write(text: string): void;
  /** Zone times are shown in (IANA name); that of this process when absent. */
  readonly timeZone?: string;
  /** Width of what `write` writes to; absent when it is no terminal. */
  readonly columns?: number;
}

/** A kind of channel, as its family lists it. */
export interface NotifierDefinition<Schema extends z.ZodType = z.ZodType> {
  /** The `type:` in the configuration. */
  readonly name: string;
  readonly describe: string;
  readonly schema: Schema;
  /** What was sent can be changed by an update of the same key; where not, an update says only what matters anew. */
  readonly updates: boolean;
  /** Makes a channel; does no I/O. */
  create(options: z.output<Schema>, context: NotifierContext): Notifier;
}

/** Names the shape for inference and for the completeness test. */
export function defineNotifier<Schema extends z.ZodType>(
  definition: NotifierDefinition<Schema>,
): NotifierDefinition<Schema> {
  return definition;
}
