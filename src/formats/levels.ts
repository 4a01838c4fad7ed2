/** Syslog severities of the words and letters logs write for them (RFC 5424 section 6.2.1, table 2). */
const WORDS: readonly (readonly [number, string])[] = [
  [0, 'emerg emergency panic'],
  [1, 'alert'],
  [2, 'crit critical fatal ftl'],
  [3, 'error err eror severe'],
  [4, 'warn warning wrn'],
  [5, 'notice'],
  [6, 'info information informational inf'],
  [7, 'debug dbg debug1 debug2 debug3 debug4 debug5 trace trc verbose vrb'],
];

/** Words that are levels only where they are shouted or stand in brackets; elsewhere they are plain words. */
const LOUD_WORDS: readonly (readonly [number, string])[] = [
  [2, 'crash'],
  [3, 'failure fail exception'],
  [5, 'note security'],
  [6, 'log system config statement detail hint context default'],
  [7, 'fine finer finest silly all'],
];

const LETTERS: readonly (readonly [number, string])[] = [
  [2, 'F C A'],
  [3, 'E'],
  [4, 'W'],
  [5, 'N'],
  [6, 'I'],
  [7, 'D V T'],
];

const BY_WORD = new Map<string, number>();
const BY_LETTER = new Map<number, number>();

for (const [severity, words] of WORDS) {
  for (const word of words.split(' ')) {
    for (const form of spellings(word)) BY_WORD.set(form, severity);
    BY_WORD.set(word, severity);
  }
}
for (const [severity, words] of LOUD_WORDS) {
  for (const word of words.split(' ')) BY_WORD.set(word.toUpperCase(), severity);
}
for (const [severity, letters] of LETTERS) {
  for (const letter of letters.split(' ')) BY_LETTER.set(letter.charCodeAt(0), severity);
}

const QUIET = new Map<string, number>();
for (const [severity, words] of LOUD_WORDS) {
  for (const word of words.split(' '))
    for (const form of [...spellings(word), word]) QUIET.set(form, severity);
}

/** Severity 0–7 of a level word (`WARN`, `Error`, `info`, `FAILURE`), −1 when it is none. */
export function levelOf(word: string): number {
  return BY_WORD.get(word) ?? -1;
}

/** The same where a level is expected, as in brackets or a field of its own: `[Note]`, `fine`. */
export function levelInField(word: string): number {
  return BY_WORD.get(word) ?? QUIET.get(word) ?? (word.length === 1 ? levelOfLetter(word.charCodeAt(0)) : -1);
}

/** Severity of a level's first letter as Android, klog and others write it, −1 when it is none. */
export function levelOfLetter(byte: number): number {
  return BY_LETTER.get(byte) ?? -1;
}

function spellings(word: string): string[] {
  return [word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1)];
}
