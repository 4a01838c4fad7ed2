import { RE2JS } from 're2js';
import type { Rule } from './rule.ts';

/** Something that can be asked whether a text holds what it looks for. */
export interface Pattern {
  test(text: string): boolean;
}

/** A leading `.*` says nothing and makes every search start at every character. */
export function tidied(source: string): string {
  return source.replace(/^\^?(?:\.\*\??)+(?=.)/, '');
}

/**
 * Several patterns as one. Those of the packs were reviewed and run on the engine's own regular expressions; those
 * that people wrote run on RE2, whose time is linear in the text whatever the pattern. Throws on a bad pattern.
 */
export function united(
  sources: readonly string[],
  rule: Pick<Rule, 'builtIn'> & { ignoreCase: boolean },
): Pattern {
  const source = sources.length === 1 ? sources[0]! : sources.map((one) => `(?:${one})`).join('|');
  if (rule.builtIn) return new RegExp(source, rule.ignoreCase ? 'i' : '');
  return RE2JS.compile(source, rule.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
}

/** What is wrong with a pattern that a person wrote, in words; null when it is fine. */
export function faultOf(source: string): string | null {
  try {
    RE2JS.compile(source);
    return null;
  } catch (error) {
    const message = (error as Error).message.replace(/^error parsing regexp: /, '');
    if (/\(\?[=!<]/.test(source)) return `${message}; patterns run in linear time, without look-around`;
    if (/\\[1-9]/.test(source)) return `${message}; patterns run in linear time, without back-references`;
    return message;
  }
}

/**
 * What a pattern that a person wrote finds in a text: its first group where it has one, else all that it matches;
 * null when it does not match. Linear in the text. Throws on a bad pattern.
 */
export function capturing(source: string): (text: string) => string | null {
  const pattern = RE2JS.compile(source);
  const group = pattern.groupCount() > 0 ? 1 : 0;
  return (text) => {
    const matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(group) : null;
  };
}
