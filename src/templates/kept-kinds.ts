import { hashText } from '../kit/hash.ts';
import { readState } from './template-state.ts';
import { textOf } from './tokens.ts';

/** A kind of line as a snapshot names it. */
export interface KeptKind {
  readonly id: string;
  readonly text: string;
  /** Id of what stands for it now; its own while it is current. */
  readonly current: string;
}

/** All kinds of lines in what a miner saved, older ones too, by id. Throws STATE_INVALID. */
export function keptKinds(state: unknown): Map<string, KeptKind> {
  const { templates } = readState(state);
  const all = templates.map(({ tokens, successor }) => {
    const text = textOf(tokens);
    return { id: hashText(text), text, successor };
  });
  const currentOf = (index: number): string => {
    let at = index;
    // No longer than there are kinds, whatever was saved.
    for (let i = 0; i < all.length; i++) {
      const next = all[at]!.successor;
      if (next === at || all[next] === undefined) break;
      at = next;
    }
    return all[at]!.id;
  };
  return new Map(all.map(({ id, text }, i) => [id, { id, text, current: currentOf(i) }]));
}
