import { isIP } from 'node:net';
import { clipped, oneLine, revealed } from './plain-text.ts';
import type { Redactor } from './redact.ts';
import { isFileName, topLevel } from './top-level-domains.ts';

/** What is left where something was taken out of an answer. */
const LINK_GONE = '[link removed]';
const NAME_GONE = '[name removed]';

const ELEMENTS = /<(script|style|iframe|svg|object|template)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
const TAGS = /<(?:[a-z/!?@#][^<>]{0,2000})(?:>|$)/gi;
const IMAGE = /!\[([^\]]{0,300})\]\s*(?:\([^)]{0,2000}\)?|\[[^\]]{0,300}\])/g;
const LINK = /\[([^\]]{1,300})\]\s*(?:\([^)]{0,2000}\)?|\[[^\]]{0,300}\])/g;
const REFERENCE = /^\s*\[[^\]]{1,300}\]:\s*\S+.*$/gm;
const SCHEMES =
  /(?<![a-z0-9])(?:[a-z][a-z0-9+.-]{1,30}:(?:\/\/|\\\\)|(?:javascript|vbscript|data|mailto|tel|sms|callto|skype|blob|about|view-source|magnet|urn|xmpp|sips?|file|ms-[a-z]+):(?=\S))[^\s<>"']*/gi;
const STARTS = /(?<![\w.@/-])(?:www\d?\.|\/\/(?=[\w-]+\.)|\\\\(?=[\w-]+))[^\s<>"']+/gi;
/** A name or an address, a port perhaps, and a path behind it. */
const WITH_PATH =
  /(?<![\w@./-])(?:[\p{L}\p{N}_-]{1,63}\.)+(?:[\p{L}\p{N}-]{2,63}|\d{1,3})(?::\d{1,5})?[/?#][^\s<>"']*/giu;
const MASK = /^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}[.,;)]?$/;
const MENTION = /(?<![\w.])@(?=here\b|channel\b|everyone\b|all\b|room\b)/gi;
const MARKS = /\*\*|__|~~|`{1,3}|^\s{0,3}#{1,6}\s/gm;
const ADDRESS =
  /(?<![\w.:-])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w:]|\.\d)/gi;
const MAIL = /[\p{L}\p{N}_.%+-]{1,80}@[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63})*/gu;
const DOTTED =
  /(?<![\p{L}\p{N}_@./-])(?:[\p{L}\p{N}_-]{1,63}\.)+[\p{L}\p{N}-]{2,63}(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}])/gu;
const NOBODY = /^(?:0\.0\.0\.0|127\.|255\.|2(?:2[4-9]|3\d)\.|169\.254\.169\.254$|::1?$|ff)/i;

/** Text of a model made plain, and what was taken out of it. */
export interface PlainAnswer {
  readonly text: string;
  readonly links: number;
  /** Names that are in nothing that was sent. */
  readonly invented: number;
}

/**
 * Text of a model as one plain line with the real names: without links, pictures, HTML, Markdown, hidden characters and
 * without names that were not in the data. What it says stays what it says.
 *
 * @param most characters
 */
export function plainAnswer(given: string, redactor: Redactor, most: number): PlainAnswer {
  let links = 0;
  let invented = 0;
  const noLinks = (text: string): string => {
    const gone = () => {
      links++;
      return LINK_GONE;
    };
    return text
      .replace(SCHEMES, gone)
      .replace(STARTS, gone)
      .replace(WITH_PATH, (found) => (MASK.test(found) || isPathOfFile(found) ? found : gone()));
  };
  const bare = revealed(given)
    .text.replace(REFERENCE, () => {
      links++;
      return '';
    })
    .replace(ELEMENTS, ' ')
    .replace(IMAGE, (_, words: string) => {
      links++;
      return words;
    })
    .replace(LINK, (_, words: string) => {
      links++;
      return words;
    });
  // Links go first, so that one in angle brackets leaves its mark.
  let text = noLinks(bare).replace(TAGS, ' ').replace(/[<>]/g, '').replace(MENTION, '').replace(MARKS, '');
  for (const name of redactor.invented(text)) {
    text = text.replaceAll(name, NAME_GONE);
    invented++;
  }
  const unknown = (found: string) => {
    invented++;
    return found === '' ? '' : NAME_GONE;
  };
  text = text
    .replace(MAIL, (found) => (knownParts(found, redactor) ? found : unknown(found)))
    .replace(ADDRESS, (found) =>
      isIP(found) === 0 || NOBODY.test(found) || knownParts(found, redactor) ? found : unknown(found),
    )
    .replace(DOTTED, (found) =>
      topLevel(found.split('.').at(-1)!) !== 'certain' || isFileName(found) || knownParts(found, redactor)
        ? found
        : unknown(found),
    );
  // A real name may be made so that it reads like a link where it comes back.
  const named = noLinks(revealed(redactor.back(text)).text).replace(/[<>]/g, '');
  return { text: clipped(oneLine(named), most), links, invented };
}

/** Whether all names in it were in what was sent, as pseudonyms or as themselves. */
function knownParts(found: string, redactor: Redactor): boolean {
  if (redactor.knows(found)) return true;
  const parts = found.split('@');
  return parts.every((part) => {
    if (isKnown(part, redactor)) return true;
    const [first, ...rest] = part.split('.');
    return (
      first !== undefined && rest.length > 0 && isKnown(first, redactor) && isKnown(rest.join('.'), redactor)
    );
  });
}

function isKnown(part: string, redactor: Redactor): boolean {
  return redactor.knows(part) || redactor.back(part) !== part;
}

/** `nginx/error.log`, `conf.d/site.conf`: files, not machines. */
function isPathOfFile(found: string): boolean {
  const [first] = found.split(/[/:?#]/);
  return (
    !/:\/\/|:\d/.test(found) &&
    first !== undefined &&
    topLevel(first.split('.').at(-1)!) === 'no' &&
    isIP(first) === 0
  );
}
