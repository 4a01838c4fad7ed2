import { gravityOf } from '../core/gravity.ts';
import { count, duration, quoted } from '../core/words.ts';
import type { Remark } from './host-spells.ts';
import type { Strange } from './shape-model.ts';
import type { MixRole, Oddity } from './shape-role.ts';
import type { Kind, MixWindow } from './shape-window.ts';

/** Kinds of line that are named. */
const NAMED = 4;
/** That a mix is odd says less than what each of its lines says: it reads as an error where they do, or as no harm. */
const READS_BAD = 0.5;
const GRAVITY = { bad: 0.55, fine: 0.3 };
const LONGEST = 300;

/** What is odd about a window, most first: a bucket with its kinds of line in the window. */
interface Part extends Strange {
  readonly kinds: readonly Kind[];
  readonly name: string;
  readonly seen: number;
}

/** What is to be said of a mix that was never seen. */
export function remarkOf(
  window: MixWindow,
  { raw, strange }: Oddity,
  how: { readonly role: MixRole; readonly surprise: number },
): Remark {
  const { role, surprise } = how;
  const { host, from, end, lines } = window;
  const parts = strange.slice(0, NAMED).map((one) => partOf(one, window, role));
  const shown = parts.filter((part) => part.seen > part.expected).flatMap(({ kinds }) => kinds.slice(0, 1));
  const evidence = (shown.length > 0 ? shown : [...window.kinds.values()]).slice(0, NAMED);
  const isBad = shown.some((kind) => gravityOf(kind.severity, kind.evidence.text) >= READS_BAD);
  const apps = new Set(shown.map(({ app }) => app));
  const [app] = apps;
  const said = parts.map((part) => `${quoted(part.name)} ${times(part.seen)} (expected ${usually(part)})`);
  return {
    host,
    // The two oddest, in whatever order.
    matter: [
      role.name,
      ...parts
        .slice(0, 2)
        .map(({ bucket }) => bucket)
        .sort(),
    ].join('\0'),
    ...{ from, to: end, count: Math.max(1, lines), surprise, raw },
    gravity: isBad ? GRAVITY.bad : GRAVITY.fine,
    about: {
      host,
      ...(apps.size === 1 && app != null ? { app } : {}),
      ...(shown[0] === undefined ? {} : { template: shown[0].template }),
    },
    evidence: evidence.map((kind) => kind.evidence),
    expected: parts.map((part) => `${quoted(part.name)} ${usually(part)}`).join('; '),
    seen: parts.map((part) => `${quoted(part.name)} ${times(part.seen)}`).join('; '),
    because: `${quoted(host)} wrote a mix of lines in ${duration(end - from)} that it and hosts named like it never wrote: ${said.join(', ')}`,
    maturity: `rests on ${count(role.windows, 'window')} of ${quoted(role.title)}`,
  };
}

function partOf(one: Strange, window: MixWindow, role: MixRole): Part {
  const kinds = [...window.kinds.values()].filter(({ bucket }) => bucket === one.bucket);
  kinds.sort((a, b) => b.count - a.count);
  const name = (kinds[0]?.text ?? role.nameOf(one.bucket)).slice(0, LONGEST);
  return { ...one, kinds, name, seen: window.counts[one.bucket]! };
}

function times(n: number): string {
  return n === 0 ? 'not at all' : n === 1 ? 'once' : n === 2 ? 'twice' : count(n, 'time');
}

function usually({ expected }: Part): string {
  return expected < 0.5 ? 'never or once' : `about ${times(Math.round(expected))}`;
}
