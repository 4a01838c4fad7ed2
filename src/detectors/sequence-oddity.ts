import { count, grouped, quoted } from '../core/words.ts';
import type { SessionExplanation } from '../ml/index.ts';
import type { Kind } from './sequence-kinds.ts';

/** What is odd about a session, the same for all that are odd in the same way. */
export interface Oddity {
  readonly key: string;
  /** What it did, after the name of the session: `came to "…" and never to "…"`. */
  readonly did: string;
  /** What the others did: `none went so`. */
  readonly others: string;
  /** How bad it reads. */
  readonly gravity: number;
  /** The kind of line that is too many in it, where there is one. */
  readonly extra: Kind | undefined;
}

/** How bad it is that something did not come which should have, or came otherwise. */
const MISSING = 0.5;
const OTHERWISE = 0.42;
const LONGEST_TEXT = 60;

/**
 * Puts in words why a session is odd. Null where all there is to it is a kind of line that was never seen anywhere.
 *
 * @param kindOf the kind of line of a name in the explanation
 * @param isNew whether a kind of line was seen nowhere before
 */
export function oddityOf(
  explained: SessionExplanation,
  kindOf: (name: string) => Kind | undefined,
  isNew: (kind: Kind) => boolean,
): Oddity | null {
  const { differences, newKinds, newSet, length, events, shortest, longest, ratio } = explained;
  const known = (name: string) => kindOf(name);
  const came = newKinds.map(known).filter((kind) => kind !== undefined);
  if (came.length > 0 && came.every(isNew)) return null;
  const extra = [
    ...came.filter((kind) => !isNew(kind)),
    ...differences
      .filter(({ came: here, usual, event }) => here > 0 && usual === 0 && !newKinds.includes(event))
      .map(({ event }) => known(event))
      .filter((kind) => kind !== undefined),
  ];
  const missing = differences
    .filter(({ came: here, usual }) => here === 0 && usual > 0)
    .map(({ event }) => known(event))
    .filter((kind) => kind !== undefined);
  if ((newSet || came.length > 0) && extra.length + missing.length > 0) {
    const names = (kinds: readonly Kind[], word: string) =>
      kinds.slice(0, 2).map(shortText).join(` ${word} `);
    const did = [
      ...(extra.length > 0 ? [`came to ${names(extra, 'and')}`] : []),
      ...(missing.length > 0 ? [`never came to ${names(missing, 'or')}`] : []),
    ].join(' and ');
    return {
      key: `set ${numbers(extra)} without ${numbers(missing)}`,
      did,
      others: 'went so',
      gravity: Math.max(
        missing.length > 0 && extra.length === 0 ? MISSING : OTHERWISE,
        ...extra.map(({ gravity }) => gravity),
      ),
      extra: extra[0],
    };
  }
  if (length !== null) {
    const end = length === 'long' ? `more than ${grouped(longest)}` : `fewer than ${grouped(shortest)}`;
    return {
      ...{ key: `length ${length}`, did: `has ${count(events, 'line')}`, others: `has ${end}` },
      ...{ gravity: OTHERWISE, extra: undefined },
    };
  }
  const most = differences[0];
  const kind = most === undefined ? undefined : known(most.event);
  if (ratio <= 1 || most === undefined || kind === undefined) return null;
  return {
    key: `mix ${kind.number} ${most.came > most.usual ? 'more' : 'less'}`,
    did: `came ${times(most.came)} to ${shortText(kind)} where ${times(most.usual)} is usual`,
    others: 'is like it',
    gravity: Math.max(OTHERWISE, most.came > most.usual ? kind.gravity - 0.05 : 0),
    extra: kind,
  };
}

/** The name of an id by the word before it in a kind of line: `queue id`, `process`; `id` where there is none. */
export function nameOfId(text: string, slot: number): string {
  if (slot < 0) return 'process';
  const before = text.split('<*>')[slot] ?? '';
  const words = /([A-Za-z]{2,20}(?: (?:id|no|number))?)[\s:=#[("'-]*$/i.exec(before)?.[1];
  return words === undefined ? 'id' : words.toLowerCase();
}

function shortText({ text }: Kind): string {
  const one = text.replaceAll('<*>', '…').replace(/\s+/g, ' ').trim();
  return quoted(one.length > LONGEST_TEXT ? `${one.slice(0, LONGEST_TEXT - 1)}…` : one);
}

function numbers(kinds: readonly Kind[]): string {
  return kinds
    .map(({ number }) => number)
    .sort((a, b) => a - b)
    .join(' ');
}

function times(n: number): string {
  return n === 0 ? 'not at all' : n === 1 ? 'once' : n === 2 ? 'twice' : `${grouped(n)} times`;
}
