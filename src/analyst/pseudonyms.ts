import { createHmac } from 'node:crypto';

/** What a name is of; it is the first part of its pseudonym. */
export type NameKind = 'host' | 'domain' | 'user' | 'mail' | 'private-ip' | 'public-ip' | 'mac';

const KINDS: readonly NameKind[] = ['private-ip', 'public-ip', 'domain', 'host', 'user', 'mail', 'mac'];
const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';
/** Letters of a code; 2^24 codes, so that two names of one network hardly ever share one. */
const LETTERS = 8;
const KIND = KINDS.join('|');
const DASH = '[-_\u2010-\u2015]';
const CODE = `(?:[${CONSONANTS}][${VOWELS}]){4,8}`;
const IN_ANSWER = new RegExp(`(?<![\\p{L}\\p{N}])(?:(${KIND})${DASH})?(${CODE})(?![\\p{L}\\p{N}])`, 'giu');

/**
 * Pseudonyms such as `host-lusabido`: the same name has the same one in every prompt (HMAC with the installation's
 * key), none can be guessed or traced back without the key, and a model can spell them.
 */
export class Pseudonyms {
  readonly #key: string;
  /** Off: a name stands for itself, and is only known. */
  readonly #replace: boolean;
  readonly #codes = new Map<string, string>();
  readonly #real = new Map<string, { readonly kind: NameKind; readonly name: string }>();
  readonly #counts = new Map<NameKind, number>();

  constructor(key: string, replace: boolean) {
    this.#key = key;
    this.#replace = replace;
  }

  /** What stands for a name; names that differ in case only are one. */
  of(kind: NameKind, name: string): string {
    const same = `${kind}\0${name.toLowerCase()}`;
    let code = this.#codes.get(same);
    if (code === undefined) {
      code = this.#fresh(same);
      this.#codes.set(same, code);
      this.#real.set(code, { kind, name });
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    }
    return this.#replace ? `${kind}-${code}` : name;
  }

  #fresh(same: string): string {
    const digest = createHmac('sha256', this.#key).update(same).digest();
    for (let letters = LETTERS; ; letters += 2) {
      let code = '';
      for (let i = 0; i < letters / 2; i++) {
        const bits = digest[i % digest.length]!;
        code += CONSONANTS[bits & 15]! + VOWELS[(bits >> 4) & 3]!;
      }
      // Two that share one are told apart by a longer one; beyond all letters there is nothing left to differ in.
      if (!this.#real.has(code) || letters >= 16) return code;
    }
  }

  /** Whether a name was met, of whichever kind. */
  knows(name: string): boolean {
    return KINDS.some((kind) => this.#codes.has(`${kind}\0${name.toLowerCase()}`));
  }

  /** Different names by kind. */
  get counts(): ReadonlyMap<NameKind, number> {
    return this.#counts;
  }

  /**
   * An answer with the real names, whatever became of case and hyphens; also where only the code is left of a
   * pseudonym, as no word of a language looks like one by chance and is one.
   */
  back(answer: string): string {
    if (!this.#replace) return answer;
    return answer.replace(IN_ANSWER, (whole, _kind, code: string) => {
      const real = this.#real.get(code.toLowerCase());
      return real === undefined ? whole : real.name;
    });
  }

  /** What looks like a pseudonym and is none of those that were given. */
  invented(answer: string): string[] {
    if (!this.#replace) return [];
    const found = [...answer.matchAll(IN_ANSWER)].filter(
      ([, kind, code]) => kind !== undefined && !this.#real.has(code!.toLowerCase()),
    );
    return [...new Set(found.map(([whole]) => whole))];
  }
}
