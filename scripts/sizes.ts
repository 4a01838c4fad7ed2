import type { Complaint, SourceText } from './code-text.ts';

const MAX_LINES = 400;
const MAX_FOLDERS = 2;
/** A page of the dashboard is a folder of its own: web/src/pages/home. */
const MAX_FOLDERS_OF_WEB = 4;
/** All rooms meet in `app`; what they are to the page stands apart there. */
const APART = /^(?:src|test)\/app\/(?:web|cluster|senders)\//;
/** Names that say nothing of what is inside, so that everything ends up inside. */
const VAGUE = /^(?:utils?|helpers?|common|base|managers?|types?|misc|shared)(?:\.|$)/i;

/** Files that are too long, too deep, or named after nothing. */
export function sizes(files: readonly SourceText[]): Complaint[] {
  return files.flatMap(({ path, text }) => {
    const parts = path.split('/');
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    const folders =
      parts[0] === 'web' ? MAX_FOLDERS_OF_WEB : APART.test(path) ? MAX_FOLDERS + 1 : MAX_FOLDERS;
    const messages = [
      lines > MAX_LINES ? `${lines} lines, more than ${MAX_LINES}: it does more than one thing` : null,
      parts.length - 1 > folders ? `deeper than ${folders} folders` : null,
      ...parts.filter((part) => VAGUE.test(part)).map((part) => `"${part}" does not say what is inside`),
    ];
    return messages.filter((m) => m !== null).map((message) => ({ path, line: 0, message }));
  });
}
