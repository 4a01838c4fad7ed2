import type { Origin } from '../core/origin.ts';
import type { Followed } from './follow-search.ts';
import { HEAD, printOf } from './follow-state.ts';
import { dateInName } from './name-date.ts';
import { logName } from './rotated-name.ts';

/** Where lines at a position of a followed file are from: the same that reading the file to its end says. */
export function originOf(file: Followed, position: number): Origin {
  const { head, suffix, path } = file;
  const beginning = { name: logName(path), text: head.toString('latin1') };
  return {
    ...{ source: 'file', file: path, identity: printOf(head) + suffix },
    referenceTime: dateInName(path) ?? file.mtime,
    ...(position < HEAD ? { beginning } : {}),
  };
}

/** Origin of a path without a file, for batches without lines. */
export function noOrigin(path: string, now: number): Origin {
  return { source: 'file', file: path, identity: path, referenceTime: now };
}
