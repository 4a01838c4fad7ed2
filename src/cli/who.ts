import { userInfo } from 'node:os';
import { usage } from './input-options.ts';

const MOST = 500;

/** Who says it, for lists of what was said: a name that was given, or the user of the system. */
export function whoSays(given?: string): string {
  if (given !== undefined) return textOf(given);
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** A text that somebody wrote, on one line; throws USAGE for an empty or endless one. */
export function textOf(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain === '' || plain.length > MOST) throw usage(`wanted a text of 1 to ${MOST} characters`);
  return plain;
}
