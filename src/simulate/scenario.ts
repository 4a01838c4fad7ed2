import type { Calendar } from './calendar.ts';
import type { Chance } from './chance.ts';
import type { Bend } from './gauges.ts';
import type { Host, Network } from './network.ts';
import type { Speaker } from './speaker.ts';
import type { Utterance } from './wire.ts';

/** The stretch of time in which a scenario may be planted. */
export interface Season {
  /** Epoch ms of the first line, and the first moment after the last. */
  readonly start: number;
  readonly end: number;
  readonly calendar: Calendar;
  readonly chance: Chance;
}

/** A line that a scenario adds. */
export interface PlantedLine {
  /** Epoch ms. */
  readonly time: number;
  readonly host: Host;
  readonly speaker: Speaker;
  /** Its text, or how it is made when its turn comes, with the numbers its machine has counted to by then. */
  readonly message: string | ((count: (name: string) => number) => string);
  /** Process of a child; one of its own when absent. */
  readonly pid?: number;
}

/** What becomes of an ordinary line: it stays, it is never said, or it is said differently. */
export type Change =
  | 'leave'
  | 'silence'
  | (Partial<Pick<Utterance, 'host' | 'speaker' | 'message'>> & {
      /** The line is no part of what the scenario shows: it only prepares it, or is its everyday afterwards. */
      readonly unlabelled?: true;
    });

/** Ordinary lines that a scenario changes. */
export interface Alteration {
  /** Machines whose lines are looked at; all when absent. */
  readonly hosts?: readonly Host[];
  /** Epoch ms, the end excluded. */
  readonly from: number;
  readonly to: number;
  change(line: Utterance): Change;
}

/** Where a scenario is played. */
export interface Stage extends Season {
  /** Epoch ms at which it is to begin. */
  readonly at: number;
  readonly network: Network;
  say(line: PlantedLine): void;
  alter(alteration: Alteration): void;
  /** What is measured at its devices is another value, or none. */
  bend(bend: Bend): void;
  /** A machine that was not there before sends its clockwork lines (cron, timers) from `from` on. */
  join(host: Host, from: number): void;
}

/** What is true about a scenario that was played. */
export interface Truth {
  /** One sentence for a person. */
  readonly summary: string;
  readonly subjects: {
    readonly hosts: readonly string[];
    readonly apps: readonly string[];
    /** Addresses, accounts, interfaces, jobs: what acts or is acted on. */
    readonly actors: readonly string[];
  };
  readonly root: { readonly host: string | null; readonly what: string };
  /** Epoch ms; `to` is clipped to the end of the run. */
  readonly from: number;
  readonly to: number;
  /** Epoch ms at which a watchful person could first see it; `from` unless given. */
  readonly symptom?: number;
}

/** Something that happens in the network, an incident or a harmless oddity. */
export interface Scenario {
  /** Name of its file. */
  readonly name: string;
  /** One line for `--help` and docs. */
  readonly describe: string;
  readonly harmless: boolean;
  /**
   * Default start (ISO date) of a log with this in it, and its time zone, where the usual ones do not do; and whether
   * there must be devices that send traps and are polled.
   */
  readonly needs?: { readonly start?: string; readonly timeZone?: string; readonly devices?: true };
  /** The calendar decides when it is; a moment chosen by the user does not move it. */
  readonly fixed?: true;
  /** Epoch ms at which it begins when the user does not say; null when the season holds no such moment. */
  when(season: Season): number | null;
  play(stage: Stage): Truth;
}

/** Names the shape for inference and for the completeness test. */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
