import stdin from './live-stdin.ts';
import syslog from './live-syslog.ts';

/** All kinds of live source, by their `type:`. To add one: a file `live-NAME.ts` in this folder and a line here. */
export const liveSources = { stdin, syslog } as const;
