import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';

/** At most this many lines and bytes make one event. */
export const FOLD_LINES = 500;
const FOLD_BYTES = 65_536;

const TAB = 9;
const BLANK = 32;

/** Lines that are part of what came before them whatever the log's format is. */
const CERTAIN =
  /^(?:[ \t]+at [\w$<.[(]|at [\w$<.]+[\w$>]\(|Caused by: |Suppressed: |Wrapped by: |[ \t]*\.{3} \d+ (?:more|common frames)|[ \t]*--- End of |[ \t]+from .+:\d+:in |#\d+ +(?:0x[\da-f]{6,} |\/|\[internal function\]|\{main\})|[}\])]+[,;]?$|\[stacktrace\]$|Stack trace:$|stack backtrace:$)/i;

/** `java.lang.IllegalStateException: …`: the first line of a trace, right after the line that logged it. */
const EXCEPTION =
  /^(?:[A-Za-z_$][\w$]*\.)+[A-Z][\w$]*(?:Exception|Error|Throwable|Fault|Failure)(?:: .*|:?$)/;

const TRACEBACK = /^(?:Traceback \(most recent call last\)|ExceptionGroup| {2}\+ Exception Group Traceback)/;
/** Between two chained Python tracebacks. */
const CHAINED = /^(?:During handling of the above exception|The above exception was the direct cause of)/;
/** Last line of a Python traceback: `ValueError: …`, `json.decoder.JSONDecodeError: …`, `KeyboardInterrupt`. */
const RAISED = /^[A-Za-z_][\w.]*(?:: .*|:?$)/;

const GOROUTINE = /^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[[^\]]+\]:$/;
/** Inside a dump of goroutines: calls, origins, signals, registers. */
const GO_PART =
  /^(?:[\w./*()[\]·%@~$,{}-]+\(.*\)$|created by |\[signal |\[recovered\]|exit status \d|r[a-z0-9]+ +0x)/;

type Mode = 'none' | 'trace' | 'python' | 'raised' | 'go';

/**
 * Joins stack traces and continuation lines to the event before them. It is asked about every line after an event;
 * what it takes is no event of its own. Looks at no format: the reader asks the format between the two questions.
 */
export class Folder {
  #mode: Mode = 'none';
  #lines = 1;
  /** The buffer made for an event whose lines lie in two chunks; room for more at its end. */
  #grown: Buffer | null = null;

  /** A new event is held: what came before is over. */
  begin(event: Event): void {
    this.#lines = 1;
    this.#grown = null;
    this.#mode = 'none';
    const c = event.buffer[event.start]!;
    if (c === 84 || c === 103) {
      const text = head(event.buffer, event.start, event.end);
      if (TRACEBACK.test(text)) this.#mode = 'python';
      else if (GOROUTINE.test(text)) this.#mode = 'go';
    }
  }

  /** Whether this line belongs to the event before it whatever its format. */
  certain(buffer: Buffer, start: number, end: number): boolean {
    const c = buffer[start]!;
    if (this.#mode === 'none' && !mayContinue(c, buffer[start + 1]!))
      return isException(buffer, start, end) && this.#enter('trace');
    const text = head(buffer, start, end);
    switch (this.#mode) {
      case 'python':
        if (c === BLANK || c === TAB) return true;
        return RAISED.test(text) && this.#enter('raised');
      case 'raised':
        if (CHAINED.test(text)) return this.#enter('trace');
        break;
      case 'go':
        if (c === TAB || GOROUTINE.test(text) || GO_PART.test(text)) return true;
        break;
      case 'trace':
      case 'none':
        break;
    }
    if (CERTAIN.test(text)) return this.#mode === 'none' ? this.#enter('trace') : true;
    // A traceback after a finished one is a new event, unless the two are chained.
    if (TRACEBACK.test(text)) return this.#mode !== 'raised' && this.#enter('python');
    if (GOROUTINE.test(text)) return this.#enter('go');
    return isException(buffer, start, end) && this.#enter('trace');
  }

  /** Whether this line, which its log's format does not fit, continues the event before it by its indentation. */
  indented(buffer: Buffer, start: number): boolean {
    const c = buffer[start];
    return c === BLANK || c === TAB;
  }

  /** Joins the line; false when the event is at its cap, the line is then left out and the event flagged. */
  join(event: Event, buffer: Buffer, range: { start: number; end: number }): boolean {
    const { start, end } = range;
    const size = event.end - event.start + 1 + end - start;
    if (this.#lines >= FOLD_LINES || size > FOLD_BYTES) {
      event.flags |= FLAG.folded | FLAG.fold_cut;
      return false;
    }
    this.#lines++;
    event.flags |= FLAG.folded;
    if (event.text !== event.buffer) extendText(event, buffer, range);
    if (event.buffer === buffer && this.#grown === null) {
      if (event.text === buffer) event.messageEnd = end;
      event.end = end;
    } else {
      this.#copy(event, buffer, range);
    }
    return true;
  }

  #enter(mode: Mode): true {
    this.#mode = mode;
    return true;
  }

  #copy(event: Event, buffer: Buffer, { start, end }: { start: number; end: number }): void {
    const own = event.end - event.start;
    const size = own + 1 + end - start;
    if (this.#grown === null || this.#grown.length < size) {
      const grown = Buffer.allocUnsafe(Math.max(1024, 2 * size));
      event.buffer.copy(grown, 0, event.start, event.end);
      move(event, grown);
      this.#grown = grown;
    }
    this.#grown[own] = 10;
    buffer.copy(this.#grown, own + 1, start, end);
    event.end = size;
    if (event.text === this.#grown) event.messageEnd = size;
  }
}

/** Whether a line, seen alone, reads like the continuation of another: indented, or part of a stack trace. */
export function looksContinued(buffer: Buffer, start: number, end: number): boolean {
  const c = buffer[start]!;
  if (c === BLANK || c === TAB) return true;
  if (!mayContinue(c, buffer[start + 1]!)) return isException(buffer, start, end);
  const text = head(buffer, start, end);
  return CERTAIN.test(text) || TRACEBACK.test(text);
}

/** First two bytes that some continuation begins with; others need no closer look. */
function mayContinue(c: number, next: number): boolean {
  switch (c) {
    case TAB:
    case BLANK:
    case 41: // )
    case 46: // .
    case 93: // ]
    case 125: // }
      return true;
    case 35: // #0
      return next >= 48 && next <= 57;
    case 45: // --- End of
      return next === 45;
    case 91: // [stacktrace]
      return next === 115;
    case 67: // Caused
      return next === 97;
    case 69: // ExceptionGroup
      return next === 120;
    case 83: // Suppressed, Stack
      return next === 117 || next === 116;
    case 84: // Traceback
    case 87: // Wrapped
      return next === 114;
    case 97: // at
    case 115: // stack
      return next === 116;
    case 103: // goroutine
      return next === 111;
    default:
      return false;
  }
}

/** Cheap on ordinary lines: something else than a qualified name comes within their first bytes. */
function isException(buffer: Buffer, start: number, end: number): boolean {
  const c = buffer[start]! | 32;
  if (c < 97 || c > 122) return false;
  const stop = Math.min(end, start + 200);
  let dots = 0;
  let capitals = 0;
  for (let i = start; i < stop; i++) {
    const b = buffer[i]!;
    const letter = b | 32;
    if (b === 46) dots++;
    else if (b === 58) break;
    else if (b >= 65 && b <= 90) capitals++;
    else if (!((letter >= 97 && letter <= 122) || (b >= 48 && b <= 57) || b === 95 || b === 36)) return false;
  }
  return dots > 0 && capitals > 0 && EXCEPTION.test(head(buffer, start, end));
}

/** Enough of a line to know it; latin1, since the patterns are ASCII. */
function head(buffer: Buffer, start: number, end: number): string {
  return buffer.toString('latin1', start, Math.min(end, start + 300));
}

function extendText(event: Event, buffer: Buffer, { start, end }: { start: number; end: number }): void {
  const message = event.text.subarray(event.messageStart, event.messageEnd);
  event.text = Buffer.concat([message, Buffer.from('\n'), buffer.subarray(start, end)]);
  event.messageStart = 0;
  event.messageEnd = event.text.length;
}

/** Points everything that lies in the event's buffer to the same place of the new one, where the line starts at 0. */
function move(event: Event, to: Buffer): void {
  const by = event.start;
  if (event.text === event.buffer) {
    event.text = to;
    event.messageStart -= by;
    event.messageEnd -= by;
  }
  if (event.pidStart >= 0) {
    event.pidStart -= by;
    event.pidEnd -= by;
  }
  event.buffer = to;
  event.end -= by;
  event.start = 0;
}
