import { escapeForTerminal } from './terminal.ts';

/** Markup whose every text from elsewhere is escaped; made only by `html` and `markup`. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template of `html`; null and false are left out. */
export type HtmlPart = Html | string | number | null | false | readonly HtmlPart[];

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * Text nobody vouches for, fit for the content of an element and for a quoted attribute: markup becomes text, and
 * control, bidi and invisible characters are written out as in a terminal; line ends and tabs stay.
 */
export function escapeHtml(text: string): string {
  const visible = text.includes('\n')
    ? text.split('\n').map(escapeForTerminal).join('\n')
    : escapeForTerminal(text);
  return visible.replace(/[&<>"'`]/g, (character) => ENTITIES[character]!);
}

/**
 * Markup of a template: strings that are put in are escaped, other markup is not, lists are joined. Attributes must
 * be quoted; a text must not be put where a URL, a script or a style is wanted.
 * @example html`<p class="note">${line}</p>`
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  let text = parts[0]!;
  values.forEach((value, i) => {
    text += rendered(value) + parts[i + 1]!;
  });
  return new Html(text);
}

/** Markup that is part of the program, such as a style sheet. Never for text of a log. */
export function markup(text: string): Html {
  return new Html(text);
}

function rendered(value: HtmlPart): string {
  if (value === null || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return value.map(rendered).join('');
}
