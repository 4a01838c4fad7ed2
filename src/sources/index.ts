import file from './file.ts';

/** Every kind of source there is. */
export const sources = [file] as const;
