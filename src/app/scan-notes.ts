import { type Event, rfc3339 } from '../core/event.ts';
import { count } from '../core/words.ts';
import type { Engine } from './engine.ts';
import type { Input } from './input.ts';

/** First and last time in the events that were taken. */
export class Span {
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  add(event: Event): void {
    if (event.time < this.#from) this.#from = event.time;
    if (event.time > this.#to) this.#to = event.time;
  }

  /** RFC 3339, null in a log without times. */
  get from(): string | null {
    return rfc3339(this.#from);
  }

  get to(): string | null {
    return rfc3339(this.#to);
  }
}

/** What a person should know about how a scan went: times that ran backwards, caps that were reached. */
export function notesOf(engine: Engine, inputs: readonly Input[]): string[] {
  const notes: string[] = [];
  const untimed = inputs.filter(({ clock }) => clock.timed === 0 && clock.untimed > 0);
  if (untimed.length > 0) {
    notes.push(`${some(untimed)}: no line carries a time; order and periods are unknown`);
  }
  const backwards = inputs.filter(({ clock }) => clock.late > 10 && clock.late > clock.timed / 100);
  if (backwards.length > 0) {
    const lines = backwards.reduce((sum, { clock }) => sum + clock.late, 0);
    notes.push(
      `${some(backwards)}: the times run backwards in ${count(lines, 'line')}; order is that of the file`,
    );
  }
  const ahead = inputs.filter(({ clock }) => clock.future > 10 && clock.future > clock.timed / 1000);
  if (ahead.length > 0) {
    const lines = ahead.reduce((sum, { clock }) => sum + clock.future, 0);
    notes.push(
      `${some(ahead)}: the times of ${count(lines, 'line')} are days ahead of the rest; is a clock wrong? (flag "future" in parse)`,
    );
  }
  const { caught, catchAlls } = engine.miner.counters;
  if (caught > 0) {
    notes.push(
      `too many kinds of lines: ${count(caught, 'line')} without a pattern share ${count(catchAlls, 'catch-all kind')}`,
    );
  }
  const { hostsOverCap } = engine.profiles;
  if (hostsOverCap > 0)
    notes.push(`too many hosts to tell apart: ${count(hostsOverCap, 'line')} share one entry`);
  notes.push(...engine.capped);
  if (engine.findingsOverCap > 0)
    notes.push(`${count(engine.findingsOverCap, 'finding')} beyond the cap were not kept`);
  return notes;
}

/** The first few names of many. */
function some(inputs: readonly Input[]): string {
  const names = inputs.slice(0, 3).map(({ name }) => name);
  return inputs.length > 3 ? `${names.join(', ')} and ${inputs.length - 3} more` : names.join(', ');
}
