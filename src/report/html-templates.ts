import type { Overview, TemplateSummary } from '../core/scan-result.ts';
import { period } from '../core/when.ts';
import { grouped, percent } from '../core/words.ts';
import { type Html, html } from '../kit/html.ts';

/** The commonest kinds of line as a table, and how many more there are. */
export function renderKinds({ templates, moreTemplates }: Overview, timeZone?: string): Html {
  return html`<div class="scroll"><table>
<thead><tr><th class="number">lines</th><th class="number">share</th><th>kind of line</th><th class="hide-narrow">first and last</th></tr></thead>
<tbody>
${templates.map((template) => renderKind(template, timeZone))}</tbody>
</table></div>
${moreTemplates > 0 && html`<p class="soft">and ${grouped(moreTemplates)} more ${moreTemplates === 1 ? 'kind' : 'kinds'} of line, each rarer than these</p>\n`}`;
}

function renderKind({ count, share, text, firstSeen, lastSeen }: TemplateSummary, timeZone?: string): Html {
  const when =
    firstSeen === null || lastSeen === null
      ? ''
      : period(Date.parse(firstSeen), Date.parse(lastSeen), timeZone).replace(/ [+-]\d\d:\d\d$/, '');
  // "First – last" breaks after the dash and nowhere else.
  const [first, last] = when.split(' – ');
  const times = last === undefined ? html`${first!}` : html`${first!} –<br>${last}`;
  return html`<tr><td class="number">${grouped(count)}</td><td class="number">${percent(share).replace('under ', '<')}</td><td class="kind">${slotsApart(text)}</td><td class="when hide-narrow">${times}</td></tr>
`;
}

/** What varies in a kind of line, in a quieter colour than what does not. */
function slotsApart(text: string): Html {
  const parts = text.split('<*>');
  return html`${parts.map((part, i) => (i === 0 ? part : html`<span class="slot">${'<*>'}</span>${part}`))}`;
}
