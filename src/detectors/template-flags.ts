import type { Template } from '../core/template.ts';

/** Templates whose flags are kept; of those beyond they are found out each time. */
const MOST = 1 << 22;
const KNOWN = 128;

/** What the words of a kind of line say, as up to seven bits, found out once and kept in a byte for each template. */
export class TemplateFlags {
  #flags = new Uint8Array(256);
  readonly #find: (text: string) => number;

  /** @param find the bits (0–127) of a template's text */
  constructor(find: (text: string) => number) {
    this.#find = find;
  }

  /** Bits of a template; the bit of 128 is set besides. */
  of(template: Template): number {
    const { index } = template;
    const flags = index < this.#flags.length ? this.#flags[index]! : 0;
    return flags === 0 ? this.#learn(template) : flags;
  }

  #learn({ index, text }: Template): number {
    const flags = this.#find(text) | KNOWN;
    if (index >= MOST) return flags;
    if (index >= this.#flags.length) {
      const old = this.#flags;
      this.#flags = new Uint8Array(2 ** Math.ceil(Math.log2(index + 1)));
      this.#flags.set(old);
    }
    this.#flags[index] = flags;
    return flags;
  }
}
