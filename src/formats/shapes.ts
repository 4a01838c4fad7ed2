const CAP = 1000;
const HEAD = 120;

/** A shape of lines that no format fitted. */
export interface Shape {
  readonly shape: string;
  readonly lines: number;
  readonly example: string;
}

/** Counts lines by what they look like: runs of digits → 0, of letters → a. At most 1,000 shapes; the rest is `(other)`. */
export class Shapes {
  readonly #counts = new Map<string, { lines: number; example: string }>();
  #other = 0;
  #otherExample = '';

  /** Counts one line, `buffer[start, end)`. */
  add(buffer: Buffer, start: number, end: number): void {
    const text = buffer.toString('utf8', start, Math.min(end, start + HEAD));
    const shape = shapeOf(text);
    const known = this.#counts.get(shape);
    if (known !== undefined) known.lines++;
    else if (this.#counts.size < CAP) this.#counts.set(shape, { lines: 1, example: text });
    else if (this.#other++ === 0) this.#otherExample = text;
  }

  /** The commonest shapes, most lines first. */
  top(count = 10): Shape[] {
    const all = [...this.#counts].map(([shape, { lines, example }]) => ({ shape, lines, example }));
    if (this.#other > 0) all.push({ shape: '(other)', lines: this.#other, example: this.#otherExample });
    return all.sort((a, b) => b.lines - a.lines).slice(0, count);
  }
}

function shapeOf(text: string): string {
  return text
    .replace(/[\p{L}]+/gu, 'a')
    .replace(/\d+/g, '0')
    .replace(/\s+/g, ' ')
    .replace(/(?:\b[a0]\b ?){4,}/g, 'a … ')
    .slice(0, 60);
}
