import file from './file.ts';
import journal from './journal.ts';
import stdin from './stdin.ts';

/** Every kind of source there is. */
export const sources = [file, journal, stdin] as const;
