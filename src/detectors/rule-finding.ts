import type { Category } from '../core/categories.ts';
import type { Finding } from '../core/finding.ts';
import { gravityOfCourse } from '../core/gravity.ts';
import { count, duration, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import type { Episode, RuleShare } from './rule-episode.ts';

const DAY = 86_400_000;
/** So many stories as unlikely in the whole history, or so many per day, make one more of them nothing special. */
const FEW = 5;
const SELDOM = 0.15;
/** What reads worst is told up to once a day. */
const WORST = 0.8;

/** Where a few times in a month are never how things are. */
const PHYSICAL: ReadonlySet<Category> = new Set(['power', 'fan', 'temperature', 'hardware']);

/** How unusual a story is. */
export interface Judgement {
  /** −log10 of its chance in five minutes. */
  readonly raw: number;
  /** Stories as unlikely that a day (or the log, if shorter) holds when all is as usual. */
  readonly expected: number;
  /** Stories like it that are known. */
  readonly elsewhere: number;
  /** Ms of log it was judged by. */
  readonly span: number;
  /** End of the log, or now, epoch ms. */
  readonly end: number;
}

/** Whether a person should hear of it: a rule that fires all day says nothing, one that asks for a page always does. */
export function worthAWord(episode: Episode, { expected, span }: Judgement): boolean {
  const gravity = Math.max(...episode.rules.map((rule) => rule.gravity));
  const inAll = expected * Math.max(1, span / DAY);
  return episode.page || inAll < FEW || expected < SELDOM || (gravity >= WORST && expected < 1);
}

/** Whether a rule says what nobody gets used to by having been told of it once or twice. */
export function isGrave(category: Category, { gravity }: RuleShare): boolean {
  return gravity >= WORST || PHYSICAL.has(category);
}

/** The finding that tells a story. */
export function findingOf(episode: Episode, judgement: Judgement): Finding {
  const { category, subject, host, actor, app, template, timed } = episode;
  const rules = [...episode.rules].sort((a, b) => b.gravity - a.gravity || b.count - a.count);
  const [first, ...others] = rules as [RuleShare, ...RuleShare[]];
  const also = others.length === 0 ? '' : `, and ${count(others.length, 'other rule')} with it`;
  const days = `${duration(judgement.span)} of log`;
  const nameless = (host ?? app ?? actor ?? template) === null;
  return {
    id: hashText(`rule\0${category}\0${subject}\0${timed ? episode.from : 'line'}\0${episode.line}`),
    detector: 'rule',
    about: {
      ...(host === null ? {} : { host }),
      ...(app === null ? {} : { app }),
      ...(actor === null ? {} : { actor }),
      ...(template === null ? {} : { template }),
      ...(nameless ? { app: category } : {}),
    },
    category,
    from: timed ? episode.from : Number.NaN,
    to: timed ? episode.to : Number.NaN,
    count: episode.count,
    surprise: Math.max(0, -Math.log10(judgement.expected)),
    rawSurprise: judgement.raw,
    gravity: gravityOfCourse(first.gravity, {
      lines: episode.count,
      lasted: episode.to - episode.from,
      since: judgement.end - episode.to,
    }),
    ...(episode.page ? { page: true as const } : {}),
    evidence: episode.evidence,
    expected: expectedWords(judgement),
    seen: `${count(episode.count, 'line')} escalated as ${category}${subject === '' ? '' : ` for ${quoted(subject)}`}`,
    because: `${sentence(first.reason)} (rule ${first.id}${also})`,
    maturity: judgement.span > 0 ? `judged by ${days}` : 'no history yet',
  };
}

function expectedWords({ elsewhere, span }: Judgement): string {
  if (span <= 0) return 'no such line, as far as anything is known yet';
  if (elsewhere < 1) return `no such line in ${duration(span)}`;
  return `${count(elsewhere, 'time')} as much or more in ${duration(span)}`;
}

/** The first sentence of what a rule's author wrote, on one line, without its stop. */
function sentence(reason: string): string {
  const line = reason.replace(/\s+/g, ' ').trim();
  const end = line.search(/[.!?](?:\s|$)/);
  const first = end < 0 ? line : line.slice(0, end);
  const text = first === '' ? 'a rule escalated this' : first;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
