import type { Column } from './header-columns.ts';
import { levelInField } from './levels.ts';

/** Which column of a learnt header says what; −1 for what none says. */
export interface Roles {
  readonly time: number;
  readonly severity: number;
  readonly host: number;
  readonly app: number;
  readonly pid: number;
  readonly thread: number;
}

/** A column and what the sample lines have in it. */
export interface ColumnSample {
  readonly column: Column;
  /** Contents without brackets and separators. */
  readonly texts: readonly string[];
  /** How good a time the column holds: 0 none, 1 a time, 2 with a fraction, 3 with a zone or an epoch. */
  readonly time: number;
}

/** Reads the meaning of columns off their contents. */
export function assignRoles(samples: readonly ColumnSample[]): Roles {
  const best = Math.max(0, ...samples.map((s) => s.time));
  const time = best === 0 ? -1 : samples.findIndex((s) => s.time === best);
  let severity = samples.findIndex((s) => s.column.kind === 'level' || s.column.kind === 'letter');
  if (severity < 0) severity = samples.findIndex((s) => shareOf(s, (t) => levelInField(t) >= 0) > 0.9);
  const taken = new Set([severity, ...samples.keys()].filter((k) => k === severity || samples[k]!.time > 0));
  const free = [...samples.keys()].filter((k) => !taken.has(k));
  const app = appColumn(samples, free);
  const rest = free.filter((k) => k !== app);
  return {
    time,
    severity,
    app,
    host: hostColumn(samples, rest),
    pid: rest.find((k) => samples[k]!.column.kind === 'number' && isProcessId(samples[k]!)) ?? -1,
    thread: rest.find((k) => samples[k]!.column.kind === 'bracket') ?? -1,
  };
}

function appColumn(samples: readonly ColumnSample[], free: readonly number[]): number {
  const fromRight = free.toReversed();
  const isKind = (kind: string) => (k: number) => samples[k]!.column.kind === kind;
  const few = (k: number) => {
    const texts = samples[k]!.texts.map(withoutPlace);
    return new Set(texts).size <= Math.max(5, texts.length * 0.2) && shareOf(samples[k]!, isName) > 0.9;
  };
  return (
    fromRight.find(isKind('component')) ??
    fromRight.find(
      (k) =>
        isKind('word')(k) && shareOf(samples[k]!, (t) => /^[a-z][\w$]*\.[\w.$]+$/i.test(t)) > 0.9 && few(k),
    ) ??
    fromRight.find((k) => isKind('cell')(k) && few(k)) ??
    fromRight.find(
      (k) => isKind('bracket')(k) && few(k) && shareOf(samples[k]!, (t) => /[a-z][.:]+[a-z]/i.test(t)) > 0.9,
    ) ??
    fromRight.find((k) => isKind('bracket')(k) && few(k)) ??
    fromRight.find((k) => isKind('word')(k) && few(k) && !isHost(samples[k]!)) ??
    -1
  );
}

/** The first plain word that looks like a machine's name: letters with digits, dots or dashes. */
function hostColumn(samples: readonly ColumnSample[], free: readonly number[]): number {
  const words = free.filter((k) => samples[k]!.column.kind === 'word');
  const named = words.find((k) => isHost(samples[k]!));
  if (named !== undefined) return named;
  // What stands between a time and `program[pid]:` is a host, whatever it is called.
  const beside = words.find(
    (k) => samples[k - 1]?.column.kind === 'time' && samples[k + 1]?.column.kind === 'component',
  );
  return beside ?? -1;
}

function isHost(sample: ColumnSample): boolean {
  const distinct = new Set(sample.texts).size;
  if (distinct > Math.max(2, sample.texts.length * 0.9)) return false;
  return (
    shareOf(sample, (t) => /^[A-Za-z][\w.:-]*$/.test(t) && /\d|-/.test(t)) > 0.8 &&
    shareOf(sample, (t) => /\d{4}-\d\d-\d\d|\.log|^0x|^req-/.test(t)) < 0.1
  );
}

function isProcessId(sample: ColumnSample): boolean {
  const { texts } = sample;
  // Numbers that are new on every line are running numbers.
  if (new Set(texts).size > Math.max(8, texts.length * 0.8)) return false;
  return shareOf(sample, (t) => /^\d{1,10}$/.test(t)) > 0.95 && texts.some((t) => Number(t) > 9);
}

/** A name without the line of the source file that some write after it: `Pool.java:152`. */
function withoutPlace(text: string): string {
  return text.replace(/[:@]\d+$/, '');
}

function isName(text: string): boolean {
  return /^[A-Za-z_][\w.$:@/ *-]*$/.test(text) && !/ \d+$/.test(text) && text.length <= 64;
}

function shareOf(sample: ColumnSample, test: (text: string) => boolean): number {
  return sample.texts.filter(test).length / Math.max(1, sample.texts.length);
}
