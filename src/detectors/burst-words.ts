import type { Finding } from '../core/finding.ts';
import { count, duration, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import { type Run, tries } from './burst-runs.ts';

const DAY = 86_400_000;
/** Nobody mistypes a password so often. */
const FINGERS = 20;
/** What the history holds more often than this is how it is here, whatever it looks like. */
const ORDINARY = 1;
/** Accounts that open everything. */
const MASTER = /^(root|admin|administrator|sa|postgres|oracle|enable)$/i;

/** How a run compares with what the others did. */
export interface Judgement {
  /** Expected number as large in the whole history. */
  readonly inAll: number;
  /** Longest row of the others, 0 when there is none. */
  readonly largest: number;
  /** Rows of the others that were seen. */
  readonly others: number;
  /** ms of history. */
  readonly span: number;
}

/** A run of failures as a finding, in plain words. */
export function burstFinding(run: Run, judged: Judgement): Finding {
  const size = tries(run);
  const perDay = judged.inAll / Math.max(1, judged.span / DAY);
  const surprise = Math.max(0, -Math.log10(perDay));
  const { success } = run;
  const to = success === null ? run.to : Math.max(run.to, success.at);
  const rows = success === null ? 'failures in a row' : 'failures before a success';
  const usual =
    judged.largest === 0 ? `nobody else with ${rows}` : `at most ${judged.largest} ${rows} from anybody else`;
  return {
    id: hashText(`burst\0${run.app}\0${run.actor}\0${run.from}`),
    detector: 'burst',
    about: {
      ...(run.host === null ? {} : { host: run.host }),
      ...(run.app === null ? {} : { app: run.app }),
      actor: run.actor,
    },
    from: run.from,
    to,
    count: run.kinds.reduce((sum, [, lines]) => sum + lines, 0) + (success === null ? 0 : 1),
    surprise,
    rawSurprise: Math.max(0, -Math.log10(judged.inAll)),
    gravity: gravityOfRun(run, size),
    // It speaks for itself: on the first day there is no history that could make it surprising.
    ...(success !== null && size >= FINGERS && judged.inAll <= ORDINARY ? { page: true as const } : {}),
    evidence: [
      ...(success === null ? [] : [success.evidence]),
      ...run.evidence,
      ...(run.last === null ? [] : [run.last]),
    ],
    expected: usual,
    seen: `${count(size, 'failure')} within ${duration(run.to - run.from)}${success === null ? '' : ', then a success'}`,
    because: because(run, size),
    maturity: `judged against ${count(judged.others, 'other row')} of failures in ${duration(judged.span)}`,
  };
}

function because(run: Run, size: number): string {
  const who = `${run.source ? 'from' : 'for'} ${quoted(run.actor)}`;
  const within = run.to - run.from >= 1000 ? ` in ${duration(run.to - run.from)}` : ' at once';
  const users = run.users.length;
  const names =
    users === 0
      ? ''
      : users === 1
        ? ` as ${quoted(run.users[0]!)}`
        : ` under ${run.moreUsers ? 'more than ' : ''}${users} names`;
  const failures = `${count(size, 'failure')} ${who}${names}${within}`;
  if (run.success === null) return `${failures}.`;
  const { user } = run.success;
  return `${failures}, then a success${user === null ? '' : ` for ${quoted(user)}`}.`;
}

function gravityOfRun(run: Run, size: number): number {
  const large = Math.max(0, Math.log10(size / 5));
  if (run.success === null) return Math.min(0.7, 0.55 + 0.05 * large);
  // A few failures under one name are somebody's fingers, two hundred are a program that got in.
  const own = run.users.length === 1 && run.success.user === run.users[0];
  const fingers = own && size < FINGERS ? 0.1 : 0;
  const master = MASTER.test(run.success.user ?? '') ? 0.05 : 0;
  return Math.min(0.97, 0.5 + 0.25 * large + master - fingers);
}
