import type { EventJson } from './event.ts';

/** What each step made of one line; the shape of `logsift explain --json`. */
export interface Explanation {
  readonly schemaVersion: 1;
  readonly line: string;
  /** The line as an event: format, header fields, flags, message. */
  readonly event: EventJson;
  /** Formats that fit this line, the surest first; the first is the one that was taken unless one was forced. */
  readonly fitting: readonly { readonly format: string; readonly specificity: number }[];
  /** How many formats were tried. */
  readonly tried: number;
  /** What remains of the message when everything that varies is taken out. */
  readonly template: {
    readonly id: string;
    readonly text: string;
    /** Values of the `<*>` of `text`, in order. */
    readonly slots: readonly string[];
  };
}
