import { rfc3339 } from '../core/event.ts';
import { shortId } from '../core/expected.ts';
import type { Finding } from '../core/finding.ts';
import type { Message } from '../core/notifier.ts';
import { escapeForTerminal } from '../kit/terminal.ts';
import { messageText } from './message-text.ts';

/** Findings of one message at most, and the size of a body: what is over is left out and counted. */
const MAX_FINDINGS = 20;
const MAX_EVIDENCE = 3;
const MAX_TEXT = 2000;

/** A message as programs take it; `docs/notifiers.md` has its shape. */
export function messageJson(message: Message, timeZone: string | undefined) {
  const { headline, body, link, actions } = messageText(message, timeZone);
  const findings = message.findings.slice(0, MAX_FINDINGS).map(findingJson);
  return {
    schemaVersion: 1,
    key: message.key,
    kind: message.kind,
    headline,
    body,
    time: rfc3339(message.time),
    ...(link === null ? {} : { link }),
    ...(actions.length === 0 ? {} : { actions }),
    findings,
    moreFindings: message.findings.length - findings.length,
  };
}

/** A finding as everywhere in JSON, its texts cut: a receiver takes so much and no more. */
function findingJson(finding: Finding) {
  const evidence = finding.evidence.slice(0, MAX_EVIDENCE).map((one) => ({ ...one, text: cut(one.text) }));
  return {
    ...finding,
    expectedId: shortId(finding),
    from: rfc3339(finding.from),
    to: rfc3339(finding.to),
    evidence,
    expected: cut(finding.expected),
    seen: cut(finding.seen),
    because: cut(finding.because),
    ...(finding.also === undefined ? {} : { also: finding.also.slice(0, MAX_EVIDENCE) }),
  };
}

/** JSON as a terminal may show it. */
export function shownJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).split('\n').map(escapeForTerminal).join('\n')}\n`;
}

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT).replace(/[\ud800-\udbff]$/, '')}…`;
}
