import { rfc3339 } from '../core/event.ts';
import type { Message } from '../core/notifier.ts';
import { messageText, plainLines } from './message-text.ts';
import { severityOf, subjectOf } from './severity.ts';

const MAX_NAME = 200;

/** What a name of a template stands for. */
const VALUES = {
  key: ({ key }) => key,
  kind: ({ kind }) => kind,
  severity: severityOf,
  headline: (message, timeZone) => messageText(message, timeZone).headline,
  body: (message, timeZone) => messageText(message, timeZone).body.join('\n'),
  text: (message, timeZone) => plainLines(messageText(message, timeZone)).join('\n'),
  time: ({ time }) => rfc3339(time) ?? '',
  link: (message, timeZone) => messageText(message, timeZone).link ?? '',
  host: (message) => subjectOf(message, MAX_NAME).host,
  app: (message) => subjectOf(message, MAX_NAME).app,
  category: ({ findings }) => findings[0]?.category ?? '',
  findings: ({ findings }) => String(findings.length),
} as const satisfies {
  readonly [name: string]: (message: Message, timeZone: string | undefined) => string;
};

const ANY_PLACE = /\{\{(.*?)(?:\}\}|$)/gs;
const PLACE = /\{\{\s*([a-z]+)\s*\}\}/g;
/** What begins as an object or a list is to be JSON; `[logsift] …` and `{{headline}}` are text. */
const MEANT_AS_JSON = /^\s*(?:\{(?!\{)|\[\s*[[{"])/;

/** What is posted. */
export interface Templated {
  readonly body: string;
  /** The media type of it. */
  readonly type: string;
}

/** Why a template cannot be used, beginning with `wants`; null when it can. */
export function templateFault(template: string): string | null {
  const json = MEANT_AS_JSON.test(template);
  const parsed = json ? parsedJson(template) : template;
  if (parsed === undefined) return 'wants JSON with names inside its texts, such as {"text": "{{headline}}"}';
  const texts: string[] = [];
  const fields: string[] = [];
  mapTexts(
    parsed,
    (text) => {
      texts.push(text);
      return text;
    },
    fields,
  );
  const field = fields.find((name) => name.includes('{{'));
  if (field !== undefined) return 'wants names in texts alone, not in the names of fields';
  const names = Object.keys(VALUES);
  const unknown = texts
    .flatMap((text) => [...text.matchAll(ANY_PLACE)])
    .find(([place, name = '']) => !place.endsWith('}}') || !names.includes(name.trim()));
  return unknown === undefined ? null : `wants names of ${names.join(', ')}, not ${unknown[0].slice(0, 40)}`;
}

/**
 * A template with the values of a message. In JSON they are put into its texts after it was read, so that no value can
 * become anything else; a value that holds a name is not filled in again.
 *
 * @param template without a `templateFault`
 */
export function fillTemplate(
  template: string,
  { message, timeZone }: { readonly message: Message; readonly timeZone: string | undefined },
): Templated {
  const fill = (text: string) =>
    text.replace(PLACE, (_, name: keyof typeof VALUES) => VALUES[name](message, timeZone));
  if (!MEANT_AS_JSON.test(template)) return { body: fill(template), type: 'text/plain; charset=utf-8' };
  const body = JSON.stringify(mapTexts(parsedJson(template), fill));
  return { body, type: 'application/json; charset=utf-8' };
}

/** The same with each text replaced; the names of fields stay, and are added to `fields`. */
function mapTexts(value: unknown, replace: (text: string) => string, fields: string[] = []): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, replace, fields));
  if (typeof value !== 'object' || value === null) return value;
  fields.push(...Object.keys(value));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, mapTexts(one, replace, fields)]),
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
