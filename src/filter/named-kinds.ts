import { hashText } from '../kit/hash.ts';

/** Current id of a kind of line, for an id that it had before; undefined where there is none. */
export type Resolve = (id: string) => string | undefined;

/** Ids of the kinds of line that people named by an id, or by a text which stands for its id. */
export function idsOf(names: readonly string[], resolve: Resolve): ReadonlySet<string> {
  return new Set(names.flatMap((name) => [resolve(name) ?? name, resolve(hashText(name)) ?? hashText(name)]));
}
