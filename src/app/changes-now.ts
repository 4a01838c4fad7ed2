import type { Event } from '../core/event.ts';
import type { Change } from '../core/incident.ts';
import type { ChangesStatus } from '../core/status.ts';
import { changeReader, type Recognised } from '../incidents/change-words.ts';
import { changeOf } from '../incidents/changes.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A stop and a start within so long are a restart. */
const RESTART = 5 * MINUTE;
const MOST_STOPPED = 1000;
/** What happens on a host so often within a day is its routine. */
const ROUTINE = 5;
/** Several programs say the same of it within so long. */
const SAME = 5 * MINUTE;
const MOST_KNOWN = 5000;
/** Changes noted in an hour at most; an upgrade of everything is told by its beginning. */
const MOST_AN_HOUR = 200;
/** New hosts are news once so much was seen. */
const SETTLED = 24 * HOUR;

type Reader = NonNullable<ReturnType<typeof changeReader>>;

/** Changes that lines tell of: asked for every event, decided once for each kind of line. */
export class ChangesNow {
  /** By the number of the template: undefined before it was asked, null for those that tell of no change. */
  readonly #readers: (Reader | null | undefined)[] = [];
  readonly #stopped = new Map<string, number>();
  readonly #often = new Map<string, { count: number; since: number; last: number }>();
  #hosts = 0;
  #noted: Change[] = [];
  #hour = { from: Number.NEGATIVE_INFINITY, count: 0 };
  #counts = { told: 0, noted: 0, routine: 0, overCap: 0 };

  get counters(): ChangesStatus {
    return this.#counts;
  }

  /** What lies behind was seen by this many hosts: none of them is new. */
  knows(hosts: number): void {
    this.#hosts = Math.max(this.#hosts, hosts);
  }

  /**
   * An event after it was judged.
   *
   * @param seen ms of history before it
   */
  observe(event: Event, seen: number): void {
    if (event.hostKey >= this.#hosts) this.#newHost(event, seen);
    const { template } = event;
    if (template === null) return;
    let reader = this.#readers[template.index];
    if (reader === undefined) {
      reader = changeReader(template.text);
      this.#readers[template.index] = reader;
    }
    if (reader === null) return;
    const found = reader(event);
    if (found !== null) this.#recognised(found, event);
  }

  /** What was noted since this was last asked for. */
  take(): Change[] {
    if (this.#noted.length === 0) return [];
    const noted = this.#noted;
    this.#noted = [];
    return noted;
  }

  #newHost(event: Event, seen: number): void {
    this.#hosts = event.hostKey + 1;
    if (seen < SETTLED || event.host === null) return;
    this.#note({ what: `${event.host.slice(0, 80)} was heard of for the first time` }, event);
  }

  #recognised(found: Recognised, event: Event): void {
    if (found.half !== undefined && !this.#whole(found.half, event)) return;
    this.#note(found, event);
  }

  /** Whether this is the start that follows a stop. */
  #whole({ kind, unit }: NonNullable<Recognised['half']>, { host, received }: Event): boolean {
    const key = `${host ?? ''}\0${unit}`;
    if (kind === 'started') {
      const stopped = this.#stopped.get(key);
      this.#stopped.delete(key);
      return stopped !== undefined && Math.abs(received - stopped) <= RESTART;
    }
    this.#stopped.delete(key);
    this.#stopped.set(key, received);
    if (this.#stopped.size > MOST_STOPPED) this.#stopped.delete(this.#stopped.keys().next().value!);
    return false;
  }

  #note({ what, app }: Recognised, event: Event): void {
    const counts = this.#counts;
    counts.told++;
    const { host, received: at } = event;
    if (!Number.isFinite(at)) counts.overCap++;
    else if (this.#isRoutine(`${host ?? ''}\0${what}`, at)) counts.routine++;
    else if (this.#isTooMany(at)) counts.overCap++;
    else {
      counts.noted++;
      const of = app ?? event.app;
      const where = { ...(host === null ? {} : { host }), ...(of === null ? {} : { app: of }) };
      this.#noted.push(changeOf({ from: at, to: at, what, told: 'log', ...where }));
    }
  }

  #isRoutine(key: string, at: number): boolean {
    const known = this.#often.get(key);
    const fresh = known === undefined || Math.abs(at - known.since) > SETTLED;
    const again = !fresh && Math.abs(at - known.last) < SAME;
    const often = fresh
      ? { count: 1, since: at, last: at }
      : { count: known.count + (again ? 0 : 1), since: known.since, last: again ? known.last : at };
    this.#often.delete(key);
    this.#often.set(key, often);
    if (this.#often.size > MOST_KNOWN) this.#often.delete(this.#often.keys().next().value!);
    return again || often.count > ROUTINE;
  }

  #isTooMany(at: number): boolean {
    if (Math.abs(at - this.#hour.from) >= HOUR) this.#hour = { from: at, count: 0 };
    return ++this.#hour.count > MOST_AN_HOUR;
  }
}
