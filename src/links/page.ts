import { createHash } from 'node:crypto';
import { html, markup } from '../kit/html.ts';

/** What a page says. All of it is text, from anywhere. */
export interface PageWords {
  readonly title: string;
  /** What it is about: the headline of the incident. */
  readonly about?: string;
  readonly sentences: readonly string[];
  /** Lines of a log, or a command, set as they are. */
  readonly lines?: readonly string[];
  /** What is done by the button; a page without one only tells. */
  readonly button?: string;
}

const STYLE = `:root{color-scheme:light dark;--ink:#1f2328;--soft:#59636e;--back:#f6f8fa;--card:#fff;--line:#d1d9e0;--do:#0a56c2;--on:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--back:#0d1117;--card:#151b23;--line:#3d444d;--do:#4493f8;--on:#0d1117}}
*{box-sizing:border-box}
body{margin:0;padding:16px;background:var(--back);color:var(--ink);font:17px/1.5 system-ui,sans-serif}
main{max-width:640px;margin:0 auto;padding:20px;background:var(--card);border:1px solid var(--line);border-radius:10px}
h1{margin:0 0 12px;font-size:22px;line-height:1.25}
p{margin:0 0 12px;overflow-wrap:anywhere}
.about{padding-left:12px;border-left:4px solid var(--line);color:var(--soft)}
pre{margin:0 0 12px;padding:10px;background:var(--back);border:1px solid var(--line);border-radius:6px;font-size:14px;white-space:pre-wrap;overflow-wrap:anywhere}
button{width:100%;min-height:48px;padding:10px 16px;border:0;border-radius:8px;background:var(--do);color:var(--on);font:inherit;font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
footer{max-width:640px;margin:12px auto 0;color:var(--soft);font-size:14px}`;

/** Nothing is run, loaded or framed; what is sent goes back to where the page is from. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** A page that asks, or tells what came of it. */
export function page({ title, about, sentences, lines = [], button }: PageWords): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · logsift</title>
<style>${markup(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${about === undefined ? null : html`<p class="about">${about}</p>`}
${sentences.map((sentence) => html`<p>${sentence}</p>`)}
${lines.map((line) => html`<pre>${line}</pre>`)}
${button === undefined ? null : html`<form method="post"><button type="submit">${button}</button></form>`}
</main>
<footer>logsift</footer>
</body>
</html>
`.text;
}
