import type { MinedTemplate } from './mined-template.ts';
import { anchorCount, canOpen, isAnchor, isOpen, namePlaces } from './opening.ts';
import { PlaceKeys, SlotBuckets } from './slot-buckets.ts';
import { isSlot } from './tokens.ts';

/** Places of a message where words are compared with other messages; lists and dumps are longer. */
const COMPARED_PLACES = 64;
/** Lines that differ in nothing but several names with numbers, and are one kind of line. */
const TOGETHER = 3;

/** Templates that are one kind of line, and the places where they differ. */
export interface Alike {
  readonly members: readonly MinedTemplate[];
  readonly places: readonly number[];
}

/** Finds templates that differ in so little that they are one kind of line. */
export class Neighbours {
  readonly #buckets: SlotBuckets;

  /** @param limit places remembered at most */
  constructor(limit: number) {
    this.#buckets = new SlotBuckets(limit);
  }

  /** How often all was forgotten because it was too much. */
  get cleared(): number {
    return this.#buckets.cleared;
  }

  /** Those a new template is one kind of line with; null for none. `all` has the current templates. */
  find(template: MinedTemplate, all: () => Iterable<MinedTemplate>): Alike | null {
    const { tokens } = template;
    if (this.#buckets.isFull) this.#buckets.renew(() => this.rememberAll(all()));
    const keys = new PlaceKeys(tokens);
    const anchors = anchorCount(tokens);
    const places = Math.min(tokens.length, COMPARED_PLACES);
    for (let i = 0; i < places; i++) {
      const token = tokens[i]!;
      if (!canOpen(token)) continue;
      const members = this.#buckets.add(keys.key(i), template);
      if (members.length < 2) continue;
      const own = isSlot(token) ? 0 : isAnchor(token) ? 1 : 0;
      const words = members.map((member) => member.tokens[i]!);
      if (isOpen(words, { anchors: anchors - own, first: i === 0 })) return { members, places: [i] };
    }
    return this.#names(template, keys);
  }

  /** Names with numbers that always change together (`worker-3 on rack_7`) differ in no single place. */
  #names(template: MinedTemplate, keys: PlaceKeys): Alike | null {
    const names = namePlaces(template.tokens, COMPARED_PLACES);
    if (names.length < 2) return null;
    const members = this.#buckets.add(keys.without(names), template);
    if (members.length < TOGETHER) return null;
    const places = names.filter((i) => members.some((member) => member.tokens[i] !== template.tokens[i]));
    return { members, places };
  }

  rememberAll(templates: Iterable<MinedTemplate>): void {
    for (const template of templates) if (!template.catchAll) this.remember(template);
  }

  /** Others are compared with this one from now on. */
  remember(template: MinedTemplate): void {
    const keys = new PlaceKeys(template.tokens);
    const places = Math.min(template.tokens.length, COMPARED_PLACES);
    for (let i = 0; i < places; i++) {
      if (canOpen(template.tokens[i]!)) this.#buckets.add(keys.key(i), template);
    }
    const names = namePlaces(template.tokens, COMPARED_PLACES);
    if (names.length > 1) this.#buckets.add(keys.without(names), template);
  }
}
