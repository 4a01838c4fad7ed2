import picocolors from 'picocolors';
import { escapeForTerminal, wrapToWidth } from '../kit/terminal.ts';

/** What a report is written on. */
export interface Page {
  /** Columns; null when it is not a terminal: then every line of a log stays one line, fit for grep. */
  readonly width: number | null;
  readonly paint: Painter;
  /** Zone times are shown in (IANA name); that of this process when absent. */
  readonly timeZone?: string;
}

/** Named styles, so that a report says what a text is and not which colour it has. Only escaped text goes in. */
export interface Painter {
  readonly headline: (text: string) => string;
  readonly urgent: (text: string) => string;
  readonly odd: (text: string) => string;
  readonly minor: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly place: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warning: (text: string) => string;
  /** The part of a line that does not fit. */
  readonly mark: (text: string) => string;
}

/** Styles as SGR sequences, or none at all. */
export function painter(color: boolean): Painter {
  const c = picocolors.createColors(color);
  return {
    headline: c.bold,
    urgent: (text) => c.bold(c.red(text)),
    odd: c.yellow,
    minor: c.cyan,
    quiet: c.dim,
    place: c.cyan,
    good: c.green,
    warning: c.yellow,
    mark: (text) => c.bold(c.red(text)),
  };
}

/** Columns text is set in where it has to be broken: not wider than a person reads, not narrower than words are. */
export function columns(page: Page): number {
  return Math.max(40, page.width ?? 80);
}

/** A sentence from anywhere, escaped; broken with a hanging indent when the page is a terminal. */
export function paragraph(text: string, page: Page, indent: string): string[] {
  if (page.width === null) return [indent + escapeForTerminal(text)];
  return wrapToWidth(text, columns(page) - indent.length).map((row) => indent + row);
}

/** `label     text`, the text in a column of its own. */
export function labelled(
  label: string,
  text: string,
  { page, indent }: { page: Page; indent: string },
): string[] {
  const hang = ' '.repeat(indent.length + LABEL_WIDTH);
  const rows = paragraph(text, page, hang);
  rows[0] = indent + page.paint.quiet(label.padEnd(LABEL_WIDTH)) + rows[0]!.slice(hang.length);
  return rows;
}

const LABEL_WIDTH = 10;
