import { gravityOf } from '../core/gravity.ts';
import type { SnapshotView } from '../store/snapshots.ts';
import { type KeptKind, keptKinds } from '../templates/kept-kinds.ts';
import type { SavedProfile } from '../templates/profile.ts';

/** A kind of line with what was learnt of it. */
export interface LearntKind {
  readonly id: string;
  readonly text: string;
  /** In small letters: its text and its example. */
  readonly sought: string;
  /** How bad it reads, 0–1. */
  readonly gravity: number;
  readonly profile: SavedProfile;
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

type Learnt = readonly [id: string, profile: SavedProfile];

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
  #pieces = new Map<string, readonly Learnt[]>();
  #miner = { content: '', named: new Map<string, KeptKind>() as ReadonlyMap<string, KeptKind> };

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
    this.#known = knownOf({ named, profiles, asOf: taken, span: this.#span(pieces.get('engine')) });
    return this.#known;
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

  #profiles(pieces: ReadonlyMap<string, string>): readonly Learnt[] | null {
    const read = new Map<string, readonly Learnt[]>();
    for (const [name, content] of pieces) {
      if (!name.startsWith('profiles/')) continue;
      let piece = this.#pieces.get(content);
      if (piece === undefined) {
        const text = this.#snapshots().textOf(content);
        if (text === null) return null;
        // Written by the same program, whole by its checksum.
        piece = JSON.parse(text) as readonly Learnt[];
      }
      read.set(content, piece);
    }
    this.#pieces = read;
    return [...read.values()].flat();
  }

  #span(content: string | undefined): readonly [number, number] | null {
    const text = content === undefined ? null : this.#snapshots().textOf(content);
    if (text === null) return null;
    return (JSON.parse(text) as { span: readonly [number, number] | null }).span;
  }
}

function knownOf({
  named,
  profiles,
  ...rest
}: {
  readonly named: ReadonlyMap<string, KeptKind>;
  readonly profiles: readonly Learnt[];
  readonly asOf: number;
  readonly span: readonly [number, number] | null;
}): LearntKinds {
  const kinds = new Map<string, LearntKind>();
  for (const [id, profile] of profiles) {
    const text = named.get(id)?.text;
    if (text === undefined) continue;
    const sought = `${text}\n${profile.example}`.toLowerCase();
    kinds.set(id, { id, text, sought, gravity: gravityOf(-1, text), profile });
  }
  const older = Map.groupBy(named.values(), ({ current }) => current);
  const idsOf = (current: string) => [
    ...new Set([current, ...(older.get(current) ?? []).map(({ id }) => id)]),
  ];
  return { ...rest, kinds, named, idsOf };
}
