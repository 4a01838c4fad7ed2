import { gravityOf } from '../../core/gravity.ts';
import type { SnapshotView } from '../../store/snapshots.ts';
import { type KeptKind, keptKinds } from '../../templates/kept-kinds.ts';
import type { SavedProfile } from '../../templates/profile.ts';

/** A kind of line with what is known of all of them at hand. */
export interface LearntKind {
  readonly id: string;
  readonly text: string;
  /** In small letters: its text and its example. */
  readonly sought: string;
  readonly example: string;
  /** How bad it reads, 0–1. */
  readonly gravity: number;
  /** Lines ever. */
  readonly total: number;
  /** Epoch ms of its first and last line; null before one with a time. */
  readonly seen: readonly [first: number, last: number] | null;
  /** Hosts that said it, with their lines; null when there are too many to be told apart. */
  readonly hosts: ReadonlyMap<string, number> | null;
}

/** What was learnt of all kinds of lines, as of one snapshot. */
export interface LearntKinds {
  /** Epoch ms; null when there is no snapshot. */
  readonly asOf: number | null;
  readonly kinds: ReadonlyMap<string, LearntKind>;
  /** Every kind there ever was, by id. */
  readonly named: ReadonlyMap<string, KeptKind>;
  /** All ids that lines of a kind were ever stored under. */
  readonly idsOf: (current: string) => readonly string[];
  /** Lines were learnt from between these times, epoch ms; null before the first. */
  readonly span: readonly [from: number, to: number] | null;
}

const MOST_HOSTS = 65_536;

/** What is kept of one piece of a snapshot: there may be many, and their values by the million. */
interface Piece {
  readonly content: string;
  readonly kinds: readonly Omit<LearntKind, 'text' | 'sought' | 'gravity'>[];
}

const NOTHING: LearntKinds = {
  ...{ asOf: null, kinds: new Map(), named: new Map(), span: null },
  idsOf: (id) => [id],
};

/**
 * The kinds of lines of a state folder, read out of its latest snapshot. What did not change from one snapshot to the
 * next is not read again.
 */
export class KindBook {
  readonly #snapshots: () => SnapshotView;
  #seen = '';
  #known = NOTHING;
  #pieces = new Map<string, Piece>();
  #miner = { content: '', named: new Map<string, KeptKind>() as ReadonlyMap<string, KeptKind> };
  /** The same names stand in thousands of pieces. */
  readonly #hosts = new Map<string, string>();

  /** @param snapshots of a folder that may be opened anew */
  constructor(snapshots: () => SnapshotView) {
    this.#snapshots = snapshots;
  }

  now(): LearntKinds {
    const latest = this.#snapshots().latest();
    if (latest === null) return this.#known;
    const { taken, pieces } = latest;
    const seen = `${taken} ${pieces.get('engine')}`;
    if (seen === this.#seen) return this.#known;
    const named = this.#named(pieces.get('miner'));
    const profiles = this.#profiles(pieces);
    // It was taken away in between: what was known before is as good.
    if (named === null || profiles === null) return this.#known;
    this.#seen = seen;
    this.#known = knownOf({ named, pieces: profiles, asOf: taken, span: this.#span(pieces.get('engine')) });
    return this.#known;
  }

  /** All that was learnt of a kind; null when nothing is known of it. */
  profileOf(id: string): SavedProfile | null {
    // A snapshot may give way to the next between two looks.
    return this.#profileOf(id) ?? (this.now().kinds.has(id) ? this.#profileOf(id) : null);
  }

  #profileOf(id: string): SavedProfile | null {
    for (const { content, kinds } of this.#pieces.values()) {
      if (!kinds.some((kind) => kind.id === id)) continue;
      return profilesIn(this.#snapshots().textOf(content))?.find(([of]) => of === id)?.[1] ?? null;
    }
    return null;
  }

  #named(content: string | undefined): ReadonlyMap<string, KeptKind> | null {
    if (content === undefined) return null;
    if (content === this.#miner.content) return this.#miner.named;
    const text = this.#snapshots().textOf(content);
    if (text === null) return null;
    const named = keptKinds(JSON.parse(text));
    this.#miner = { content, named };
    return named;
  }

  #profiles(pieces: ReadonlyMap<string, string>): readonly Piece[] | null {
    const read = new Map<string, Piece>();
    for (const [name, content] of pieces) {
      if (!name.startsWith('profiles/')) continue;
      let piece = this.#pieces.get(content);
      if (piece === undefined) {
        const profiles = profilesIn(this.#snapshots().textOf(content));
        if (profiles === null) return null;
        piece = { content, kinds: profiles.map(([id, profile]) => this.#kindOf(id, profile)) };
      }
      read.set(content, piece);
    }
    this.#pieces = read;
    return [...read.values()];
  }

  #kindOf(id: string, { count, seen, hosts, example }: SavedProfile): Piece['kinds'][number] {
    const named = hosts.entries.map(([, name, lines]): [string, number] => [this.#nameOf(name), lines]);
    return { id, example, total: count, seen, hosts: hosts.overflowed ? null : new Map(named) };
  }

  #nameOf(host: string): string {
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    if (this.#hosts.size >= MOST_HOSTS) this.#hosts.clear();
    this.#hosts.set(host, host);
    return host;
  }

  #span(content: string | undefined): readonly [number, number] | null {
    const text = content === undefined ? null : this.#snapshots().textOf(content);
    if (text === null) return null;
    return (JSON.parse(text) as { span: readonly [number, number] | null }).span;
  }
}

/** Written by the same program, whole by its checksum. */
function profilesIn(text: string | null): readonly (readonly [id: string, profile: SavedProfile])[] | null {
  return text === null ? null : JSON.parse(text);
}

function knownOf({
  named,
  pieces,
  ...rest
}: Pick<LearntKinds, 'asOf' | 'named' | 'span'> & { readonly pieces: readonly Piece[] }): LearntKinds {
  const kinds = new Map<string, LearntKind>();
  for (const kind of pieces.flatMap((piece) => piece.kinds)) {
    const text = named.get(kind.id)?.text;
    if (text === undefined) continue;
    const sought = `${text}\n${kind.example}`.toLowerCase();
    kinds.set(kind.id, { ...kind, text, sought, gravity: gravityOf(-1, text) });
  }
  const older = Map.groupBy(named.values(), ({ current }) => current);
  const idsOf = (current: string) => [
    ...new Set([current, ...(older.get(current) ?? []).map(({ id }) => id)]),
  ];
  return { ...rest, kinds, named, idsOf };
}
