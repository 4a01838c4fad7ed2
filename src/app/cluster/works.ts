import type { Bus } from '../../core/bus.ts';
import type { Notice } from '../../core/notice.ts';
import type { Store } from '../../store/store.ts';
import type { Config } from '../config.ts';

/** What every role of a process works with. */
export interface Works {
  readonly bus: Bus;
  readonly config: Config;
  readonly store: Store;
  /** Name of this machine in what it publishes. */
  readonly node: string;
  readonly notice: (notice: Notice) => void;
  /** Whether lines and events are compressed before they are published. */
  readonly compress: boolean;
  /** The time as the broker has it, epoch ms. */
  readonly now: () => number;
  /** An entry came just now that the broker took at `time` (epoch ms). */
  readonly heard: (time: number) => void;
  /** It cannot go on: the process ends with this. */
  readonly failed: (error: Error) => void;
}

/** One of the things that a process of a cluster does. */
export interface Role {
  /** Resolves when it takes part; what it waits for may come later. */
  start(): Promise<void>;
  /** Every second. */
  second(): void;
  /** Brings what is under way to its end and takes part no more. Safe to call twice. */
  stop(): Promise<void>;
}
