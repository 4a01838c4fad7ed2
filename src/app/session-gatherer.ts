import type { Event } from '../core/event.ts';
import type { Template } from '../core/template.ts';
import { count } from '../core/words.ts';
import { lineText } from '../filter/line-text.ts';

/** Bounds of memory: about 100 MB. */
const MOST_SESSIONS = 200_000;
const MOST_EVENTS = 5_000_000;
const LONGEST_SESSION = 10_000;
/** Characters of an id. */
const LONGEST_ID = 200;
/** Lines of one file, as far as places can hold both. */
const FILE = 2 ** 32;

/** The lines of one session, in order. */
export interface GatheredSession {
  readonly id: string;
  /** By event: the number of its template, as it was when it came. */
  readonly templates: number[];
  /** By event: its file and line; see `SessionGatherer.whereOf`. */
  readonly places: number[];
  /** Epoch ms of the first and last line; NaN where none has a time. */
  from: number;
  to: number;
}

/** Puts lines together that carry the same id. What is over its bounds is counted. */
export class SessionGatherer {
  readonly sessions = new Map<string, GatheredSession>();
  /** Lines that carry no id. */
  without = 0;
  readonly #idOf: (text: string) => string | null;
  readonly #templates: Template[] = [];
  readonly #files: string[] = [];
  readonly #fileNumbers = new Map<string, number>();
  #events = 0;
  #overSessions = 0;
  #overEvents = 0;

  /** @param idOf the id in a line as `lineText` gives it, null when there is none */
  constructor(idOf: (text: string) => string | null) {
    this.#idOf = idOf;
  }

  /** Takes an event whose template is known. */
  add(event: Event, template: Template): void {
    const found = this.#idOf(lineText(event));
    if (found === null || found === '') {
      this.without++;
      return;
    }
    const id = found.slice(0, LONGEST_ID);
    let session = this.sessions.get(id);
    if (session === undefined) {
      if (this.sessions.size >= MOST_SESSIONS) {
        this.#overSessions++;
        return;
      }
      session = { id, templates: [], places: [], from: Number.NaN, to: Number.NaN };
      this.sessions.set(id, session);
    }
    if (!Number.isNaN(event.time)) {
      if (!(session.from <= event.time)) session.from = event.time;
      if (!(session.to >= event.time)) session.to = event.time;
    }
    if (this.#events >= MOST_EVENTS || session.templates.length >= LONGEST_SESSION) {
      this.#overEvents++;
      return;
    }
    this.#events++;
    this.#templates[template.index] = template;
    session.templates.push(template.index);
    session.places.push(this.#fileNumber(event) * FILE + event.line);
  }

  /** The template of a number as it is now. */
  templateOf(index: number): Template {
    let template = this.#templates[index]!;
    while (template.successor !== null) template = template.successor;
    return template;
  }

  /** `file:line` of a place. */
  whereOf(place: number): string {
    const file = this.#files[Math.floor(place / FILE)]!;
    return place % FILE > 0 ? `${file}:${place % FILE}` : file;
  }

  /** What was left out, in words. */
  get notes(): string[] {
    const over: [number, string][] = [
      [this.#overSessions, `belong to sessions beyond the first ${MOST_SESSIONS} and were left out`],
      [this.#overEvents, 'were left out of sessions that are very long, or beyond what is kept in memory'],
    ];
    return over.flatMap(([lines, what]) => (lines === 0 ? [] : [`${count(lines, 'line')} ${what}`]));
  }

  #fileNumber({ origin }: Event): number {
    const name = origin.file ?? origin.source;
    const known = this.#fileNumbers.get(name);
    if (known !== undefined) return known;
    this.#fileNumbers.set(name, this.#files.length);
    this.#files.push(name);
    return this.#files.length - 1;
  }
}
