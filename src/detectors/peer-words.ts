import { gravityOf } from '../core/gravity.ts';
import { count, duration, grouped, quoted } from '../core/words.ts';
import type { Remark } from './host-spells.ts';
import type { PeerHost } from './peer-host.ts';
import type { Excess } from './peer-judge.ts';
import type { Measured } from './peer-role.ts';

/** That there is more of it than elsewhere says less than the lines themselves. */
const WORST = 0.55;
const NAMED = 3;
/** Periods of half an hour in a day. */
const A_DAY = 48;

/** Why a host is odd, and when: epoch ms. */
export interface PeerGrounds {
  readonly from: number;
  readonly to: number;
  readonly surprise: number;
  readonly raw: number;
  /** The other hosts of its role, in order. */
  readonly others: readonly string[];
}

/** What is to be said of a host that is unlike the others; null where no line shows it. */
export function remarkOf(host: PeerHost, excess: Excess, grounds: PeerGrounds): Remark | null {
  const shown = host.shown(excess.of);
  if (shown === undefined) return null;
  const { name, role } = host;
  const what = role.what(excess.of);
  const { from, to, surprise, raw } = grounds;
  const { seen, others } = excess;
  const theirs =
    others.most === others.least ? plain(others.most) : `${plain(others.least)} to ${grouped(others.most)}`;
  const period = duration(to - from);
  const times = seen / Math.max(1, others.typical);
  const { text } = shown.evidence;
  return {
    host: name,
    matter: [name, what.kind, what.template ?? what.name].join('\0'),
    ...{ from, to, count: seen, surprise, raw },
    gravity: Math.min(WORST, gravityOf(shown.severity, text)),
    about: {
      host: name,
      ...(what.app === null ? {} : { app: what.app }),
      ...(what.template === null ? {} : { template: what.template }),
    },
    evidence: [shown.evidence],
    expected: `${theirs} in ${period}, as on ${namesOf(grounds.others)}`,
    seen: `${grouped(seen)} in ${period}`,
    because: `${quoted(name)} writes ${times >= 2 ? `${grouped(times)} times as many` : 'more'} ${nounOf(what)} ${times >= 2 ? 'as' : 'than'} ${namesOf(grounds.others)}, hosts named like it: ${grouped(seen)} in ${period}, the others ${theirs}`,
    maturity: `rests on ${count(role.periods / A_DAY, 'day')} of ${count(grounds.others.length + 1, 'host')}`,
  };
}

function plain(n: number): string {
  return n === 0 ? 'none' : grouped(n);
}

function nounOf({ kind, name }: Measured): string {
  if (kind === 'errors' || kind === 'warnings') return kind;
  if (kind === 'template') return `lines like ${quoted(name)}`;
  return kind === 'app' ? `lines of ${quoted(name)}` : 'lines of other programs';
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map(quoted).join(', ');
  return names.length > NAMED ? `${shown} and ${grouped(names.length - NAMED)} more` : shown;
}
