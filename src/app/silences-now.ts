import { subjectOfIncident } from '../alerts/match.ts';
import { isQuiet, type Silence, Silences, silenceOf, silenceSchema } from '../alerts/silences.ts';
import type { Incident } from '../core/incident.ts';
import type { TopologyView } from '../core/topology.ts';
import type { HiddenIncident, SilenceStore, StoredSilence } from '../store/silences.ts';
import type { Config } from './config-schema.ts';

/** Silences, wherever they are kept. */
export interface SilenceSource {
  /** Another value whenever one was made or ended. */
  readonly version: string;
  all(): readonly Silence[];
  /** What was not told lately. */
  hidden(): readonly HiddenIncident[];
}

export interface SilencesOptions {
  readonly source: SilenceSource;
  readonly configured: Config['silences'];
  readonly topology: TopologyView;
  /** Is told what was not told to people, each incident once for each silence. */
  readonly onHidden: (hidden: HiddenIncident) => void;
}

const LOOK_EVERY = 1000;
const MOST_HIDDEN = 5000;
const WEEK = 7 * 86_400_000;

/** What is kept in a state folder. */
export function silencesIn({ silences }: { readonly silences: SilenceStore }): SilenceSource {
  return {
    get version() {
      return silences.version;
    },
    all: () => silences.list().flatMap((stored) => storedSilence(stored) ?? []),
    hidden: () => silences.hidden(0, Number.MAX_SAFE_INTEGER).slice(-MOST_HIDDEN),
  };
}

/** The same as it stands now, to be used when the folder is closed. */
export function silencesUntilNow(store: Parameters<typeof silencesIn>[0]): SilenceSource {
  const all = silencesIn(store).all();
  return { version: '', all: () => all, hidden: () => [] };
}

/** A silence as it was kept, ended when it was; null for what cannot be read. */
export function storedSilence({ id, written, expired }: StoredSilence): Silence | null {
  try {
    const parsed = silenceSchema.safeParse(JSON.parse(written));
    if (!parsed.success) return null;
    return { ...parsed.data, id, until: Math.min(parsed.data.until, expired ?? Number.POSITIVE_INFINITY) };
  } catch {
    return null;
  }
}

/** What people do not want to be told just now, as it is made and ended beside the running daemon. */
export class SilencesNow {
  readonly #options: SilencesOptions;
  #silences: Silences;
  #version: string | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Ids of incidents that were not told, with the silence. */
  readonly #hidden = new Map<string, string>();
  /** Incidents that were not told since the start. */
  count = 0;

  constructor(options: SilencesOptions) {
    this.#options = options;
    this.#silences = new Silences(options.topology);
    for (const { incident, silence } of options.source.hidden()) this.#hidden.set(incident, silence);
  }

  /** Whether an incident is not to be told at a time of the log (epoch ms); it is noted where it is not. */
  hide(incident: Incident, now: number): boolean {
    this.#look(now);
    const { id, headline } = incident;
    const silence = this.#silences.covering(subjectOfIncident(incident), now);
    if (silence === null) return false;
    if (this.#hidden.get(id) === silence.id) return true;
    this.count++;
    this.#hidden.delete(id);
    this.#hidden.set(id, silence.id);
    if (this.#hidden.size > MOST_HIDDEN) this.#hidden.delete(this.#hidden.keys().next().value!);
    this.#options.onHidden({ silence: silence.id, incident: id, at: now, headline });
    return true;
  }

  /** Ids of incidents that were not told because of silences that are over by now: what lasts of them is to be told. */
  ended(now: number): ReadonlySet<string> {
    if (this.#hidden.size === 0 || !Number.isFinite(now)) return NONE;
    this.#look(now);
    const quiet = new Map<string, boolean>();
    const ended = new Set<string>();
    for (const [incident, id] of this.#hidden) {
      let still = quiet.get(id);
      if (still === undefined) {
        const silence = this.#silences.of(id);
        still = silence !== undefined && isQuiet(silence, now);
        quiet.set(id, still);
      }
      if (!still) ended.add(incident);
    }
    for (const incident of ended) this.#hidden.delete(incident);
    return ended;
  }

  /** Silences that hold at a time of the log (epoch ms). */
  active(now: number): number {
    this.#look(now);
    return this.#silences.active(now);
  }

  #look(now: number): void {
    if (this.#version !== null && Math.abs(now - this.#lookedAt) < LOOK_EVERY) return;
    this.#lookedAt = now;
    const { source, configured, topology } = this.#options;
    const { version } = source;
    if (version === this.#version) return;
    this.#version = version;
    const silences = new Silences(topology);
    // Older than a week and over: nothing that is judged now is from then.
    const all = source.all().filter(({ until }) => until > now - WEEK);
    for (const silence of [...configured.map(silenceOf), ...all]) silences.add(silence, now);
    this.#silences = silences;
  }
}

const NONE: ReadonlySet<string> = new Set();
