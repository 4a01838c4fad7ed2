import file from './file.ts';
import journal from './journal.ts';
import stdin from './stdin.ts';

/** All kinds of source. To add one: a file in this folder and a line here. */
export const sources = { file, journal, stdin } as const;
