import type { Explanation } from '../core/explanation.ts';
import { moment } from '../core/when.ts';
import { labelled, type Page } from './page.ts';

const SEVERITIES = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];
const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit console cron2 local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );

/** What each step made of a line, step by step in the order it is done. */
export function renderExplanation(explanation: Explanation, page: Page): string {
  const { event, template } = explanation;
  const rows: (readonly [label: string, text: string | null])[] = [
    ['line', explanation.line],
    ['format', formatWords(explanation)],
    ['time', event.time === null ? 'none in the line' : moment(Date.parse(event.time), page.timeZone)],
    ['host', event.host],
    ['app', event.app],
    ['pid', event.pid],
    ['msgid', event.msgid],
    ['facility', numbered(event.facility, FACILITIES)],
    ['severity', numbered(event.severity, SEVERITIES)],
    ['flags', event.flags.length === 0 ? null : event.flags.join(', ')],
    ...Object.entries(event.fields).map(
      ([key, value]) => ['field', `${key} = ${JSON.stringify(value)}`] as const,
    ),
    ['message', event.message],
    ['kind', `${template.text}  (${template.id})`],
    ...template.slots.map((value, i) => ['slot', `${i + 1} = ${value}`] as const),
  ];
  return rows
    .filter((row): row is readonly [string, string] => row[1] !== null)
    .flatMap(([label, text]) => labelled(label, text, { page, indent: '' }))
    .map((row) => `${row}\n`)
    .join('');
}

function formatWords({ event, fitting, tried }: Explanation): string {
  const others = fitting.map(({ format }) => format).filter((name) => name !== event.format);
  const also = others.length === 0 ? '' : `; ${others.join(', ')} would fit too`;
  const none = event.flags.includes('unparsed');
  return none
    ? `none of ${tried} fits: the whole line is the message`
    : `${event.format} (of ${tried} tried)${also}`;
}

function numbered(value: number | null, names: readonly string[]): string | null {
  return value === null ? null : `${value} (${names[value] ?? 'unknown'})`;
}
