import type { Message } from '../core/notifier.ts';
import { cutText, webLink } from './inert.ts';
import { type MessageText, messageText, plainLines } from './message-text.ts';

/** A node of the Atlassian Document Format. */
interface Node {
  readonly type: string;
  readonly text?: string;
  readonly attrs?: { readonly [name: string]: unknown };
  readonly marks?: readonly { readonly type: string; readonly attrs?: { readonly href: string } }[];
  readonly content?: readonly Node[];
}

/** Characters of what was found and of sentences; Jira takes 32,767 in all. */
const DETAILS = 20_000;
const PROSE = 6000;

/**
 * A message as a document of Jira (Atlassian Document Format, version 1). A text node is text, whatever is in it, and
 * must not be empty; links are marks of their own.
 */
export function documentOf(
  message: Message,
  how: { readonly timeZone: string | undefined; readonly headline: boolean; readonly foot?: string },
): Node & { readonly version: 1 } {
  const text = messageText(message, how.timeZone);
  const body = cutText(text.body.join('\n'), PROSE).split('\n');
  const details = plainLines({ ...text, headline: '', body: [], link: null, actions: [] })
    .join('\n')
    .trim();
  const content = [
    ...(how.headline ? paragraph(text.headline, [{ type: 'strong' }]) : []),
    ...body.flatMap((line) => paragraph(line)),
    ...(details === ''
      ? []
      : [{ type: 'codeBlock', content: [{ type: 'text', text: cutText(details, DETAILS) }] }]),
    ...links(text, webLink(message.link)),
    ...paragraph(`logsift · ${text.said}`),
    ...(how.foot === undefined ? [] : paragraph(how.foot)),
  ];
  return { version: 1, type: 'doc', content };
}

function paragraph(text: string, marks?: Node['marks']): Node[] {
  if (text === '') return [];
  return [
    { type: 'paragraph', content: [{ type: 'text', text, ...(marks === undefined ? {} : { marks }) }] },
  ];
}

function links({ actions }: MessageText, link: string | null): Node[] {
  const all = [...(link === null ? [] : [{ label: 'logsift', url: link }]), ...actions];
  if (all.length === 0) return [];
  const content = all.flatMap(({ label, url }, i): Node[] => [
    ...(i === 0 ? [] : [{ type: 'text', text: ' · ' }]),
    { type: 'text', text: label || url, marks: [{ type: 'link', attrs: { href: url } }] },
  ]);
  return [{ type: 'paragraph', content }];
}
