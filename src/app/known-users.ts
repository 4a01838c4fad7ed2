import type { Template } from '../core/template.ts';
import { userSlotsOf } from '../detectors/user-slots.ts';
import type { Profile } from '../templates/profile.ts';

/** Kinds of lines that are looked at in one go: some milliseconds. */
const AT_ONCE = 1000;
/** Names that are kept; the first that were met. */
const MOST = 5000;
const LONGEST = 64;

/** Names of users, as the places of kinds of lines hold them in which users stand: what must not leave as a name. */
export class KnownUsers {
  readonly #templates: () => readonly Template[];
  readonly #names = new Set<string>();
  #left: readonly Template[] = [];

  /** @param templates all that are known just now */
  constructor(templates: () => readonly Template[]) {
    this.#templates = templates;
  }

  /** All names that were met. */
  get names(): readonly string[] {
    return [...this.#names];
  }

  get size(): number {
    return this.#names.size;
  }

  /** Looks at the next kinds of lines, from the first again behind the last; to be called every second. */
  second(): void {
    if (this.#left.length === 0) this.#left = this.#templates();
    const now = this.#left.slice(0, AT_ONCE);
    this.#left = this.#left.slice(AT_ONCE);
    for (const template of now) this.#look(template);
  }

  #look({ text, profile }: Template): void {
    if (profile === null || this.#names.size >= MOST) return;
    for (const slot of userSlotsOf(text)) {
      for (const { value } of (profile as Profile).slots[slot]?.values.ranked() ?? []) {
        if (value !== '' && value.length <= LONGEST) this.#names.add(value);
      }
    }
  }
}
