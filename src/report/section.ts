/** A part of a report, told alike on a terminal, in Markdown and as HTML. */
export interface Section {
  readonly title: string;
  /** A sentence each; texts of logs are among them. */
  readonly lines: readonly Line[];
  /** Of the lines, or of the rows of the table, that there would be more. */
  readonly more: number;
  readonly table?: Table;
  readonly chart?: Chart;
  /** Part of the section before it. */
  readonly within?: true;
  /** It should be read first. */
  readonly odd?: true;
}

/** A sentence, with the moment it is about where there is one. */
export type Line = string | { readonly when: string; readonly text: string };

/** Rows of words and numbers; the last column is the name of something and may be long. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

export interface Column {
  readonly title: string;
  readonly number?: true;
  /** Left out where there is little room. */
  readonly minor?: true;
}

/** Bars by time, a row of them for each series. */
export interface Chart {
  readonly series: readonly {
    readonly name: string;
    readonly noun: string;
    readonly values: readonly number[];
  }[];
  /** What each bar is of: `14:00`. */
  readonly bars: readonly string[];
  /** Times worth a mark below: which bar begins there. */
  readonly ticks: readonly { readonly bar: number; readonly label: string }[];
}

export const NUMBER = { number: true } as const;
export const MINOR = { number: true, minor: true } as const;
