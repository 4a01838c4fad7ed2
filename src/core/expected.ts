import { hashText } from '../kit/hash.ts';
import type { Finding } from './finding.ts';

/** Characters of the key that are shown to a person; enough to be unique in any report. */
export const SHORT_KEY = 8;

/**
 * What a finding is about, as 16 hex digits that stay the same from run to run: the detector, the subject and the
 * kind of line, and not when it came or how odd it was.
 */
export function findingKey({ detector, about }: Pick<Finding, 'detector' | 'about'>): string {
  const { host = '', app = '', template = '', actor = '', metric = '' } = about;
  return hashText([detector, host, app, template, actor, metric].join('\0'));
}

/** What `logsift expected` takes: the beginning of the finding's key. */
export function shortId(finding: Finding): string {
  return findingKey(finding).slice(0, SHORT_KEY);
}
