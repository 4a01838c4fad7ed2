import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { inLatestWords, type Template } from '../core/template.ts';
import { PairMap } from '../kit/pair-map.ts';
import { Columns } from './silence-columns.ts';
import { tellsOfStart, wordsOf } from './silence-lines.ts';
import type { Who } from './silence-matter.ts';
import { type SavedStream, Stream, savedStream } from './silence-stream.ts';

const MAX_STREAMS = 8192;
const MAX_PLACES = 4096;
const MAX_HOSTS = 64;
const HOUR = 3_600_000;

/** A host, or all lines without one. */
export interface Place {
  readonly stream: Stream;
  /** Last minute (since 1970) in which it said anything. */
  minute: number;
  /** When it last said that it starts anew, epoch ms. */
  started: number;
}

/** The streams of a kind of line, by host. */
export interface Kind {
  /** Null after a restart, until its next line. */
  template: Template | null;
  readonly text: string;
  readonly app: string | null;
  readonly hosts: Map<string, Stream>;
}

/** All streams that are followed. */
export class Book {
  readonly kinds = new Map<string, Kind>();
  readonly places = new Map<string, Place>();
  /** Hosts at which something is measured. */
  readonly measuredAt = new Map<string, Place>();
  /** Lines whose stream was not followed, because there were too many. */
  overCap = 0;
  /** All lines, and all that is measured. */
  all: Stream;
  measured: Stream;
  readonly #columns = new Columns();
  /** What was looked up before: streams by the numbers of template and host (+1), places by that of the host (+1). */
  readonly #known = new PairMap<Stream>();
  readonly #knownPlaces: (Place | undefined)[] = [];
  #streams = 0;
  #prunedAt = Number.NEGATIVE_INFINITY;

  /** Streams of kinds of line. */
  get size(): number {
    return this.#streams;
  }

  constructor() {
    this.all = new Stream(this.#columns);
    this.measured = new Stream(this.#columns);
  }

  /** The place at which something is measured; made on first sight, undefined beyond the cap. */
  measuring(host: string): Place | undefined {
    let place = this.measuredAt.get(host);
    if (place === undefined) {
      if (this.measuredAt.size >= MAX_PLACES) return undefined;
      place = { stream: new Stream(this.#columns), minute: Number.NaN, started: Number.NaN };
      this.measuredAt.set(host, place);
    }
    return place;
  }

  /** The place an event comes from; made on first sight, undefined beyond the cap. */
  place({ host, hostKey }: Event): Place | undefined {
    const known = this.#knownPlaces[hostKey + 1];
    if (known !== undefined && (hostKey >= 0 || host === null)) return known;
    const name = host ?? '';
    let place = this.places.get(name);
    if (place === undefined) {
      if (this.places.size >= MAX_PLACES) return undefined;
      place = { stream: new Stream(this.#columns), minute: Number.NaN, started: Number.NaN };
      this.places.set(name, place);
    }
    if (hostKey < 0 && host !== null) return place;
    while (this.#knownPlaces.length <= hostKey) this.#knownPlaces.push(undefined);
    this.#knownPlaces[hostKey + 1] = place;
    return place;
  }

  /** The stream of the event's kind of line on its host; made on first sight, undefined beyond the cap. */
  stream(event: Event): Stream | undefined {
    const { hostKey } = event;
    const known = this.#known.get(event.template!.index, hostKey + 1);
    if (known !== undefined && (hostKey >= 0 || event.host === null)) return known;
    const stream = this.#streamOf(event, event.host ?? '');
    if (stream !== undefined && (hostKey >= 0 || event.host === null)) {
      this.#known.set(event.template!.index, hostKey + 1, stream);
    }
    return stream;
  }

  #streamOf(event: Event, host: string): Stream | undefined {
    const template = inLatestWords(event.template!);
    let kind = this.kinds.get(template.id);
    if (kind === undefined) {
      if (this.#isFull(event.received)) {
        this.overCap++;
        return undefined;
      }
      kind = { template, text: template.text.slice(0, 200), app: event.app, hosts: new Map() };
      this.kinds.set(template.id, kind);
    }
    kind.template = template;
    let stream = kind.hosts.get(host);
    if (stream === undefined) {
      if (kind.hosts.size >= MAX_HOSTS || this.#isFull(event.received)) {
        this.overCap++;
        return undefined;
      }
      stream = new Stream(this.#columns);
      stream.tellsOfStart = tellsOfStart(kind.text);
      kind.hosts.set(host, stream);
      this.#streams++;
    }
    return stream;
  }

  /** Streams of generalised kinds of line go on as those of what replaced them; says whether there were any. */
  settle(): boolean {
    let settled = false;
    for (const [id, kind] of this.kinds) {
      let current = kind.template;
      if (current === null || current.successor === null) continue;
      while (current.successor !== null) current = current.successor;
      settled = true;
      // Other words may yet turn out to be another matter, whose pauses are not those of the old one.
      const reworded = !isPartOf(current.text, kind.text);
      this.kinds.delete(id);
      this.#known.clear();
      this.#streams -= kind.hosts.size;
      let into = this.kinds.get(current.id);
      if (into === undefined) {
        into = { template: current, text: current.text.slice(0, 200), app: kind.app, hosts: new Map() };
        this.kinds.set(current.id, into);
      }
      for (const [host, stream] of kind.hosts) {
        const newer = into.hosts.get(host);
        if (newer !== undefined && !reworded) newer.follow(stream);
        if (newer !== undefined || reworded) {
          stream.drop();
        } else {
          into.hosts.set(host, stream);
          this.#streams++;
        }
      }
    }
    return settled;
  }

  /** In two passes: streams of what is said in other words since go on as those of the new words. */
  joinReworded(): void {
    for (const [id, kind] of this.kinds) {
      if (kind.template === null) continue;
      const latest = inLatestWords(kind.template);
      const into = this.kinds.get(latest.id);
      if (latest === kind.template || into === undefined) continue;
      this.kinds.delete(id);
      this.#known.clear();
      for (const [host, stream] of kind.hosts) {
        const newer = into.hosts.get(host);
        if (newer === undefined) into.hosts.set(host, stream);
        else {
          newer.follow(stream);
          stream.drop();
          this.#streams--;
        }
      }
    }
  }

  /** The stream of something, undefined when it is not followed any more. */
  of(who: Who): Stream | undefined {
    if (who.kind === 'log') return this.all;
    if (who.kind === 'host') return this.places.get(who.host)?.stream;
    if (who.kind === 'measured') return this.measuredAt.get(who.host)?.stream;
    return this.kinds.get(who.template)?.hosts.get(who.host);
  }

  /** All streams: of the log, of hosts, of lines. */
  *streams(): Generator<readonly [Stream, Who]> {
    yield [this.all, { kind: 'log' }];
    for (const [host, { stream }] of this.places) yield [stream, { kind: 'host', host }];
    for (const [host, { stream }] of this.measuredAt) yield [stream, { kind: 'measured', host }];
    for (const [template, { text, app, hosts }] of this.kinds) {
      for (const [host, stream] of hosts) yield [stream, { kind: 'line', host, app, template, text }];
    }
  }

  /** JSON-safe state. */
  save(): SavedBook {
    return {
      kinds: [...this.kinds].map(([id, { text, app, hosts }]) => ({
        id,
        text,
        app,
        hosts: [...hosts].map(([host, stream]) => [host, stream.save()]),
      })),
      places: savePlaces(this.places),
      measuredAt: savePlaces(this.measuredAt),
      measured: this.measured.save(),
    };
  }

  /** What `save` described, `all` being the stream of all lines. */
  static load(saved: SavedBook, all: SavedStream): Book {
    const book = new Book();
    book.all = Stream.load(all, book.#columns);
    for (const { id, text, app, hosts } of saved.kinds) {
      const streams = new Map(hosts.map(([host, stream]) => [host, Stream.load(stream, book.#columns)]));
      if (tellsOfStart(text)) for (const stream of streams.values()) stream.tellsOfStart = true;
      book.kinds.set(id, { template: null, text, app, hosts: streams });
      book.#streams += streams.size;
    }
    if (saved.measured !== undefined) book.measured = Stream.load(saved.measured, book.#columns);
    for (const [places, of] of [
      [book.places, saved.places],
      [book.measuredAt, saved.measuredAt ?? []],
    ] as const) {
      for (const { host, minute, started, stream } of of) {
        const times = { minute: minute ?? Number.NaN, started: started ?? Number.NaN };
        places.set(host, { stream: Stream.load(stream, book.#columns), ...times });
      }
    }
    return book;
  }

  /** Whether there is no room; tries, at most once an hour, to make some from what came once or twice long ago. */
  #isFull(now: number): boolean {
    if (this.#streams < MAX_STREAMS && this.kinds.size < MAX_STREAMS) return false;
    if (now - this.#prunedAt < HOUR) return true;
    this.#prunedAt = now;
    this.#known.clear();
    for (const [id, { hosts }] of this.kinds) {
      for (const [host, stream] of hosts) {
        const { count, last, first } = stream;
        if (count > 3 || now - last < Math.max(12 * HOUR, last - first)) continue;
        hosts.delete(host);
        stream.drop();
        this.#streams--;
      }
      if (hosts.size === 0) this.kinds.delete(id);
    }
    return this.#streams >= MAX_STREAMS || this.kinds.size >= MAX_STREAMS;
  }
}

/** Whether a text has no words but those of another, as one has that became more general. */
function isPartOf(text: string, other: string): boolean {
  const known = wordsOf(other);
  for (const word of wordsOf(text)) if (!known.has(word)) return false;
  return true;
}

function savePlaces(places: ReadonlyMap<string, Place>): SavedPlace[] {
  return [...places].map(([host, { stream, minute, started }]) => ({
    host,
    minute: Number.isNaN(minute) ? null : minute,
    started: Number.isNaN(started) ? null : started,
    stream: stream.save(),
  }));
}

const savedPlace = z.strictObject({
  host: z.string(),
  minute: z.number().nullable(),
  started: z.number().nullable(),
  stream: savedStream,
});
type SavedPlace = z.infer<typeof savedPlace>;

/** JSON-safe state of the book. */
export const savedBook = z.strictObject({
  kinds: z.array(
    z.strictObject({
      id: z.string(),
      text: z.string(),
      app: z.string().nullable(),
      hosts: z.array(z.tuple([z.string(), savedStream])),
    }),
  ),
  places: z.array(savedPlace),
  /** Absent in snapshots of versions that did not follow what is measured. */
  measuredAt: z.array(savedPlace).optional(),
  measured: savedStream.optional(),
});
export type SavedBook = z.infer<typeof savedBook>;
