import { type Column, ColumnReader, skipGap } from './header-columns.ts';
import { assignRoles, type ColumnSample, type Roles } from './header-roles.ts';
import type { SampleLine } from './recognise.ts';

/** Leading columns of constant shape that a log's lines have in common; plain data. */
export interface LearntHeader {
  readonly columns: readonly Column[];
  readonly roles: Roles;
  /** Share of the sample that has all of them, 0–1. */
  readonly share: number;
}

const MIN_LINES = 5;
const MAX_COLUMNS = 16;
/** Share of the lines that must have a column for it to be one. */
const MOST = 0.9;
const NEARLY_ALL = 0.96;
/** Of all lines, those the first column may leave out: continuation lines, other programs. */
const FIRST = 0.6;

/** A line on its way through the columns. */
interface Walker extends SampleLine {
  at: number;
}

/** A column that was found, and what the lines have in it. */
interface Found {
  readonly column: Column;
  readonly ends: readonly number[];
  readonly share: number;
}

/**
 * The header that the lines of a sample share, column by column from the left; null when they share none.
 *
 * Anchors (times, levels, marks, brackets in all lines, `component:`) are header by themselves, and make header of
 * the plain columns before them: a level as the ninth word of every line says that the eight before it are no
 * message. Plain columns after the last anchor are taken only when their shape tells them from words of a message.
 */
export function learnHeader(lines: readonly SampleLine[]): LearntHeader | null {
  if (lines.length < MIN_LINES) return null;
  return new HeaderLearner(lines).learn();
}

class HeaderLearner {
  readonly #reader = new ColumnReader();
  readonly #total: number;
  #walkers: Walker[];
  #columns: Column[] = [];
  readonly #samples: ColumnSample[] = [];
  /** Columns that are header for certain, and how many lines have them. */
  #committed = 0;
  #committedLines = 0;
  #times = 0;
  #levels = 0;
  /** Plain columns since the last anchor, true when each is tame (number, id, few values). */
  #plain = 0;
  #tame = true;
  /** None of them looks like a word of a message. */
  #shaped = true;
  /** After a separator or `component:` no plain column is header. */
  #closed = false;

  constructor(lines: readonly SampleLine[]) {
    this.#total = lines.length;
    this.#walkers = lines.map((line) => ({ ...line, at: line.start }));
  }

  learn(): LearntHeader | null {
    while (this.#columns.length < MAX_COLUMNS && this.#step()) {
      // each step adds a column
    }
    if (this.#committed === 0) return null;
    const share = this.#committedLines / this.#total;
    const roles = assignRoles(this.#samples.slice(0, this.#committed));
    return { columns: this.#columns.slice(0, this.#committed), roles, share };
  }

  #step(): boolean {
    for (const w of this.#walkers) w.at = skipGap(w.buffer, w.at, w.end);
    this.#walkers = this.#walkers.filter((w) => w.at < w.end);
    if (this.#walkers.length < Math.max(MIN_LINES, this.#total * FIRST * MOST)) return false;
    return this.#anchor() || this.#plainColumn();
  }

  #anchor(): boolean {
    const least = this.#columns.length === 0 ? FIRST : MOST;
    const time = this.#try({ kind: 'time' });
    if (time.share >= least) return this.#takeTime(time);
    const level = this.#try({ kind: 'level' });
    if (level.share >= least && this.#isLevel(level)) return this.#takeLevel(level);
    for (const mark of ['[', '<', '(']) {
      const bracket = this.#try({ kind: 'bracket', mark });
      if (bracket.share < (mark === '[' ? least : NEARLY_ALL)) continue;
      if (mark !== '[' && this.#committed === 0) continue;
      if (mark !== '[' && this.#closed) continue;
      if (this.#sample(bracket).time > 0) this.#times++;
      return this.#take(bracket, this.#plain === 0 || (this.#tame && this.#plain <= 2));
    }
    const letter = this.#try({ kind: 'letter' });
    if (letter.share >= NEARLY_ALL && this.#plain <= 3 && this.#tame) return this.#takeLevel(letter);
    const mark = this.#try({ kind: 'mark' });
    if (mark.share >= NEARLY_ALL) {
      const held = this.#take(mark, this.#shaped && this.#plain <= 3);
      if (this.#times > 0 && this.#committed === this.#columns.length) this.#closed = this.#levels > 0;
      return held;
    }
    return this.#glued() || this.#optionalLevel() || this.#cell() || this.#component();
  }

  #takeTime(time: Found): boolean {
    const near = this.#times === 0 ? 6 : 3;
    const commit = this.#plain <= near;
    if (commit) this.#times++;
    return this.#take(time, commit);
  }

  #takeLevel(level: Found): boolean {
    this.#levels++;
    return this.#take(level, true);
  }

  /** A level far from the last anchor must be shouted or take several values: `error` is also a word of messages. */
  #isLevel(level: Found): boolean {
    if (this.#levels > 0 && this.#plain > 0) return false;
    if (this.#plain === 0) return true;
    const values = new Set(this.#texts(level));
    const shouted = [...values].every((v) => !/^[a-z]/.test(v));
    return shouted ? this.#plain <= 10 : values.size >= 3 && this.#plain <= 3;
  }

  /** A level that some lines have and others lack, or have one word later. */
  #optionalLevel(): boolean {
    if (this.#levels > 0 || this.#columns.length === 0 || this.#plain > 0) return false;
    const level = this.#try({ kind: 'level' });
    if (level.share < 0.1) return false;
    const skipped: Column = { kind: 'word', optional: true };
    const later = level.ends.map((stop, i) => {
      if (stop >= 0) return stop;
      const w = this.#walkers[i]!;
      const after = this.#reader.read(skipped, w.buffer, w.at, w.end);
      if (after < 0) return -1;
      return this.#reader.read(level.column, w.buffer, skipGap(w.buffer, after, w.end), w.end);
    });
    const both = later.filter((stop) => stop >= 0).length / later.length;
    if (both >= MOST) {
      this.#columns.push(skipped);
      this.#samples.push({ column: skipped, texts: [], time: 0 });
      return this.#takeLevel({ column: level.column, ends: later, share: both });
    }
    if (level.share < 0.3) return false;
    const ends = level.ends.map((stop, i) => (stop < 0 ? this.#walkers[i]!.at : stop));
    return this.#takeLevel({ column: { ...level.column, optional: true }, ends, share: 1 });
  }

  /** `LEVEL:name:message`: after a level that a colon is glued to comes a name with another. */
  #glued(): boolean {
    if (this.#columns.length === 0 || this.#columns.at(-1)!.kind !== 'level') return false;
    const colons = this.#walkers.filter(
      (w) => w.buffer[w.at] === 58 && w.at > w.start && w.buffer[w.at - 1]! > 32,
    );
    if (colons.length < this.#walkers.length * NEARLY_ALL) return false;
    this.#take(this.#try({ kind: 'cell', mark: ':' }), true);
    const name = this.#try({ kind: 'cell', mark: ':' });
    const texts = this.#cellTexts(name);
    const few =
      new Set(texts).size <= Math.max(3, texts.length * 0.2) && texts.every((t) => /^[\w.-]+$/.test(t));
    return name.share < NEARLY_ALL || !few || this.#take(name, true);
  }

  /** Short content of few values before a separator that every line has: `chrome.exe *64 - `, `Step_LSC|`. */
  #cell(): boolean {
    for (const mark of ['|', '\t', ' - ', ' : ', ' -- ']) {
      const cell = this.#try({ kind: 'cell', mark });
      if (cell.share < NEARLY_ALL) continue;
      const texts = this.#cellTexts(cell);
      if (this.#plain > 0 || texts.some((t) => t.split(' ').length > 4) || !this.#leavesText(cell)) continue;
      const loose = mark === '|' || mark === '\t';
      const distinct = new Set(texts.map((t) => t.replace(/\d+/g, '0'))).size;
      if (!loose && distinct > Math.max(3, texts.length * 0.2)) continue;
      if (!loose && texts.some((t) => /[[\]"=]/.test(t))) continue;
      this.#closed = true;
      return this.#take(cell, true);
    }
    return false;
  }

  #component(): boolean {
    if (this.#closed) return false;
    const component = this.#try({ kind: 'component' });
    if (component.share < MOST) return false;
    const names = new Set(this.#texts(component).map((t) => t.replace(/\d+/g, '0')));
    // `Connection refused:` in a log of one kind of line looks like a host and its program.
    const programs = names.size > 1 || [...names].every((name) => name.includes('[0]'));
    const near = this.#plain === 0 || (this.#tame && this.#plain <= 2 && programs);
    const commit = near && this.#columns.length > 0;
    if (commit) this.#closed = true;
    return this.#take(component, commit);
  }

  #plainColumn(): boolean {
    const number = this.#try({ kind: 'number' });
    const found = number.share >= NEARLY_ALL ? number : this.#try({ kind: 'word' });
    if (found.share < MOST) return false;
    const texts = this.#texts(found);
    const shape = this.#shape(found, texts);
    const held = this.#take(found, false);
    this.#plain++;
    if (shape === 'free') this.#shaped = false;
    if (shape === 'free' && new Set(texts).size > Math.max(2, texts.length * 0.2)) this.#tame = false;
    if (this.#mayEnd(shape, texts)) this.#commit();
    return held;
  }

  /** What a plain column looks like: `free` is what words of a message look like. */
  #shape(found: Found, texts: readonly string[]): 'number' | 'dotted' | 'id' | 'name' | 'free' {
    if (found.column.kind === 'number') return 'number';
    const share = (pattern: RegExp) => texts.filter((t) => pattern.test(t)).length / texts.length;
    if (share(/^\d{1,3}(\.\d{1,3}){3}|:\d+$|^\/|["'=(]/) > 0.1) return 'free';
    if (share(/^[A-Za-z_][\w$]*(?:\.[\w$<>-]+)+$/) >= NEARLY_ALL) return 'dotted';
    if (share(/^(?=.*\d)[\w.:#@/-]{4,}$/) >= NEARLY_ALL && similarLength(texts)) return 'id';
    const distinct = new Set(texts).size;
    if (share(/^[A-Z][A-Z\d_]+$/) >= NEARLY_ALL && distinct <= Math.max(2, texts.length * 0.05))
      return 'name';
    return distinct <= Math.max(1, texts.length * 0.05) && this.#isPadded(found) ? 'name' : 'free';
  }

  /** Columns of fixed width: shorter words are followed by more blanks. */
  #isPadded(found: Found): boolean {
    let padded = 0;
    found.ends.forEach((stop, i) => {
      const { buffer, end } = this.#walkers[i]!;
      if (stop >= 0 && skipGap(buffer, stop, end) - stop >= 2) padded++;
    });
    return padded / found.ends.length > 0.5;
  }

  /** A plain column ends the header when its shape is no word's and what follows is of several kinds all the same. */
  #mayEnd(shape: string, texts: readonly string[]): boolean {
    if (shape === 'free' || this.#closed || this.#committed !== this.#columns.length - 1) return false;
    if (this.#committed === 0) return false;
    // `chrome.exe - …` is a program and a separator, not a logger's name.
    if (shape === 'dotted') return !this.#beforeMarks();
    const groups = new Map<string, string[]>();
    this.#walkers.forEach((w, i) => {
      const key = shape === 'name' ? texts[i]! : '';
      const group = groups.get(key) ?? [];
      if (group.length === 0) groups.set(key, group);
      group.push(firstWord(w));
    });
    const largest = [...groups.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
    return diverse(largest);
  }

  /** Whether many lines go on with punctuation alone. */
  #beforeMarks(): boolean {
    const marked = this.#walkers.filter((w) => {
      const at = skipGap(w.buffer, w.at, w.end);
      return this.#reader.read({ kind: 'mark' }, w.buffer, at, w.end) >= 0;
    });
    return marked.length > this.#walkers.length * 0.3;
  }

  /** A separator is one only while text is left after it. */
  #leavesText(found: Found): boolean {
    let left = 0;
    found.ends.forEach((stop, i) => {
      const { buffer, end } = this.#walkers[i]!;
      if (stop >= 0 && /[A-Za-z].*[A-Za-z]/.test(buffer.toString('latin1', stop, Math.min(end, stop + 60))))
        left++;
    });
    return left / found.ends.length >= MOST;
  }

  #try(column: Column): Found {
    const ends = this.#walkers.map((w) => this.#reader.read(column, w.buffer, w.at, w.end));
    return { column, ends, share: ends.filter((stop) => stop >= 0).length / Math.max(1, ends.length) };
  }

  #texts(found: Found): string[] {
    const texts: string[] = [];
    found.ends.forEach((stop, i) => {
      const { buffer, at } = this.#walkers[i]!;
      if (stop >= 0) texts.push(buffer.toString('latin1', at, stop).replace(/[,;:|]+$/, ''));
    });
    return texts;
  }

  #cellTexts(found: Found): string[] {
    const size = found.column.mark!.length;
    const texts: string[] = [];
    found.ends.forEach((stop, i) => {
      const { buffer, at } = this.#walkers[i]!;
      if (stop >= 0) texts.push(buffer.toString('latin1', at, Math.max(at, stop - size)).trim());
    });
    return texts;
  }

  /** Goes on behind the column with the lines that have it. */
  #take(found: Found, commit: boolean): boolean {
    this.#columns.push(found.column);
    this.#samples.push(this.#sample(found));
    this.#walkers = this.#walkers.filter((w, i) => {
      const stop = found.ends[i]!;
      if (stop >= 0) w.at = stop;
      return stop >= 0;
    });
    if (commit) this.#commit();
    return true;
  }

  #sample(found: Found): ColumnSample {
    const texts: string[] = [];
    let times = 0;
    let good = 3;
    found.ends.forEach((stop, i) => {
      const { buffer, at, end } = this.#walkers[i]!;
      if (stop < 0 || this.#reader.read(found.column, buffer, at, end) < 0) return;
      const { from, to, time } = this.#reader;
      const text = buffer.toString('latin1', from, to).trim();
      texts.push(text);
      if (!time.read(buffer, skipGap(buffer, from, to), to)) return;
      times++;
      good = Math.min(good, time.hasZone ? 3 : /[.,]\d/.test(text.slice(-10)) ? 2 : 1);
    });
    return { column: found.column, texts, time: times > texts.length * MOST ? good : 0 };
  }

  #commit(): void {
    this.#committed = this.#columns.length;
    this.#committedLines = this.#walkers.length;
    this.#plain = 0;
    this.#tame = true;
    this.#shaped = true;
  }
}

/** The first word with letters in it, numbers and what follows an equals sign left out. */
function firstWord(w: Walker): string {
  const at = skipGap(w.buffer, w.at, w.end);
  const words = w.buffer.toString('latin1', at, Math.min(w.end, at + 80)).split(/[\s=:]+/);
  return (words.find((word) => /[A-Za-z]/.test(word)) ?? '').replace(/\d+/g, '0');
}

/** Several kinds of lines: three first words or more, none of them in nearly all lines. */
function diverse(words: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts.size >= 3 && Math.max(...counts.values()) < words.length * 0.8;
}

function similarLength(texts: readonly string[]): boolean {
  const lengths = texts.map((t) => t.length).sort((a, b) => a - b);
  const low = lengths[Math.floor(lengths.length * 0.1)]!;
  const high = lengths[Math.floor(lengths.length * 0.9)]!;
  return high - low <= 2;
}
