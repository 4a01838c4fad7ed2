import type { Message, MessageReport } from '../core/notifier.ts';
import { escapeHtml, type Html, html, markup } from '../kit/html.ts';
import { inert, JOINER, webLink } from './inert.ts';
import { actionLines, type FindingText, type MessageText, plainLines } from './message-text.ts';

/** A message as the plain part of a mail. */
export function mailText(text: MessageText): string {
  // The link is ours; all else may be of a log, and mail programs make links of addresses by themselves.
  const { link, ...rest } = text;
  const lines = plainLines({ ...rest, link: null, actions: [] }).map(inert);
  return `${[...lines, ...(link === null ? [] : ['', `see ${link}`]), ...actionLines(text), '', text.said].join('\n')}\n`;
}

/** What is no tag, style or entity. */
const MARKUP = /(<style>[\s\S]*?<\/style>|<[^>]*>|&(?:#\d+|\w+);)/;

/** A report as both parts of a mail: whole, and without what mail programs make links of. */
export function mailReport({ text, html: page }: MessageReport): {
  readonly text: string;
  readonly html: string;
} {
  const pieces = page.split(MARKUP);
  const still = pieces.map((piece, i) => (i % 2 === 1 ? piece : inert(piece).replaceAll(JOINER, '&#8288;')));
  return { text: text.split('\n').map(inert).join('\n'), html: still.join('') };
}

/** A message as the HTML part: no picture, no script, no style sheet, nothing that is fetched. */
export function mailHtml(text: MessageText, message: Message): string {
  const link = webLink(message.link);
  const more =
    link === null
      ? null
      : html`<p style="margin:16px 0 0"><a href="${link}">see all of it in logsift</a></p>`;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>logsift</title></head>
<body style="margin:0;padding:16px;font:15px/1.45 sans-serif;color:#1f2328;background:#ffffff">
<h1 style="margin:0 0 12px;font-size:18px">${still(text.headline)}</h1>
${text.body.map((line) => html`<p style="margin:0 0 8px">${still(line)}</p>`)}
${text.findings.map(findingHtml)}
${text.others.map((line) => html`<p style="margin:4px 0">also: ${still(line)}</p>`)}
${more}
${actionsHtml(text)}
<p style="margin:16px 0 0;color:#656d76;font-size:13px">logsift · ${text.said}</p>
</body></html>
`;
  return page.text;
}

function actionsHtml({ actions }: MessageText): Html | null {
  if (actions.length === 0) return null;
  const style =
    'display:inline-block;margin:0 8px 8px 0;padding:8px 14px;border:1px solid #d1d9e0;border-radius:6px;color:#0a56c2;text-decoration:none';
  const links = actions.map(({ label, url }) => html`<a href="${url}" style="${style}">${label}</a> `);
  return html`<p style="margin:16px 0 0">${links}</p>`;
}

function findingHtml(finding: FindingText): Html {
  const { because, circumstances, expected, seen, evidence, more, odds, id } = finding;
  const lines = [...evidence.map(({ place, text }) => `${place}: ${text}`), ...(more === '' ? [] : [more])];
  return html`<div style="margin:12px 0;padding:8px 12px;border-left:4px solid #bf8700">
${because === '' ? null : html`<p style="margin:0 0 4px"><b>${still(because)}</b></p>`}
<p style="margin:0 0 4px;color:#656d76">${still(circumstances)}</p>
${lines.length === 0 ? null : html`<pre style="margin:6px 0;padding:8px;background:#f6f8fa;white-space:pre-wrap;font-size:13px">${still(lines.join('\n'))}</pre>`}
${row('expected', expected)}${row('seen', seen)}
<p style="margin:4px 0 0;color:#656d76;font-size:13px">${still(odds)} · id ${id}</p>
</div>`;
}

function row(name: string, value: string): Html | null {
  return value === '' ? null : html`<p style="margin:0">${name}: ${still(value)}</p>`;
}

/** Text of a log as text: escaped, and without what mail programs make links of. */
function still(text: string): Html {
  return markup(inert(text).split(JOINER).map(escapeHtml).join('&#8288;'));
}
