import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type Given, type GivenEntry, nothingGiven, RESERVED } from './given.ts';
import type { Problem } from './problem.ts';

/** Parts that a file may have once its aliases are followed; no honest one comes near. */
const MOST_PARTS = 20_000;
const DEEPEST = 32;

/** What YAML says is wrong, in words that quote nothing of the file. */
const FAULTS: { readonly [code: string]: string } = {
  DUPLICATE_KEY: 'this key stands twice in one map; wanted once',
  MULTIPLE_DOCS: 'a second document begins here; wanted one',
  TAB_AS_INDENT: 'indented with a tab; wanted blanks',
  BAD_INDENT: 'the indentation does not fit the lines above, or a bracket is not closed; wanted YAML',
  MISSING_CHAR: 'a bracket, brace or quote is not closed, or a character is missing; wanted YAML',
  BAD_ALIAS: 'this alias has no anchor; wanted text in quotes, or an &anchor before it',
  TAG_RESOLVE_FAILED: 'unknown tag; wanted a plain value without !',
};

/** A file of YAML as what it gives; problems instead of exceptions, whatever the text is. */
export function readYaml(text: string, file: string): { given: Given; problems: readonly Problem[] } {
  const nothing = nothingGiven(`${file}:1:1`);
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0) {
      // What is wrong behind the first place where it is no YAML any more follows from that.
      const first = faults.find(({ code }) => code !== 'DUPLICATE_KEY');
      const problems = (first === undefined ? faults : [first]).map(({ code, pos }) => ({
        at: place(pos[0]),
        text: FAULTS[code] ?? 'this is not YAML',
      }));
      return { given: nothing, problems };
    }
    if (document.contents === null) return { given: nothing, problems: [] };
    const walk = new Walk(
      place,
      (node) => (isAlias(node) ? node.resolve(document) : node) as Node | undefined,
    );
    return { given: walk.given(document.contents, 0), problems: walk.problems };
  } catch (error) {
    // The parser recurses; brackets nested a thousand deep end here.
    const problem = error instanceof TooMuch ? error.problem : { at: nothing.at, text: 'this is not YAML' };
    return { given: nothing, problems: [problem] };
  }
}

class TooMuch extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.text);
    this.problem = problem;
  }
}

class Walk {
  readonly problems: Problem[] = [];
  readonly #place: (offset: number) => string;
  readonly #resolve: (node: Node) => Node | undefined;
  #parts = 0;

  constructor(place: (offset: number) => string, resolve: (node: Node) => Node | undefined) {
    this.#place = place;
    this.#resolve = resolve;
  }

  given(written: Node, depth: number): Given {
    // An alias stands where it is written, not where its anchor is.
    const at = this.#place(written.range?.[0] ?? 0);
    if (++this.#parts > MOST_PARTS)
      throw new TooMuch({ at, text: `more than ${MOST_PARTS} values, with aliases; wanted fewer` });
    if (depth > DEEPEST) throw new TooMuch({ at, text: `nested deeper than ${DEEPEST}; wanted less` });
    const node = this.#resolve(written);
    if (node === undefined) this.problems.push({ at, text: FAULTS.BAD_ALIAS! });
    if (isMap(node)) {
      const entries = new Map<string, GivenEntry>();
      for (const { key, value } of node.items) this.#entry(entries, { key, value, depth, at });
      return { kind: 'map', at, entries };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.given(item as Node, depth + 1));
      return { kind: 'list', at, items };
    }
    if (!isScalar(node)) return { kind: 'scalar', at, value: null };
    const { value, source } = node;
    const simple = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    const written_ = source === undefined || source === value ? {} : { written: source };
    return { kind: 'scalar', at, value: simple ? value : null, ...(simple ? written_ : {}) };
  }

  #entry(
    entries: Map<string, GivenEntry>,
    pair: { key: unknown; value: unknown; depth: number; at: string },
  ): void {
    const key = this.#resolve(pair.key as Node);
    const keyAt = this.#place((pair.key as Node | null)?.range?.[0] ?? 0);
    if (!isScalar(key) || key.value === null) {
      this.problems.push({ at: key === undefined ? pair.at : keyAt, text: 'this key is not a word' });
      return;
    }
    const name = String(key.value);
    if (RESERVED.has(name)) {
      this.problems.push({ at: keyAt, text: `unknown key ${JSON.stringify(name)}: wanted another name` });
      return;
    }
    const value: Given =
      pair.value === null
        ? { kind: 'scalar', at: keyAt, value: null }
        : this.given(pair.value as Node, pair.depth + 1);
    entries.set(name, { keyAt, value });
  }
}
