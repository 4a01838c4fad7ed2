/** How bad each syslog severity reads by itself, 0 (emergency) – 7 (debug). */
const BY_SEVERITY = [0.95, 0.9, 0.85, 0.7, 0.55, 0.42, 0.35, 0.25];
const UNKNOWN = 0.4;

const GRAVE =
  /\b(panic(ked|king)?|fatal|critical|corrupt(ed|ion)?|segfault|segmentation fault|out of memory|oom|killed process|attack|intrusion|break-?in|exploit|malware|emergency|data loss|unrecoverable|dead|core dumped|overheat\w*|degraded)\b/i;
const BAD =
  /\b(errors?|errno|fail(s|ed|ure|ures|ing)?|denied|refused|invalid|time(d)? ?out|unreachable|down|lost|exceptions?|abort(ed|ing)?|reject(ed|s)?|unable|cannot|can't|could not|unauthori[sz]ed|illegal|bad|broken|missing|expired|exceeded|full|warn(ing)?|traceback|violation|mismatch|unexpected)\b/i;
/** `no errors were found`, `0 failures`, `errors=0`: the word stands there because there was none. */
const NONE =
  /\b(?:no|0|zero|without(?: any)?) (?:\w+ )?(?:errors?|failures?|failed|warnings?|problems?|exceptions?)\b|\b(?:errors?|failures?|failed|warnings?)\s*[=:]\s*0\b/gi;
const GOOD =
  /\b(success(ful|fully)?|succeeded|recovered|restored|completed?|started|ok|up|accepted|ready|reachable)\b/i;

/**
 * How bad a line reads, 0–1: its severity and its words. `severity` is syslog's 0–7, −1 when the line says none.
 */
export function gravityOf(severity: number, text: string): number {
  const base = BY_SEVERITY[severity] ?? UNKNOWN;
  if (GRAVE.test(text)) return Math.max(base, 0.8);
  if (BAD.test(text) && BAD.test(text.replace(NONE, ' '))) return Math.max(base, 0.55);
  // A sender that calls its own line a warning or worse knows better than one friendly word.
  if ((severity < 0 || severity > 4) && GOOD.test(text)) return Math.min(base, 0.35);
  return base;
}

/** What became of a matter that reads bad. */
export interface Course {
  /** Bad lines. */
  readonly lines: number;
  /** From the first bad line to the last, and from there to the end of the log or to now, in ms; NaN when not known. */
  readonly lasted: number;
  readonly since: number;
}

const SOON = 10 * 60_000;
const LONG = 3_600_000;
const FEW = 20;
/** What reads so bad (a broken power supply, a way in) is no better for being over. */
const GRAVEST = 0.8;

/**
 * How bad a matter reads once it is known how long it went on: worse when that was for hours, less bad when a few
 * lines were all of it and it was over within minutes. A single line has no course, and keeps what it reads.
 */
export function gravityOfCourse(gravity: number, { lines, lasted, since }: Course): number {
  if (gravity < 0.5 || lines <= 1) return gravity;
  if (lines >= FEW && lasted >= LONG) return Math.min(1, gravity + 0.1);
  const over = lasted < SOON && since >= SOON;
  if (!over || gravity >= GRAVEST) return gravity;
  return gravity - (lines < FEW ? 0.15 : 0.1);
}
