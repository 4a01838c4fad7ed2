import type { KeptReview } from '../app/review-kept.ts';
import type { ReviewLine } from '../app/review-sample.ts';
import type { ReviewLabel } from '../core/review-result.ts';
import { moment } from '../core/when.ts';
import { truncateToWidth, wrapToWidth } from '../kit/terminal.ts';

/** The terminal, as far as it is needed. */
export interface ReviewTerminal {
  readonly input: {
    setRawMode?(raw: boolean): void;
    on(event: 'data' | 'end', heard: (data: Buffer) => void): void;
    off(event: 'data' | 'end', heard: (data: Buffer) => void): void;
    pause(): void;
    resume(): void;
  };
  readonly output: { write(text: string): void; readonly columns?: number; readonly rows?: number };
  readonly signal: AbortSignal;
}

const KEYS: { readonly [key: string]: ReviewLabel } = { o: 'odd', f: 'fine', s: 'skip' };
/** Ctrl-C and Ctrl-D. */
const ENDS = new Set(['q', '\u0003', '\u0004']);
const UNDO = new Set(['u', '\u007f', '\b']);
const [BEGIN, END, CLEAR] = ['\u001b[?1049h', '\u001b[?1049l', '\u001b[H\u001b[2J'];
const WIDEST = 120;

/**
 * Shows the lines of a review that nobody has looked at, one by one, until there are none or somebody stops. What was
 * said is kept at once. The terminal is left as it was, whatever happens.
 *
 * @param keep is given the review after each key
 */
export async function reviewOnScreen(
  review: KeptReview,
  terminal: ReviewTerminal,
  keep: (review: KeptReview) => Promise<void>,
): Promise<KeptReview> {
  const { input, output, signal } = terminal;
  const keys = keysOf(terminal);
  let now = review;
  /** Places in the order in which they were labelled, to be taken back. */
  const done: number[] = [];
  input.setRawMode?.(true);
  input.resume();
  output.write(BEGIN);
  try {
    for (;;) {
      const at = now.labels.indexOf(null);
      if (at < 0 || signal.aborted) return now;
      output.write(screen(now, at, output));
      const key = await keys.next();
      if (key === null || ENDS.has(key)) return now;
      const label = KEYS[key.toLowerCase()];
      if (label !== undefined) {
        done.push(at);
        now = labelled(now, at, label);
      } else if (UNDO.has(key.toLowerCase()) && done.length > 0) now = labelled(now, done.pop()!, null);
      else continue;
      await keep(now);
    }
  } finally {
    keys.end();
    output.write(END);
    input.setRawMode?.(false);
    input.pause();
  }
}

function labelled(review: KeptReview, at: number, label: ReviewLabel | null): KeptReview {
  return { ...review, labels: review.labels.map((one, i) => (i === at ? label : one)) };
}

/** Keys as they come; null when there are no more. Several may come at once. */
function keysOf({ input, signal }: ReviewTerminal) {
  const waiting: string[] = [];
  let over = false;
  let wake = () => {};
  const heard = (data: Buffer) => {
    const text = data.toString('latin1');
    // Arrows and the like are sequences, and no keys of ours.
    if (text.startsWith('\u001b')) return;
    waiting.push(...text);
    wake();
  };
  const ended = () => {
    over = true;
    wake();
  };
  input.on('data', heard);
  input.on('end', ended);
  signal.addEventListener('abort', ended);
  return {
    async next(): Promise<string | null> {
      while (waiting.length === 0 && !over) {
        await new Promise<void>((done) => {
          wake = done;
        });
      }
      return waiting.shift() ?? null;
    },
    end() {
      input.off('data', heard);
      input.off('end', ended);
      signal.removeEventListener('abort', ended);
    },
  };
}

function screen(review: KeptReview, at: number, output: ReviewTerminal['output']): string {
  const width = Math.min(WIDEST, Math.max(20, output.columns ?? 80));
  const room = Math.max(3, (output.rows ?? 24) - 7);
  const line = review.lines[at]!;
  const count = (label: ReviewLabel) => review.labels.filter((one) => one === label).length;
  const place = review.labels.filter((one) => one !== null).length + 1;
  const head = `line ${place} of ${review.lines.length} · odd ${count('odd')} · fine ${count('fine')} · skipped ${count('skip')}`;
  const rows = wrapToWidth(line.text, width);
  const text = rows.length > room ? [...rows.slice(0, room - 1), '…'] : rows;
  const help = ['o odd   f fine   s skip   u undo   q stop', '(what was said is kept)'];
  const all = [head, whereOf(line), '', ...text, '', ...help];
  return `${CLEAR}${all.map((row) => truncateToWidth(row, width)).join('\r\n')}\r\n`;
}

/** When and where; not how surprising it was found, which would be a hint. */
function whereOf({ time, host, app }: ReviewLine): string {
  return [time === null ? 'no time' : moment(time), host, app].filter((part) => part !== null).join(' · ');
}
