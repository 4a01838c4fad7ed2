import type { KindOfTrap } from './mib-tree.ts';

/** A part of a sentence: text, or the value of the first of these names that is there. */
type Part = { readonly text: string } | { readonly names: readonly string[] };

interface Piece {
  readonly parts: readonly Part[];
  /** Left out when one of its values is not there. */
  readonly optional: boolean;
}

const NOTICE = 5;
const WARNING = 4;
const ERROR = 3;
const CRITICAL = 2;
/** What states are called that are good, and those that are not. */
const GOOD = new Set(
  'normal ok on up full running ready established active standby deliveringPower twoWay'.split(' '),
);
const BAD = new Set(
  'critical shutdown failed notFunctioning down missing offEnvPower offEnvTemp offEnvFan fault idle'.split(
    ' ',
  ),
);
const SYSLOG = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];

const known = new WeakMap<KindOfTrap, readonly Piece[]>();

/** The sentence of a kind of notification with these values. */
export function sentenceOf(kind: KindOfTrap, values: ReadonlyMap<string, string>): string {
  let text = '';
  for (const { parts, optional } of piecesOf(kind)) {
    let piece = '';
    let whole = true;
    for (const part of parts) {
      const value = 'text' in part ? part.text : valueIn(part.names, values);
      if (value === '') whole = false;
      piece += value === '' ? '?' : value;
    }
    if (whole || !optional) text += piece;
  }
  return text;
}

/**
 * The syslog severity of a notification: that of its kind, unless the state that it tells of is a good one (then a
 * notice) or a bad one (then an error at least), or it says so itself.
 */
export function severityOf(kind: KindOfTrap | null, values: ReadonlyMap<string, string>): number {
  if (kind === null) return NOTICE;
  const said = SYSLOG.indexOf(values.get('clogHistSeverity') ?? '');
  if (said >= 0) return said;
  for (const { parts } of piecesOf(kind)) {
    for (const part of parts) {
      if ('text' in part || !/(?:State|Status)$/.test(part.names[0]!)) continue;
      const state = valueIn(part.names, values);
      if (GOOD.has(state)) return Math.max(NOTICE, kind.severity);
      if (BAD.has(state)) return state === 'shutdown' ? CRITICAL : Math.min(ERROR, kind.severity);
      if (state === 'warning') return WARNING;
    }
  }
  return kind.severity;
}

function valueIn(names: readonly string[], values: ReadonlyMap<string, string>): string {
  for (const name of names) {
    const value = values.get(name);
    if (value !== undefined && value !== '') return value;
  }
  return '';
}

function piecesOf(kind: KindOfTrap): readonly Piece[] {
  let pieces = known.get(kind);
  if (pieces !== undefined) return pieces;
  pieces = [...kind.sentence.matchAll(/\[([^\]]*)\]|([^[]+)/g)].map(([, inside, outside]) => ({
    optional: inside !== undefined,
    parts: [...(inside ?? outside)!.matchAll(/\{([^}]*)\}|([^{]+)/g)].map(([, names, text]) =>
      names === undefined ? { text: text! } : { names: names.split('|') },
    ),
  }));
  known.set(kind, pieces);
  return pieces;
}
