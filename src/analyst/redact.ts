import type { Redacted } from '../core/llm.ts';
import { count } from '../core/words.ts';
import { isCommonAccount, isCommonWord } from './common-words.ts';
import { Holes } from './holes.ts';
import { NameIndex } from './name-index.ts';
import { clipped, oneLine, revealed } from './plain-text.ts';
import { type NameKind, Pseudonyms } from './pseudonyms.ts';
import { replaceAddresses } from './redact-addresses.ts';
import { HOSTS, type Place, USERS } from './redact-contexts.ts';
import { replaceDomains, replaceMail } from './redact-domains.ts';
import { cutEncoded } from './secret-blobs.ts';
import { PEM_BEGINS, PEM_BODY, PEM_ENDS } from './secret-pem.ts';
import { cutSecrets } from './secrets.ts';
import type { KnownNames } from './view.ts';

/** `pseudonyms`: secrets are cut and names replaced; `plain`: secrets are cut, names stay. */
export type Privacy = 'pseudonyms' | 'plain';

export interface RedactorOptions {
  readonly privacy: Privacy;
  readonly known?: KnownNames;
  /** Secret of this installation: the same key gives the same pseudonyms, and nobody can guess one without it. */
  readonly key: string;
}

/** What was taken out. */
export interface RedactionCounts {
  /** Secrets by kind. */
  readonly secrets: ReadonlyMap<string, number>;
  /** Different names that were met, by kind. */
  readonly names: ReadonlyMap<string, number>;
  /** Characters that nobody would have seen. */
  readonly hidden: number;
}

/** Longest text that is looked at; what is behind it does not leave. */
const LONGEST = 16_384;
const MOST_NAMES = 60_000;
/** Text within text: URL-encoded, and encoded once more. */
const DEEPEST = 3;
const PERCENT = /(?<![^\s"'<>|])[^\s"'<>|]*%[0-9A-F]{2}[^\s"'<>|]*/gi;
const CUT_SHORT = /(?<![\p{L}\p{N}_.-])([\p{L}\p{N}][\p{L}\p{N}_-]{2,}(?:\.[\p{L}\p{N}_-]+)*)(?:…|\.{3})/gu;
/** What auditd writes as hexadecimal digits. */
const AUDIT_HEX =
  /(?<=\b(?:proctitle|acct|cmd|comm|exe|data|name|key|grp|vm|a[0-9]{1,2})=)(?:[0-9A-F]{2}){3,}(?![0-9A-Za-z])/g;

/**
 * Takes out of text what must not leave. One redactor serves one prompt and its answer, as it knows which names stand
 * behind which pseudonyms; the pseudonyms themselves are the same in all.
 */
export class Redactor {
  readonly privacy: Privacy;
  readonly #names: Pseudonyms;
  readonly #index = new NameIndex(MOST_NAMES);
  readonly #secrets = new Map<string, number>();
  /** Names that were asked to be known. */
  readonly #asked = new Set<string>();
  #hidden = 0;
  /** The holes of the text at hand. */
  #holes = new Holes();

  constructor({ privacy, known, key }: RedactorOptions) {
    this.privacy = privacy;
    this.#names = new Pseudonyms(key, privacy === 'pseudonyms');
    if (known !== undefined) this.know(known);
  }

  /** Takes in names that are to be found wherever they stand. */
  know({ hosts, users }: KnownNames): void {
    for (const host of hosts) this.#know('host', host);
    for (const user of users) this.#know('user', user);
  }

  /** Reads texts for names that only their place gives away, so that they are found in all others, too. */
  learn(texts: Iterable<string>): void {
    const counted = new Map(this.#secrets);
    const hidden = this.#hidden;
    for (const text of texts) this.text(text);
    this.#secrets.clear();
    for (const [kind, n] of counted) this.#secrets.set(kind, n);
    this.#hidden = hidden;
  }

  /** Data without secrets, names replaced, nothing hidden in it; line ends stay. */
  text(text: string): Redacted {
    const { text: shown, hidden } = revealed(clipped(text, LONGEST));
    this.#hidden += hidden;
    this.#holes = new Holes();
    const out = disarmed(this.#holes.fill(this.#worked(shown, 0)));
    return (hidden === 0 ? out : `${out} (${count(hidden, 'hidden character')} taken out)`) as Redacted;
  }

  /** Data in one line, whatever was written in it. */
  line(text: string): Redacted {
    return this.text(text)
      .replace(/\s*\n\s*/g, ' ')
      .trim() as Redacted;
  }

  /** Lines that follow each other; a key that begins in one of them and ends in a later one is cut, too. */
  lines(lines: readonly string[]): Redacted[] {
    let within = false;
    return lines.map((line) => {
      const ends = PEM_ENDS.test(line);
      const inner = within && !ends && PEM_BODY.test(messageOf(line));
      if (within && (ends || inner)) {
        within = !ends;
        return this.#cut('PEM block') as Redacted;
      }
      within = PEM_BEGINS.test(line) && !ends;
      return this.line(line);
    });
  }

  /** One name by itself, of which is known what it is. */
  name(kind: 'host' | 'user', name: string): Redacted {
    this.#know(kind, name);
    const told = this.line(clipped(name, 200));
    const alone = oneLine(revealed(clipped(name, 200)).text);
    return told === alone && !this.#isNobody(kind, alone) ? (this.#names.of(kind, alone) as Redacted) : told;
  }

  /** An answer with the real names in place of their pseudonyms. */
  back(answer: string): string {
    return this.#names.back(answer);
  }

  /** Pseudonyms in an answer that were never given. */
  invented(answer: string): string[] {
    return this.#names.invented(answer);
  }

  /** Whether a host, domain, address or user was met in what was redacted. */
  knows(name: string): boolean {
    return this.#names.knows(name);
  }

  get counts(): RedactionCounts {
    return { secrets: this.#secrets, names: this.#names.counts, hidden: this.#hidden };
  }

  #worked(text: string, depth: number): string {
    const opened = depth < DEEPEST ? this.#opened(text, depth) : text;
    const cut = (kind: string) => this.#holes.put(this.#cut(kind));
    const hold = (piece: string) => this.#holes.put(piece);
    const safe = cutSecrets(opened, { cut, hold });
    return this.#unnamed(cutEncoded(safe, cut, (words) => this.#index.replace(words) !== words));
  }

  #cut(kind: string): string {
    this.#secrets.set(kind, (this.#secrets.get(kind) ?? 0) + 1);
    return `[${kind} cut]`;
  }

  /** Reads what is written in another alphabet, where that holds something which must not leave. */
  #opened(text: string, depth: number): string {
    const inner = (found: string, read: string | null) => {
      if (read === null || read === found) return found;
      const shown = revealed(read).text;
      const worked = this.#worked(shown, depth + 1);
      return worked === shown ? found : worked;
    };
    return text
      .replace(PERCENT, (found) => inner(found, readPercent(found)))
      .replace(AUDIT_HEX, (found) => inner(found, readHex(found)));
  }

  #unnamed(text: string): string {
    const name = (kind: NameKind, found: string, written = found) => {
      const told = this.#names.of(kind, found);
      return this.#holes.put(this.privacy === 'plain' ? written : told);
    };
    const host = (label: string) => this.#know('host', label);
    let rest = text;
    for (const place of USERS) rest = this.#inPlace(rest, place);
    const mail = (kind: NameKind, found: string) => {
      if (kind === 'mail') this.#know('mail', found);
      return name(kind, found);
    };
    rest = replaceMail(rest, { name: mail, host });
    rest = replaceDomains(rest, { name, host });
    for (const place of HOSTS) rest = this.#inPlace(rest, place);
    return this.#shortened(this.#index.replace(replaceAddresses(rest, name)));
  }

  /** Names that only their place gives away. */
  #inPlace(text: string, { kind, sure, pattern }: Place): string {
    return text.replace(pattern, (...args) => {
      const whole = args[0] as string;
      const at = args.at(-3) as number;
      const { before, name } = args.at(-1) as { readonly before: string; readonly name: string };
      const bare = name.replace(/[.+-]+$/, '');
      const behind = text.slice(at + before.length + bare.length);
      // The next key of a list, where this one is empty.
      if (
        /^\s?=[^=]/.test(behind) ||
        /^(?:from|for|on|in|to|at|of|is|was|has|by|via|after|not|name|as)$/i.test(bare)
      )
        return whole;
      // A mail address or a full name is whole elsewhere.
      if (
        /^(?:@|\.[\p{L}\p{N}])/u.test(behind) ||
        (kind === 'user' && /\.\p{L}/u.test(bare) && /^\d+(?:\.\d+)+$/.test(bare))
      )
        return whole;
      if (
        bare === '' ||
        (/^[\d.:-]+$/.test(bare) && !(kind === 'user' && sure && /^\d{5,}$/.test(bare))) ||
        isCommonWord(bare) ||
        this.#isNobody(kind, bare)
      )
        return whole;
      if (sure || /[\d._-]/.test(bare)) this.#know(kind, bare);
      return `${before}${this.#holes.put(this.#names.of(kind, bare))}${name.slice(bare.length)}`;
    });
  }

  /** From now on it is found wherever it stands, if it is no word that stands everywhere. */
  #know(kind: 'host' | 'user' | 'mail', given: string): void {
    const asked = `${kind}\0${given}`;
    if (this.#asked.has(asked) || this.#asked.size >= MOST_NAMES) return;
    this.#asked.add(asked);
    const name = revealed(given).text.trim();
    if (name.length < 2 || /^[\d.,:-]+$/.test(name) || isCommonWord(name) || this.#isNobody(kind, name))
      return;
    // An address or a full name has its own pseudonyms, of which the host's is one.
    if (kind === 'host' && /[.:]/.test(name)) {
      const [first] = name.split('.');
      if (!/[:]|^\d+(?:\.\d+){3}$/.test(name) && first !== undefined) this.#know('host', first);
      if (/:|^\d+(?:\.\d+){3}$/.test(name)) return;
      const rest = name.slice(first!.length + 1);
      if (rest.includes('.'))
        this.#index.add(rest, (found) => this.#holes.put(this.#names.of('domain', found)));
      this.#index.add(name, (found) =>
        this.#holes.put(
          `${this.#names.of('host', found.slice(0, first!.length))}.${this.#names.of('domain', rest)}`,
        ),
      );
      return;
    }
    if (kind !== 'host' && (/@/.test(name) || /^[0-9a-f.:]*[.:][0-9a-f.:]*$/i.test(name))) return;
    this.#index.add(name, (found) => this.#holes.put(this.#names.of(kind, found)));
  }

  #isNobody(kind: 'host' | 'user' | 'mail', name: string): boolean {
    return kind !== 'host' ? isCommonAccount(name) : /^(?:localhost|unknown|none|null|-)$/i.test(name);
  }

  /** A name of which somebody left only the beginning: `user anna.smi…`. */
  #shortened(text: string): string {
    if (!text.includes('…') && !text.includes('...')) return text;
    return text.replace(CUT_SHORT, (whole, start: string) => {
      const told = this.#index.beginningWith(start);
      return told === null ? whole : `${told}…`;
    });
  }
}

/** What a line says, without a header of syslog or of what counts lines. */
function messageOf(line: string): string {
  return line.replace(/^.{0,120}?[\])\w]:\s+(?=\S*$)/, '');
}

function readPercent(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([2-7][0-9a-f])/gi, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
  }
}

function readHex(text: string): string | null {
  const words = Buffer.from(text, 'hex').toString('utf8').replace(/\0/g, ' ');
  return words.includes('\ufffd') ? null : words;
}

/** What a model may take for the beginning of another speaker's words, or for the end of the data. */
const MARKERS =
  /<(?=[|/]?\s?(?:[|｜]|s>|system|assistant|user|human|im_|start_of|end_of|eot|bos|eos|\/?SYS|tool|function|data))|(?<=\|)>|\[(?=\/?INST\])|={3,}/gi;

function disarmed(text: string): string {
  return text.replace(MARKERS, (found) =>
    found.startsWith('=') ? '==' : found === '>' ? ' >' : `${found} `,
  );
}

/** Text of logsift itself, with what was redacted put in: nothing else fits. */
export function own(parts: TemplateStringsArray, ...values: readonly (Redacted | number)[]): Redacted {
  let text = parts[0]!;
  values.forEach((value, i) => {
    text += String(value) + parts[i + 1]!;
  });
  return text as Redacted;
}

/** A short word of logsift itself: an id, the name of a detector; anything else becomes a question mark. */
export function ident(word: string): Redacted {
  return (/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/.test(word) ? word : '?') as Redacted;
}

/** Redacted pieces, one to a line, or with something of ours between them. */
export function joined(pieces: readonly Redacted[], between: '\n' | ', ' | ' · ' | ' ' = '\n'): Redacted {
  return pieces.join(between) as Redacted;
}

/** The beginning of what was redacted. */
export function shortened(text: Redacted, most: number): Redacted {
  return clipped(text, most) as Redacted;
}

/**
 * Data between two lines that carry a nonce which nothing in it can know: whatever looks like one of them is changed.
 * Throws RangeError for a nonce that is none.
 */
export function fenced(pieces: readonly Redacted[], nonce: string): Redacted {
  if (!/^[A-Za-z0-9]{12,64}$/.test(nonce)) throw new RangeError('a nonce is 12 to 64 letters and digits');
  const known = new RegExp(nonce, 'gi');
  const body = pieces.join('\n').replace(known, '[mark]');
  return `=== DATA ${nonce}\n${body}\n=== END ${nonce}` as Redacted;
}
