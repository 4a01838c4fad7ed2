/** Shorter pieces occur everywhere and save nothing. */
const SHORTEST = 4;
const LONGEST = 32;

/** What a pattern needs before it can match. */
export interface Required {
  /** One of these must occur in the text, letters of either case. */
  readonly words: readonly string[];
  /** The pattern is its words and nothing else. */
  readonly whole: boolean;
}

/**
 * Pieces of literal text of which every match of a pattern holds at least one; null when none can be told, so that
 * the pattern has to be tried on every line. Pieces hold no `[`, `]`, colon at the end or before a blank, bytes beyond ASCII, or several blanks at
 * the beginning, so that each lies in the message or in the program's name, and never across the two; nor are they mere digits, which
 * a process id could hold.
 */
export function requiredWords(source: string): Required | null {
  // Anything rarer than plain groups, classes and repeats is not worth understanding here.
  if (/\\[QEpPkux0-9]|\(\?(?!:)/.test(source.replace(/\\[^QEpPkux0-9]/g, '.'))) return null;
  const words = new Reader(source).alternatives();
  if (words === null) return null;
  // A blank at the beginning may be the one before the message.
  const plain = !words.some((word) => word.startsWith(' '));
  return { words, whole: plain && words.join('|') === source.replace(/\\([^\w\s|])/g, '$1') };
}

/** Reads a pattern once, front to back. */
class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Words of `a|b|c` up to a closing bracket or the end; null when one of them needs none. */
  alternatives(): string[] | null {
    const all: string[] = [];
    let known = true;
    for (;;) {
      const words = this.#sequence();
      if (words === null) known = false;
      else all.push(...words);
      if (this.#source[this.#at] !== '|') return known && all.length <= 256 ? all : null;
      this.#at++;
    }
  }

  /** Words of one alternative: the longest literal of it, or those of a group in it. */
  #sequence(): string[] | null {
    let best: string[] | null = null;
    let run = '';
    const flush = () => {
      for (const piece of run.split(/:(?= |$)|[[\]]|[^\x20-\x7e]/)) {
        const word = piece.replace(/^ +/, ' ').slice(0, LONGEST);
        if (word.length >= SHORTEST && /\D/.test(word) && word.length > shortest(best)) best = [word];
      }
      run = '';
    };
    for (;;) {
      const c = this.#source[this.#at];
      if (c === undefined || c === '|' || c === ')') break;
      if (c === '(') {
        flush();
        const words = this.#group();
        if (words !== null && shortest(words) > shortest(best)) best = words;
        continue;
      }
      const literal = this.#atom(c);
      const optional = this.#repeat();
      if (literal === null || optional === 'maybe') flush();
      else {
        run += literal;
        if (optional === 'many') flush();
      }
    }
    flush();
    return best;
  }

  #group(): string[] | null {
    this.#at++;
    if (this.#source.startsWith('?:', this.#at)) this.#at += 2;
    const words = this.alternatives();
    this.#at++;
    return this.#repeat() === 'maybe' ? null : words;
  }

  /** The character that an atom stands for, null when it stands for several. */
  #atom(c: string): string | null {
    this.#at++;
    if (c === '\\') {
      const next = this.#source[this.#at++] ?? '';
      return /[^\w\s]/.test(next) ? next : null;
    }
    if (c === '[') {
      this.#skipClass();
      return null;
    }
    return '.^$*+?{}'.includes(c) ? null : c;
  }

  #skipClass(): void {
    if (this.#source[this.#at] === '^') this.#at++;
    // A bracket at the very beginning of a class is one of its characters (RE2); JavaScript's empty class never matches.
    if (this.#source[this.#at] === ']') this.#at++;
    while (this.#at < this.#source.length && this.#source[this.#at] !== ']') {
      if (this.#source.startsWith('[:', this.#at)) this.#at = this.#source.indexOf(':]', this.#at) + 1;
      this.#at += this.#source[this.#at] === '\\' ? 2 : 1;
    }
    this.#at++;
  }

  /** Reads a repeat: `once` when there is none, `maybe` when it allows none at all. */
  #repeat(): 'once' | 'maybe' | 'many' {
    const match = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})[?+]?/.exec(this.#source.slice(this.#at, this.#at + 16));
    if (match === null) return 'once';
    this.#at += match[0].length;
    return match[0][0] === '+' || (match[1] !== undefined && Number(match[1]) > 0) ? 'many' : 'maybe';
  }
}

function shortest(words: readonly string[] | null): number {
  return words === null ? 0 : Math.min(...words.map(({ length }) => length));
}
