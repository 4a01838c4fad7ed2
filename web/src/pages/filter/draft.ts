import type { RuleRow } from '../../../../src/core/api-filter.ts';

/** A rule as it is being written; empty parts are left out. */
export interface Draft {
  readonly regex: string;
  readonly ignoreCase: boolean;
  readonly app: string;
  readonly host: string;
  readonly severity: string;
  readonly action: RuleRow['action'];
  readonly id: string;
  readonly category: string;
  readonly reason: string;
  readonly until: string;
}

const ACTIONS: readonly RuleRow['action'][] = ['drop', 'keep', 'escalate'];

/** The draft of an address. */
export function draftOf(query: URLSearchParams): Draft {
  const of = (name: string) => query.get(name) ?? '';
  return {
    regex: of('regex'),
    ignoreCase: of('case') === 'any',
    app: of('app'),
    host: of('host'),
    severity: of('severity'),
    action: ACTIONS.find((one) => one === of('action')) ?? 'drop',
    id: of('id'),
    category: of('category'),
    reason: of('reason'),
    until: of('until'),
  };
}

/** The same as it stands in the address; null takes a part away. */
export function draftQuery(draft: Draft): { readonly [key: string]: string | null } {
  const { ignoreCase, action, ...texts } = draft;
  const parts = Object.entries(texts).map(([key, text]) => [key, text.trim() === '' ? null : text]);
  return {
    ...Object.fromEntries(parts),
    case: ignoreCase ? 'any' : null,
    action: action === 'drop' ? null : action,
  };
}

/** What is asked of the server; null while the draft says of no line at all what it is about. */
export function draftBody(draft: Draft): object | null {
  const match = {
    // Each line a pattern: any of them may match.
    ...some('regex', parts(draft.regex, /\r?\n/)),
    ...(draft.ignoreCase && draft.regex.trim() !== '' ? { ignore_case: true } : {}),
    ...some('app', parts(draft.app, /,/)),
    ...some('host', parts(draft.host, /,/)),
    ...(draft.severity.trim() === '' ? {} : { severity: draft.severity.trim() }),
  };
  if (Object.keys(match).length === 0) return null;
  const said = { id: draft.id, category: draft.category, reason: draft.reason, until: draft.until };
  const given = Object.entries(said).flatMap(([key, text]) =>
    text.trim() === '' ? [] : [[key, text.trim()]],
  );
  return { ...Object.fromEntries(given), action: draft.action, match };
}

function parts(text: string, between: RegExp): readonly string[] {
  const all = text.split(between).map((part) => (between.test(',') ? part.trim() : part));
  return all.filter((part) => part.trim() !== '');
}

function some(name: string, values: readonly string[]): { readonly [key: string]: readonly string[] } {
  return values.length === 0 ? {} : { [name]: values };
}
